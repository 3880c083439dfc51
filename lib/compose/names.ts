import type { ContainerModel, WorkloadModel } from '../workload/model';

/** Key of the service of a workload: `<namespace>-<workload>`. Services of its other containers begin with it. */
export function serviceKey(workload: WorkloadModel, container: ContainerModel = workload.main): string {
  const key = `${workload.namespace}-${workload.name}`;
  return container === workload.main ? key : `${key}-${container.name}`;
}

/** Whether Compose takes `name` for a project (Compose Specification, "name"). */
export function isProjectName(name: unknown): name is string {
  return typeof name === 'string' && /^[a-z0-9][a-z0-9_-]*$/.test(name);
}

/** Key of the volume that Docker keeps for a workload. Data hangs on it, so it never changes. */
export function volumeKey(workload: WorkloadModel, volume: string): string {
  return `${serviceKey(workload)}-${volume}`;
}

/** Key of a secret; namespaces and names have no dots, so no two secrets meet. */
export function secretKey(workload: WorkloadModel, name: string, key: string): string {
  return `${workload.namespace}.${name}.${key}`;
}
