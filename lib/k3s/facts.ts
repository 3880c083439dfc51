import { pathOnSite } from '../identity/rename';
import type { RenderedObject } from '../kubernetes/objects';
import { containersOfPod, type KubernetesObject, podOf } from '../kubernetes/pods';
import type { SiteModel } from '../site';
import { bytesOf, isRecord } from '../validation/values';
import { containersOf, type WorkloadModel } from '../workload/model';
import type { RequiredSecret } from '../workload/site-facts';
import { K3S_GROUP } from './files';

/** Log rotation of the kubelet, which holds for every container of a node. */
export function loggingOf({ defaults: { logging } }: SiteModel) {
  return {
    containerLogMaxSizeBytes: bytesOf(logging?.maxSize) ?? 10 * 1024 ** 2,
    containerLogMaxFiles: logging?.maxFiles ?? 3,
  };
}

/** Images that an object runs. */
export function imagesOf(object: KubernetesObject): string[] {
  const pod = podOf(object);
  return pod === undefined ? [] : containersOfPod(pod).flatMap((c) => c.image ?? []);
}

/** Secrets that the cluster has to have for its workloads. */
export function secretsOf(workloads: readonly WorkloadModel[]): RequiredSecret[] {
  return workloads.flatMap((workload) => {
    const keys = new Map<string, Set<string>>();
    const need = (name: string, key: string) => keys.set(name, (keys.get(name) ?? new Set()).add(key));
    for (const container of containersOf(workload)) {
      for (const { name, key } of container.secrets) need(name, key);
      for (const { value } of container.env) if (typeof value !== 'string') need(value.secret, value.key);
    }
    for (const name of workload.pullSecrets) need(name, '.dockerconfigjson');
    return [...keys].map(([name, set]) => ({
      workload: pathOnSite(workload.construct),
      kind: 'kubernetes-secret' as const,
      name,
      namespace: workload.namespace,
      keys: [...set].sort(),
    }));
  });
}

/** Whether an object is a chart that K3s installs. */
export function isHelmChart({ apiVersion, kind }: KubernetesObject): boolean {
  return kind === 'HelmChart' && apiVersion?.startsWith(K3S_GROUP) === true;
}

/** Secrets with values that a chart takes. */
export function chartSecretsOf({ object, scope }: RenderedObject): RequiredSecret[] {
  const { metadata, spec } = object;
  const named: readonly unknown[] = isRecord(spec) && Array.isArray(spec.valuesSecrets) ? spec.valuesSecrets : [];
  return named.filter(isRecord).map(({ name, keys }) => ({
    workload: pathOnSite(scope),
    kind: 'kubernetes-secret' as const,
    name: String(name),
    namespace: String(metadata?.namespace),
    keys: Array.isArray(keys) ? keys.map(String).sort() : [],
  }));
}

/** What is known of a chart, into which no rule looks. */
export function uncheckedOf({ kind, metadata, spec }: KubernetesObject): Record<string, unknown> {
  const { chart, version, repo, targetNamespace } = (spec ?? {}) as Record<string, unknown>;
  const named = { kind, name: metadata?.name, chart, version };
  return { ...named, ...(repo === undefined ? {} : { repo }), namespace: targetNamespace };
}
