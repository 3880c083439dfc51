import type { Container, PodSpec } from 'kubernetes-types/core/v1';
import { isRecord } from '../validation/values';

/** A rendered object, of whatever kind. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  metadata?: {
    name?: string;
    namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
}

const TEMPLATE = ['spec', 'template', 'spec'];

/** Where each kind keeps its pod. */
const POD_SPECS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['Pod', ['spec']],
  ['Deployment', TEMPLATE],
  ['StatefulSet', TEMPLATE],
  ['DaemonSet', TEMPLATE],
  ['ReplicaSet', TEMPLATE],
  ['ReplicationController', TEMPLATE],
  ['Job', TEMPLATE],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
]);

const POD_GROUPS = /^(v1|apps\/v1|batch\/v1)$/;

/** The pod that an object runs, or undefined. */
export function podOf(object: KubernetesObject): PodSpec | undefined {
  const path = POD_SPECS.get(object.kind);
  if (path === undefined || !POD_GROUPS.test(object.apiVersion ?? '')) return undefined;
  let at: unknown = object;
  for (const key of path) at = (at as Record<string, unknown> | undefined)?.[key];
  return at as PodSpec | undefined;
}

/** The annotations of the pod that an object runs. */
export function podAnnotationsOf(object: KubernetesObject): Readonly<Record<string, unknown>> {
  const path = POD_SPECS.get(object.kind) ?? [];
  let at: unknown = object;
  for (const key of [...path.slice(0, -1), 'metadata', 'annotations']) at = isRecord(at) ? at[key] : undefined;
  return isRecord(at) ? at : {};
}

/** Every container of a pod, init containers included. */
export function containersOfPod(pod: PodSpec): readonly Container[] {
  return [...(pod.containers ?? []), ...(pod.initContainers ?? [])];
}
