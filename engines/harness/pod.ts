import type { KubernetesObject } from './objects';

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: { readonly waiting?: { readonly reason: string; readonly message?: string } };
}

/** A pod as far as tests look into it. */
export interface Pod extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly uid: string; readonly deletionTimestamp?: string };
  readonly spec: {
    readonly hostNetwork?: boolean;
    readonly nodeName?: string;
    readonly priority?: number;
    readonly containers: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[];
  };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export function isReady(pod: Pod): boolean {
  return (pod.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
}

/** Why a pod is not ready: its phase, what its conditions and containers say. */
export function state(pod: Pod): string {
  const conditions = (pod.status.conditions ?? []).filter(({ status }) => status !== 'True');
  const waiting = (pod.status.containerStatuses ?? []).flatMap(({ name, state }) =>
    state?.waiting === undefined ? [] : [`${name}: ${state.waiting.reason} ${state.waiting.message ?? ''}`],
  );
  return [
    `${pod.metadata.namespace}/${pod.metadata.name} ${pod.status.phase}`,
    ...conditions.map(({ type, message }) => `${type}: ${message ?? 'no'}`),
    ...waiting,
  ].join('; ');
}
