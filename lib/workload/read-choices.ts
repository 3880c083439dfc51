import type { ComposeChoices, K3sChoices, KubernetesChoices, WorkloadTarget } from '../portable/target';
import type { SiteModel } from '../site';
import { SUBDOMAIN } from '../validation/names';
import { isRecord, show } from '../validation/values';
import type { WorkloadModel } from './model';
import { COMPOSE_CHOICES, K3S_CHOICES, KUBERNETES } from './properties';
import type { Reader } from './read';

/** Whatever a workload can say to one orchestrator only. */
export type AnyTarget = WorkloadTarget['k3s'] & WorkloadTarget['docker-compose'];

const RESOURCE_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** A resource of a device plugin: an extended resource (Kubernetes, "Extended resources"). */
function isResource(text: string): boolean {
  const slash = text.indexOf('/');
  const prefix = text.slice(0, Math.max(0, slash));
  // What quotas call a request.
  return SUBDOMAIN.test(prefix) && !prefix.startsWith('requests.') && RESOURCE_NAME.test(text.slice(slash + 1));
}

/** Reads what the program says to the orchestrator of the site. */
export function readChoices(
  props: AnyTarget,
  peripherals: readonly string[],
  { orchestrator, defaults }: SiteModel,
  reader: Reader,
): Pick<WorkloadModel, 'kubernetes' | 'k3s' | 'compose'> {
  if (orchestrator === 'docker-compose') {
    return { kubernetes: undefined, k3s: {}, compose: readCompose(props.compose ?? defaults.compose, reader) };
  }
  return {
    kubernetes: readKubernetes(props.kubernetes ?? defaults.kubernetes, peripherals, props, reader),
    k3s: readK3s(props.k3s ?? defaults.k3s, reader),
    compose: undefined,
  };
}

function readKubernetes(
  value: KubernetesChoices | undefined,
  peripherals: readonly string[],
  props: AnyTarget,
  reader: Reader,
): KubernetesChoices | undefined {
  const choices = reader.record('kubernetes', value, KUBERNETES);
  if (choices === undefined) return undefined;
  reader.reason('kubernetes', choices.reason);
  if (choices.secretsInEnv !== undefined) {
    reader.oneOf('kubernetes.secretsInEnv', choices.secretsInEnv, ['secretKeyRef']);
  }
  if (choices.pids !== undefined) reader.oneOf('kubernetes.pids', choices.pids, ['node-wide']);
  if (choices.peripherals === undefined) return choices;
  const accesses: unknown = choices.peripherals;
  if (!isRecord(accesses)) {
    reader.report('value-invalid', 'kubernetes.peripherals is not an object.', 'Write a path and its access.');
    return undefined;
  }
  for (const [path, access] of Object.entries(accesses)) {
    const isOffered = isRecord(access) && typeof access.resource === 'string' && isResource(access.resource);
    if (access !== 'privileged' && !isOffered) {
      reader.report(
        'value-invalid',
        `kubernetes.peripherals[${show(path)}] is ${show(access)}.`,
        "Write 'privileged', or { resource: 'squat.ai/serial' } with what the device plugin offers.",
      );
    }
    // Those of defaults are for whichever workload has the peripheral.
    if (props.kubernetes !== undefined && !peripherals.includes(path)) {
      reader.report(
        'reference-unknown',
        `kubernetes.peripherals names ${show(path)}, which is not one of peripherals.`,
        'Add it to peripherals, or remove it.',
      );
    }
  }
  return choices;
}

function readK3s(value: K3sChoices | undefined, reader: Reader): K3sChoices {
  const choices = reader.record('k3s', value, K3S_CHOICES) ?? {};
  if (choices.publish !== undefined) reader.oneOf('k3s.publish', choices.publish, ['load-balancer', 'hostPort']);
  return choices;
}

/** What each choice for Compose can be: there is one way, which the program has to name. */
const COMPOSE_VALUES = {
  egress: 'unenforced',
  sidecars: 'shared-network',
  liveness: 'reported',
  secretsInEnv: 'env-file',
  ephemeralStorage: 'unenforced',
  cpuReservation: 'unenforced',
} as const satisfies Required<Omit<ComposeChoices, 'reason'>>;

function readCompose(value: ComposeChoices | undefined, reader: Reader): ComposeChoices | undefined {
  const choices = reader.record('compose', value, COMPOSE_CHOICES);
  if (choices === undefined) return undefined;
  reader.reason('compose', choices.reason);
  for (const [name, only] of Object.entries(COMPOSE_VALUES)) {
    const chosen = choices[name as keyof typeof COMPOSE_VALUES];
    if (chosen !== undefined) reader.oneOf(`compose.${name}`, chosen, [only]);
  }
  return choices;
}
