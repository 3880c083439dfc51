import { bootstrapFile } from '../kubernetes/lane';
import type { RenderedObject } from '../kubernetes/objects';
import type { KubernetesObject } from '../kubernetes/pods';
import { scopeOf } from '../kubernetes/scopes';

/** Where kinds go that have to be there before the applications. */
const PLATFORM_FILES: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  LimitRange: 'namespaces',
  StorageClass: 'storage',
  PriorityClass: 'priority-classes',
  CustomResourceDefinition: 'crds',
};

/** Custom resources that K3s defines itself, so that they are known before anything is applied. */
export const K3S_GROUP = 'helm.cattle.io/';

/**
 * The file of an object, below `<fleet>/<site>/`.
 *
 * What has to be there first goes to `platform/`; custom resources go to `apps/`, so that a GitOps engine that applies
 * `platform/` first never meets one before its definition. What K3s applies by itself goes to `bootstrap/`.
 */
export function fileOf({ object, home, scope }: RenderedObject, site: unknown): string {
  const bootstrap = bootstrapFile(scope);
  return bootstrap === undefined
    ? `kubernetes/${manifestOf(object, home, scope === site)}`
    : `bootstrap/${bootstrap}.yaml`;
}

function manifestOf(object: KubernetesObject, home: string, isSites: boolean): string {
  const kind = object.kind ?? '';
  const known = PLATFORM_FILES[kind];
  if (object.apiVersion?.startsWith(K3S_GROUP)) return 'platform/helm-charts.yaml';
  if (known !== undefined && scopeOf(object.apiVersion ?? '', kind) !== 'unknown') return `platform/${known}.yaml`;
  // What the site itself makes: the default policies of its namespaces.
  if (isSites) return 'platform/namespaces.yaml';
  if (scopeOf(object.apiVersion ?? '', kind) === 'cluster') return 'platform/cluster.yaml';
  return `apps/${home}.yaml`;
}
