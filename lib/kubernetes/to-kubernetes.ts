import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, PersistentVolumeClaim, Service, ServiceAccount } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { containersOf, type WorkloadModel } from '../workload/model';
import { toDeployment } from './deployment';
import { KEEP, podLabelsOf } from './labels';
import { toNetworkPolicy } from './network-policy';
import type { KubernetesPlatform } from './platform';
import { memoryQuantity } from './quantity';
import { toPublishedServices, toService } from './service';
import { claimName, configMapName } from './volumes';

/** An object as it is known when the workload is made. */
export type WorkloadObject =
  | ServiceAccount
  | ConfigMap
  | PersistentVolumeClaim
  | Deployment
  | Service
  | Omit<NetworkPolicy, 'spec'>;

/**
 * The objects of a workload, by the id of the construct that holds each.
 *
 * The rules of `network-policy` are left out: later calls like `connectTo` change them.
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
  for (const service of toPublishedServices(workload)) {
    objects.set(service.spec?.loadBalancerSourceRanges === undefined ? 'service-all' : 'service-lan', service);
  }
  // Policies do not cover pods in the network of the node.
  if (workload.hostNetwork === undefined) objects.set('network-policy', toNetworkPolicy(workload));
  return objects;
}

function metadataOf(workload: WorkloadModel, name: string) {
  return { name, namespace: workload.namespace, labels: { ...podLabelsOf(workload) } };
}
