import { CustomResource, type Input, type Output, type Resource } from '@pulumi/pulumi';
import type { K3sSite } from '../k3s/site';
import type { KubernetesObject } from '../kubernetes/pods';
import { type Site, siteModel } from '../site';
import { peer, refuse } from './errors';
import { type DeployOptions, textOf } from './options';

/** What everything else may need first, in this order. */
const FIRST = [
  /^(Namespace|CustomResourceDefinition|StorageClass|PriorityClass)$/,
  /^(LimitRange|ServiceAccount|ConfigMap|NetworkPolicy)$/,
];

/** Whether Pulumi applies the site's objects itself. */
export function isPushed(site: Site): site is K3sSite {
  return (site as Partial<K3sSite>).pushManifests === true;
}

/**
 * The kubeconfigs of sites that are pushed to, by their paths. Without one, the provider would take that of whoever runs
 * Pulumi, which leads to another cluster.
 *
 * @throws RunError `deploy-option-invalid`
 */
export function kubeconfigsOf(
  sites: readonly Site[],
  { kubeconfig }: DeployOptions,
): ReadonlyMap<string, Output<string>> {
  return new Map(
    sites.map((site) => {
      const { path } = site[siteModel];
      return [path, textOf(kubeconfig?.(path), (text) => checkedText(site, text))];
    }),
  );
}

function checkedText({ node }: Site, text: unknown): string {
  if (typeof text === 'string' && text !== '') return text;
  return refuse(
    'deploy-option-invalid',
    node.path,
    'pushManifests is set, and the option kubeconfig gives no text for the site.',
    'Write deploy(app, { kubeconfig: (site) => … }).',
  );
}

/**
 * Has Pulumi apply a site's objects, to a cluster that it can reach.
 *
 * @param path of the site
 */
export function pushManifests(
  path: string,
  objects: readonly KubernetesObject[],
  kubeconfig: Input<string>,
  parent: Resource,
): void {
  const { Provider } = peer(
    '@pulumi/kubernetes',
    () => require('@pulumi/kubernetes/provider') as typeof import('@pulumi/kubernetes/provider'),
  );
  const provider = new Provider(`${path}/kubernetes`, { kubeconfig, enableServerSideApply: true }, { parent });
  const before: Resource[] = [];
  for (const stage of stagesOf(objects)) {
    const dependsOn = [...before];
    for (const { apiVersion = '', kind = '', metadata, ...rest } of stage) {
      const type = `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;
      const name = [path, kind, metadata?.namespace, metadata?.name].filter((part) => part !== undefined).join('/');
      before.push(
        new PushedObject(type, name, { apiVersion, kind, metadata, ...rest }, { parent, provider, dependsOn }),
      );
    }
  }
}

function stagesOf(objects: readonly KubernetesObject[]): KubernetesObject[][] {
  const stages: KubernetesObject[][] = [...FIRST.map(() => []), []];
  for (const object of objects) {
    const found = FIRST.findIndex((kinds) => kinds.test(object.kind ?? ''));
    stages[found < 0 ? FIRST.length : found]?.push(object);
  }
  return stages;
}

/** An object of any kind. */
class PushedObject extends CustomResource {}
