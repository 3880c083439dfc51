import { resolveImage } from '../image/lock';
import { BASELINE_CAPABILITIES } from '../portable/container';
import type { Report } from './problem';

/** What the edge rules look at in a rendered container, of whatever orchestrator. */
export interface ContainerFacts {
  /** Its name in what is rendered. */
  readonly name: string;
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
  /** What of the engine's confinement it does without: `seccomp`, `AppArmor`. */
  readonly unconfined: readonly string[];
}

/** What the program declares of one container, with its reasons. */
export interface DeclaredContainer {
  readonly privileged: boolean;
  readonly root: boolean;
  readonly capabilities: readonly string[];
  readonly hostNamespaces: readonly string[];
  readonly hostPaths: readonly string[];
}

/** What a container declares of which the program says nothing. */
export const NOTHING_DECLARED: DeclaredContainer = {
  privileged: false,
  root: false,
  capabilities: [],
  hostNamespaces: [],
  hostPaths: [],
};

/** Checks a rendered container. What the program has declared is no problem. */
export function checkContainer(facts: ContainerFacts, declared: DeclaredContainer, report: Report): void {
  const { title } = facts;
  checkImage(facts, report);
  const missing = (['cpu', 'memory'] as const).filter((limit) => !facts.limits[limit]);
  if (missing.length > 0) {
    report('limits-missing', `${title} has no limit for ${missing.join(' and ')}.`, `Add ${facts.limitsSyntax}.`);
  }
  if (facts.privileged && !declared.privileged) report('privileged', `${title} is privileged.`, 'Drop it.');
  for (const namespace of without(facts.hostNamespaces, declared.hostNamespaces)) {
    report('host-namespace', `${title} shares the ${namespace} namespace of the device.`, 'Remove it.');
  }
  for (const path of without(facts.hostPaths, declared.hostPaths)) {
    const isHardware = path.startsWith('/dev/');
    const fix = isHardware ? 'Make it a workload with peripherals, or waive it with a reason.' : 'Use a named volume.';
    report('host-path', `${title} mounts ${path} of the device.`, fix);
  }
  const capabilities = without(facts.capabilities, [...BASELINE_CAPABILITIES, ...declared.capabilities]);
  if (capabilities.length > 0) {
    report('capability-added', `${title} adds ${capabilities.join(', ')}.`, 'Remove what it can do without.');
  }
  if (facts.root && !declared.root) report('runs-as-root', `${title} runs as user 0.`, 'Give another user id.');
  if (facts.unconfined.length > 0) {
    report(
      'unconfined',
      `${title} runs without ${facts.unconfined.join(' and ')}.`,
      'Leave the engine its default, or name a profile.',
    );
  }
  if (facts.pullsAlways) {
    report('image-pull-always', `${title} pulls its image at every start.`, 'Pull it only when it is missing.');
  }
}

function without(found: readonly string[], declared: readonly string[]): string[] {
  return found.filter((one) => !declared.includes(one));
}

function checkImage({ title, image }: ContainerFacts, report: Report): void {
  if (typeof image !== 'string') {
    report('image-malformed', `${title} has no image.`, 'Name one, with its digest.');
    return;
  }
  const resolved = resolveImage(image);
  if (!resolved.ok) report(resolved.code, resolved.message, resolved.fix);
}
