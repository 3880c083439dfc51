import { type ComposeChoices, type Egress, type KubernetesChoices, Secret } from 'sff-constructs';
import type { WorkloadPlan } from './plan';
import type { LooseWorkload } from './workloads';

type Props = WorkloadPlan['props'];

/** What a workload says to its orchestrator: all that it needs, and what it says without need. */
export function settleChoices(
  loose: LooseWorkload['choices'],
  props: Props,
  egress: readonly Egress[],
  accesses: KubernetesChoices['peripherals'],
  hasDefault: boolean,
): { readonly kubernetes: KubernetesChoices | undefined; readonly compose: ComposeChoices | undefined } {
  const { reason } = loose;
  const kubernetes = { ...stated(loose.kubernetes), ...stated(kubernetesNeeds(props, accesses)) };
  const compose = { ...stated(loose.compose), ...stated(composeNeeds(props, egress)) };
  const isNeeded = (needs: object) => !hasDefault && Object.keys(stated(needs)).length > 0;
  const says = (own: object, needs: object) => Object.keys(stated(own)).length > 0 || isNeeded(needs);
  return {
    kubernetes: says(loose.kubernetes, kubernetesNeeds(props, accesses)) ? { ...kubernetes, reason } : undefined,
    compose: says(loose.compose, composeNeeds(props, egress)) ? { ...compose, reason } : undefined,
  };
}

/** Defaults that cover whatever a workload may need. */
export const EVERY_CHOICE = {
  kubernetes: {
    secretsInEnv: 'secretKeyRef',
    pids: 'node-wide',
    peripherals: {
      '/dev/ttyUSB0': { resource: 'squat.ai/serial' },
      '/dev/ttyS1': { resource: 'squat.ai/serial' },
      '/dev/bus/usb/001': { resource: 'squat.ai/usb' },
    },
  },
  compose: {
    egress: 'unenforced',
    sidecars: 'shared-network',
    liveness: 'reported',
    secretsInEnv: 'env-file',
    ephemeralStorage: 'unenforced',
    cpuReservation: 'unenforced',
  },
} as const satisfies { kubernetes: Omit<KubernetesChoices, 'reason'>; compose: Omit<ComposeChoices, 'reason'> };

function kubernetesNeeds(
  props: Props,
  peripherals: KubernetesChoices['peripherals'],
): Omit<KubernetesChoices, 'reason'> {
  const containers = containersIn(props);
  return {
    secretsInEnv: containers.some(hasSecretInEnv) ? 'secretKeyRef' : undefined,
    pids: containers.some(({ limits }) => limits?.pids !== undefined) ? 'node-wide' : undefined,
    peripherals: (props.peripherals ?? []).length > 0 ? peripherals : undefined,
  };
}

function composeNeeds(props: Props, egress: readonly Egress[]): Omit<ComposeChoices, 'reason'> {
  const containers = containersIn(props);
  const checks = [props, ...(props.sidecars ?? [])].map(({ health }) => health);
  return {
    egress: egress.some(({ target }) => target.kind !== 'internet') ? 'unenforced' : undefined,
    sidecars: (props.sidecars ?? []).length > 0 ? 'shared-network' : undefined,
    liveness: checks.some((health) => health?.timing.restartAfter !== undefined) ? 'reported' : undefined,
    secretsInEnv: containers.some(hasSecretInEnv) ? 'env-file' : undefined,
    ephemeralStorage: containers.some(({ limits }) => limits?.ephemeralStorage !== undefined)
      ? 'unenforced'
      : undefined,
    cpuReservation: containers.some(({ reservations }) => reservations?.cpu !== undefined) ? 'unenforced' : undefined,
  };
}

type Container = Pick<Props, 'env' | 'limits' | 'reservations'>;

function containersIn(props: Props): readonly Container[] {
  return [props, ...(props.sidecars ?? []), ...(props.init ?? [])];
}

function hasSecretInEnv({ env }: Container): boolean {
  return Object.values(env ?? {}).some(Secret.isSecret);
}

function stated<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;
}
