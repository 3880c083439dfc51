import { resolveImage } from '../image/lock';
import { BASELINE_CAPABILITIES } from '../portable/container';
import type { Report } from './problem';
import type { RuleCode } from './rules';

/** What the edge rules look at in a rendered container, of whatever orchestrator. */
export interface ContainerFacts {
  /** How messages name it: `container "db"`, `service "db"`. */
  readonly title: string;
  readonly image: unknown;
  /** Limits that it has. */
  readonly limits: { readonly cpu: boolean; readonly memory: boolean };
  /** Limits as the engine's own syntax writes them, for the fix. */
  readonly limitsSyntax: string;
  readonly privileged: boolean;
  /** Namespaces of the device that it shares. */
  readonly hostNamespaces: readonly string[];
  /** Paths of the device that it mounts. */
  readonly hostPaths: readonly string[];
  /** Capabilities that it adds. */
  readonly capabilities: readonly string[];
  /** Whether it says that it runs as user 0. */
  readonly root: boolean;
  /** Whether the image is pulled at every start. */
  readonly pullsAlways: boolean;
}

/** Checks a rendered container. `accepted` holds what the program has declared, with its reason. */
export function checkContainer(facts: ContainerFacts, accepted: ReadonlySet<RuleCode>, report: Report): void {
  const { title } = facts;
  const unless: Report = (code, message, fix) => {
    if (!accepted.has(code)) report(code, message, fix);
  };
  checkImage(facts, report);
  const missing = (['cpu', 'memory'] as const).filter((limit) => !facts.limits[limit]);
  if (missing.length > 0) {
    report('limits-missing', `${title} has no limit for ${missing.join(' and ')}.`, `Add ${facts.limitsSyntax}.`);
  }
  if (facts.privileged) unless('privileged', `${title} is privileged.`, 'Drop it.');
  for (const namespace of facts.hostNamespaces) {
    unless('host-namespace', `${title} shares the ${namespace} namespace of the device.`, 'Remove it.');
  }
  for (const path of facts.hostPaths) {
    unless('host-path', `${title} mounts ${path} of the device.`, 'Use a named volume.');
  }
  const capabilities = facts.capabilities.filter((c) => !(BASELINE_CAPABILITIES as readonly string[]).includes(c));
  if (capabilities.length > 0) {
    unless('capability-added', `${title} adds ${capabilities.join(', ')}.`, 'Remove what it can do without.');
  }
  if (facts.root) unless('runs-as-root', `${title} runs as user 0.`, 'Give another user id.');
  if (facts.pullsAlways) {
    report('image-pull-always', `${title} pulls its image at every start.`, 'Pull it only when it is missing.');
  }
}

function checkImage({ title, image }: ContainerFacts, report: Report): void {
  if (typeof image !== 'string') {
    report('image-malformed', `${title} has no image.`, 'Name one, with its digest.');
    return;
  }
  const resolved = resolveImage(image);
  if (!resolved.ok) report(resolved.code, resolved.message, resolved.fix);
}
