import type { Facts } from '../identity/facts';
import type { RenderedObject } from '../kubernetes/objects';
import type { KubernetesObject } from '../kubernetes/pods';
import type { SiteModel } from '../site';
import { isRecord } from '../validation/values';
import { identityFacts } from '../workload/identity';
import type { WorkloadModel } from '../workload/model';
import { isHelmChart } from './facts';

/** What has identity in a site: foreign objects are read, too. */
export function k3sIdentity(
  site: SiteModel,
  settings: { readonly clusterCidr: string; readonly serviceCidr: string; readonly dataDir: string },
  workloads: readonly WorkloadModel[],
  objects: readonly RenderedObject[],
): Facts {
  const facts = identityFacts(site, workloads)
    .add('cluster-cidr', '', settings.clusterCidr)
    .add('service-cidr', '', settings.serviceCidr)
    .add('data-dir', '', settings.dataDir)
    // K3s' own choice (K3s, "Cluster Datastore").
    .add('datastore', '', site.devices.filter((d) => d.role === 'server').length > 1 ? 'etcd' : 'sqlite');
  for (const { object } of objects) {
    const { apiVersion, kind, metadata } = object;
    if (kind === 'Namespace' && apiVersion === 'v1') facts.add('namespaces', metadata?.name ?? '', true);
    if (isHelmChart(object)) facts.add('charts', `${metadata?.namespace}/${metadata?.name}`, releaseOf(object));
    for (const { name, claim } of claimsOf(object)) {
      facts.add('claims', `${metadata?.namespace}/${name}`, sizeAndClass(claim));
    }
  }
  return facts.all();
}

/** What is installed, and where; its version and the registry that it comes from may change. */
function releaseOf({ spec }: KubernetesObject): string {
  const { chart, targetNamespace = 'default' } = isRecord(spec) ? spec : {};
  const name = typeof chart === 'string' ? chart.slice(chart.lastIndexOf('/') + 1) : 'a chart';
  return `${name} in ${targetNamespace}`;
}

/** The claims that an object is, or makes: a StatefulSet makes one for each of its pods. */
function claimsOf(object: KubernetesObject): { name: string; claim: unknown }[] {
  const { apiVersion, kind, metadata, spec } = object;
  const name = metadata?.name ?? '';
  if (kind === 'PersistentVolumeClaim' && apiVersion === 'v1') return [{ name, claim: spec }];
  if (kind !== 'StatefulSet' || apiVersion !== 'apps/v1' || !isRecord(spec)) return [];
  const templates: readonly unknown[] = Array.isArray(spec.volumeClaimTemplates) ? spec.volumeClaimTemplates : [];
  return templates.filter(isRecord).map((template) => {
    const of = isRecord(template.metadata) ? template.metadata.name : '';
    return { name: `${of}-${name}`, claim: template.spec };
  });
}

function sizeAndClass(claim: unknown): string {
  const { resources, storageClassName = 'the default class' } = isRecord(claim) ? claim : {};
  const requests = isRecord(resources) && isRecord(resources.requests) ? resources.requests : {};
  return `${requests.storage ?? 'no size'} ${storageClassName}`;
}
