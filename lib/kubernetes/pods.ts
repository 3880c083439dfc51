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
export const POD_SPECS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['Pod', ['spec']],
  ['Deployment', TEMPLATE],
  ['StatefulSet', TEMPLATE],
  ['DaemonSet', TEMPLATE],
  ['ReplicaSet', TEMPLATE],
  ['ReplicationController', TEMPLATE],
  ['Job', TEMPLATE],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
]);

const POD_GROUPS: ReadonlySet<unknown> = new Set(['v1', 'apps/v1', 'batch/v1']);

/** Where an object keeps its pod; undefined where it runs none. */
export function podPathOf({ apiVersion, kind }: KubernetesObject): readonly string[] | undefined {
  return POD_GROUPS.has(apiVersion) ? POD_SPECS.get(kind) : undefined;
}

/** The pod that an object runs, or undefined. */
export function podOf(object: KubernetesObject): PodSpec | undefined {
  const path = podPathOf(object);
  return path === undefined ? undefined : (valueAt(object, path) as PodSpec | undefined);
}

/** Annotations, or labels, of the pod that an object runs. */
export function podMetadataOf(
  object: KubernetesObject,
  of: 'annotations' | 'labels',
): Readonly<Record<string, unknown>> {
  const value = valueAt(object, [...(podPathOf(object) ?? []).slice(0, -1), 'metadata', of]);
  return isRecord(value) ? value : {};
}

/** What is at a place in some data; undefined where nothing leads there. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), data);
}

/** Every container of a pod, init containers included. */
export function containersOfPod(pod: PodSpec): readonly Container[] {
  return [...(pod.containers ?? []), ...(pod.initContainers ?? [])];
}
