import { ORCHESTRATORS, type Orchestrator } from '../orchestrator';
import type { Logging, Priority, WorkloadDefaults } from '../portable/defaults';
import type { ComposeChoices, K3sChoices, KubernetesChoices, WorkloadTarget } from '../portable/target';
import { readCompose, readK3s, readKubernetes } from './choices';
import { readEgress } from './egress';
import { SUBDOMAIN } from './names';
import type { Report } from './problem';
import { checkKnown, type Names } from './properties';
import { Reader } from './reader';
import { readUserId } from './user';
import { isRecord, show } from './values';

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

const DEFAULTS: Names<WorkloadDefaults> = {
  user: true,
  egress: true,
  pullSecrets: true,
  logging: true,
  priority: true,
};
const LOGGING: Names<Logging> = { maxSize: true, maxFiles: true };
const PRIORITIES: readonly Priority[] = ['critical', 'normal', 'best-effort'];

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
function foreignIn(props: object, orchestrator: Orchestrator): Map<string, Orchestrator> {
  const stated = Object.keys(definedIn(props));
  const others = ORCHESTRATORS.filter((o) => o !== orchestrator);
  return new Map(
    others.flatMap((other) => stated.filter((n) => Object.hasOwn(TARGETS[other], n)).map((n) => [n, other] as const)),
  );
}

/**
 * Reads defaults. What is wrong is reported here, once, and not at each workload that would take it: it is left out, or
 * something right stands in for it.
 */
export function readDefaults(
  value: StatedDefaults | undefined,
  orchestrator: Orchestrator,
  report: Report,
): StatedDefaults {
  if (value === undefined) return {};
  if (!isRecord(value)) {
    report('value-invalid', `defaults is ${show(value)}, not an object.`, 'Write defaults: { … }.');
    return {};
  }
  const foreign = foreignIn(value, orchestrator);
  checkTargets('defaults.', value, orchestrator, report);
  const stated: StatedDefaults = Object.fromEntries(Object.entries(value).filter(([name]) => !foreign.has(name)));
  checkKnown('defaults', stated, { ...DEFAULTS, ...TARGETS[orchestrator] }, report);
  const reader = new Reader(report, report);
  const { user, egress, pullSecrets, logging, priority, kubernetes, k3s, compose } = stated;
  return definedIn({
    user: user === undefined ? undefined : readUserId('defaults.user', user, reader),
    egress: egress === undefined ? undefined : readEgress('defaults.egress', egress, reader),
    pullSecrets: pullSecrets === undefined ? undefined : readPullSecrets(pullSecrets, reader),
    logging: readLogging(logging, reader),
    priority: priority === undefined ? undefined : readPriority('defaults.priority', priority, reader),
    kubernetes: readKubernetes('defaults.kubernetes', kubernetes, reader),
    k3s: readK3s('defaults.k3s', k3s, reader),
    compose: readCompose('defaults.compose', compose, reader),
  });
}

/** Reads a priority that is stated. */
export function readPriority(field: string, priority: unknown, reader: Reader): Priority | undefined {
  return reader.oneOf(field, priority, PRIORITIES);
}

/** Kubernetes takes each once. */
function readPullSecrets(names: readonly string[], reader: Reader): string[] {
  const read = reader.texts('defaults.pullSecrets', names) ?? [];
  const good = read.filter((name) => {
    if (SUBDOMAIN.test(name)) return true;
    reader.report(
      'name-invalid',
      `defaults.pullSecrets has ${show(name)}, not the name of a Secret.`,
      'Use a-z, 0-9, "-" and ".".',
    );
    return false;
  });
  return [...new Set(good)];
}

function readLogging(value: Logging | undefined, reader: Reader): Logging | undefined {
  const logging = reader.record('defaults.logging', value, LOGGING);
  if (logging === undefined) return undefined;
  const { maxSize, maxFiles } = logging;
  const isSized = maxSize === undefined || reader.bytes('defaults.logging.maxSize', maxSize) !== undefined;
  return definedIn({
    maxSize: isSized ? maxSize : undefined,
    // The kubelet takes no less than two files (containerLogMaxFiles).
    maxFiles: maxFiles === undefined ? undefined : reader.whole('defaults.logging.maxFiles', maxFiles, 2, 1000),
  });
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

function definedIn<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T; // optional ones are left out
}
