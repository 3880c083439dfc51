import type { ContainerModel, WorkloadModel } from './model';

/** Size of the `/tmp` in memory that a container with a read-only root gets. */
export const TMP_BYTES = 64 * 1024 * 1024;

/** Whether the container gets a `/tmp` in memory: it cannot write its root, and has nothing of its own there. */
export function hasTmp(workload: WorkloadModel, container: ContainerModel): boolean {
  const own = container === workload.main ? workload.volumes.map((v) => v.path) : [];
  const files = [...container.configFiles, ...container.secrets].map((file) => file.path);
  const taken = [...own, ...container.mounts.map((m) => m.mountPath), ...files].includes('/tmp');
  return container.exceptions.writableRootFilesystem === undefined && !taken;
}
