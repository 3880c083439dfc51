import { type DeclaredContainer, NOTHING_DECLARED } from '../validation/container-rules';
import type { ContainerModel, WorkloadModel } from './model';

/**
 * What the program declares, with its reasons, of one container of a workload: what another declares is none of it.
 *
 * Volumes and hardware are the main container's, and each engine says which `hostPaths` it makes of them. Without a
 * `container`, it is one that only a patch knows; the network of the device is shared by all or none.
 */
export function declaredBy(
  workload: WorkloadModel,
  container: ContainerModel | undefined,
  hostPaths: readonly string[],
): DeclaredContainer {
  const hostNamespaces = workload.hostNetwork === undefined ? [] : ['network'];
  if (container === undefined) return { ...NOTHING_DECLARED, hostNamespaces };
  return {
    privileged: container.exceptions.privileged !== undefined,
    root: container.exceptions.root !== undefined,
    capabilities: container.capabilities,
    hostNamespaces,
    hostPaths,
  };
}
