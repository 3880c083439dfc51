import { ORCHESTRATORS, type Orchestrator } from '../orchestrator';
import type { WorkloadDefaults } from '../portable/defaults';
import type { ComposeChoices, K3sChoices, KubernetesChoices, WorkloadTarget } from '../portable/target';
import type { Report } from './problem';
import type { Names } from './properties';

/** Whatever the defaults of a fleet or a site can say. */
export interface StatedDefaults extends WorkloadDefaults {
  readonly kubernetes?: KubernetesChoices | undefined;
  readonly k3s?: K3sChoices | undefined;
  readonly compose?: ComposeChoices | undefined;
}

/** Defaults and choices of fleet and site, merged. */
export interface MergedDefaults extends StatedDefaults {
  /** Why each choice is right here: fleet and site may have made some each. */
  readonly reasons: ChoiceReasons;
}

/** The reason of each choice, by the name of the choice. */
export type ChoiceReasons = Readonly<Record<string, string>>;

/** What workloads, and defaults, can say to one orchestrator only. */
export const TARGETS: { readonly [O in Orchestrator]: Names<WorkloadTarget[O]> } = {
  k3s: { kubernetes: true, k3s: true },
  'docker-compose': { compose: true },
};

/** Reports properties of `props` that are for another orchestrator than `orchestrator`. */
export function checkTargets(field: string, props: object, orchestrator: Orchestrator, report: Report): void {
  for (const [name, other] of foreignIn(props, orchestrator)) {
    report('property-unknown', `${field}${name} is for ${other}, and here runs ${orchestrator}.`, 'Remove it.');
  }
}

/** Names of stated properties that are for another orchestrator, with that one. */
export function foreignIn(props: object, orchestrator: Orchestrator): Map<string, Orchestrator> {
  const stated = Object.keys(definedIn(props));
  const others = ORCHESTRATORS.filter((o) => o !== orchestrator);
  return new Map(
    others.flatMap((other) => stated.filter((n) => Object.hasOwn(TARGETS[other], n)).map((n) => [n, other] as const)),
  );
}

/** The defaults of a site over those of its fleet: logging and choices field by field, all else as a whole. */
export function mergeDefaults(fleet: StatedDefaults, site: StatedDefaults): MergedDefaults {
  return definedIn({
    ...fleet,
    ...site,
    logging: mergeFields(fleet.logging, site.logging),
    kubernetes: mergeFields(fleet.kubernetes, site.kubernetes),
    k3s: mergeFields(fleet.k3s, site.k3s),
    compose: mergeFields(fleet.compose, site.compose),
    reasons: { ...reasonsOf(fleet), ...reasonsOf(site) },
  });
}

/** One object over the other, field by field: what `inner` does not say, `outer` says. */
export function mergeFields<T extends object>(outer: T | undefined, inner: T | undefined): T | undefined {
  return outer === undefined || inner === undefined ? (inner ?? outer) : { ...outer, ...definedIn(inner) };
}

/** Why each choice was made, of choices that are for one orchestrator. */
export function reasonsOf({ kubernetes, compose }: Pick<StatedDefaults, 'kubernetes' | 'compose'>): ChoiceReasons {
  const choices = kubernetes ?? compose;
  if (choices === undefined) return {};
  const { reason, ...chosen } = choices;
  return Object.fromEntries(Object.keys(definedIn(chosen)).map((name) => [name, reason]));
}

export function definedIn<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T; // optional ones are left out
}
