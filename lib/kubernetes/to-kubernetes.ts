import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, PersistentVolumeClaim, Service, ServiceAccount } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { containersOf, type WorkloadModel } from '../workload/model';
import { toDeployment } from './deployment';
import { KEEP, podLabelsOf } from './labels';
import { networkPolicySpec, toNetworkPolicy } from './network-policy';
import type { KubernetesPlatform } from './platform';
import { memoryQuantity } from './quantity';
import { publishedSpec, publishedTo, toPublishedService, toService } from './service';
import { claimName, configMapName } from './volumes';

/** An object as it is known when the workload is made. */
export type WorkloadObject =
  | ServiceAccount
  | ConfigMap
  | PersistentVolumeClaim
  | Deployment
  | Service
  | Omit<NetworkPolicy | Service, 'spec'>;

/** Makes the `spec` of an object when it is rendered, of what the program says after the workload. */
export type LaterSpec = (workload: WorkloadModel, platform: KubernetesPlatform) => object;

/** The objects whose `spec` is not known when the workload is made, by their ids. */
export const LATER_SPECS: ReadonlyMap<string, LaterSpec> = new Map<string, LaterSpec>([
  ['network-policy', networkPolicySpec],
  ['service-all', (workload) => publishedSpec(workload, 'all')],
  ['service-lan', (workload) => publishedSpec(workload, 'lan')],
]);

/**
 * The objects of a workload, by the id of the construct that holds each.
 *
 * What `LATER_SPECS` makes is left out: later calls like `connectTo`, and later devices, change it.
 */
export function toKubernetes(
  workload: WorkloadModel,
  platform: KubernetesPlatform,
): ReadonlyMap<string, WorkloadObject> {
  const objects = new Map<string, WorkloadObject>();
  objects.set('service-account', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadataOf(workload, workload.name),
    automountServiceAccountToken: false,
  });
  for (const container of containersOf(workload)) {
    if (container.configFiles.length === 0) continue;
    objects.set(`config-${container.name}`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadataOf(workload, configMapName(workload, container)),
      data: Object.fromEntries(container.configFiles.map((f) => [f.key, f.content])),
    });
  }
  for (const volume of workload.volumes) {
    if (volume.kind !== 'named') continue;
    objects.set(`claim-${volume.name}`, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { ...metadataOf(workload, claimName(workload, volume.name)), annotations: { ...KEEP } },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: platform.storageClass,
        resources: { requests: { storage: memoryQuantity(volume.size) } },
      },
    });
  }
  objects.set('deployment', toDeployment(workload, platform));
  if (workload.ports.length > 0) objects.set('service', toService(workload));
  for (const on of publishedTo(workload)) objects.set(`service-${on}`, toPublishedService(workload, on));
  // Policies do not cover pods in the network of the node.
  if (workload.hostNetwork === undefined) objects.set('network-policy', toNetworkPolicy(workload));
  return objects;
}

function metadataOf(workload: WorkloadModel, name: string) {
  return { name, namespace: workload.namespace, labels: { ...podLabelsOf(workload) } };
}
