import type { PriorityClass } from 'kubernetes-types/scheduling/v1';
import type { StorageClass } from 'kubernetes-types/storage/v1';
import { PRIORITY_CLASSES } from '../kubernetes/deployment';
import { KEEP, MANAGED_BY } from '../kubernetes/labels';
import { toLimitRange, toNamespace } from '../kubernetes/namespace';
import { toDefaultPolicies } from '../kubernetes/network-policy';
import type { KubernetesPlatform } from '../kubernetes/platform';
import type { PodSecurityLevel } from '../kubernetes/pod-security';
import type { KubernetesObject } from '../kubernetes/pods';
import type { Ipv4Range } from '../portable/network';
import type { WorkloadModel } from '../workload/model';

/** Our StorageClass. K3s' own, `local-path`, deletes the data with the claim. */
const STORAGE_CLASS = 'sff-local';

/** What K3s has that other distributions have not. */
export function k3sPlatform(lan: Ipv4Range | undefined, clusterRanges: readonly Ipv4Range[]): KubernetesPlatform {
  return {
    storageClass: STORAGE_CLASS,
    // K3s makes this RuntimeClass where it finds the NVIDIA container runtime.
    gpuRuntimeClass: 'nvidia',
    clusterRanges,
    lan,
    // Labels that ServiceLB gives its pods (K3s, pkg/cloudprovider/servicelb.go).
    loadBalancerPeer: (service, namespace) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: {
        matchLabels: {
          'svccontroller.k3s.cattle.io/svcname': service,
          'svccontroller.k3s.cattle.io/svcnamespace': namespace,
        },
      },
    }),
  };
}

/**
 * What a site has to have before its workloads.
 *
 * Sites share the objects that are alike, so that each is made, and written as text, once: they are not to be changed.
 */
export function platformObjects(
  levels: ReadonlyMap<string, PodSecurityLevel>,
  workloads: readonly WorkloadModel[],
): KubernetesObject[] {
  const priorities = new Set(workloads.map((w) => w.priority));
  return [
    ...[...levels].sort().flatMap(([name, level]) => shared(`${name} ${level}`, () => namespaceObjects(name, level))),
    ...(workloads.some((w) => w.volumes.some((v) => v.kind === 'named')) ? shared('storage', () => [STORAGE]) : []),
    ...(['critical', 'best-effort'] as const)
      .filter((priority) => priorities.has(priority))
      .flatMap((priority) => shared(priority, () => [toPriorityClass(priority)])),
  ];
}

const SHARED = new Map<string, readonly KubernetesObject[]>();
/** More than a program has that gives its sites alike namespaces. */
const MOST_SHARED = 1000;

function shared(key: string, make: () => readonly object[]): readonly KubernetesObject[] {
  let objects = SHARED.get(key);
  if (objects === undefined) {
    if (SHARED.size >= MOST_SHARED) SHARED.clear();
    // The types of Kubernetes' objects are closed; rules look at objects of any kind.
    objects = make() as readonly KubernetesObject[];
    SHARED.set(key, objects);
  }
  return objects;
}

function namespaceObjects(name: string, level: PodSecurityLevel): readonly object[] {
  return [toNamespace(name, level), ...toDefaultPolicies(name), toLimitRange(name)];
}

const STORAGE: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: STORAGE_CLASS, annotations: { ...KEEP }, labels: { ...MANAGED_BY } },
  provisioner: 'rancher.io/local-path',
  reclaimPolicy: 'Retain',
  volumeBindingMode: 'WaitForFirstConsumer',
};

function toPriorityClass(priority: keyof typeof PRIORITY_CLASSES): PriorityClass {
  return {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: PRIORITY_CLASSES[priority].name, labels: { ...MANAGED_BY } },
    value: PRIORITY_CLASSES[priority].value,
    globalDefault: false,
    description: `Workloads of priority '${priority}'.`,
  };
}
