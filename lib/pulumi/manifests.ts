import { CustomResource, type Input, type Resource } from '@pulumi/pulumi';
import type { KubernetesObject } from '../kubernetes/pods';
import { peer } from './errors';

/** What everything else may need first, in this order. */
const FIRST = [
  /^(Namespace|CustomResourceDefinition|StorageClass|PriorityClass)$/,
  /^(LimitRange|ServiceAccount|ConfigMap|NetworkPolicy)$/,
];

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
