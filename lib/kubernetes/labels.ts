import type { WorkloadModel } from '../workload/model';

/** Prefix of our own labels and annotations. */
export const OURS = 'sff-constructs';

/** Says who made an object (Kubernetes, "Recommended Labels"). */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': OURS } as const;

/** Label with the name of a workload (Kubernetes, "Recommended Labels"). */
export const NAME_LABEL = 'app.kubernetes.io/name';

/** What selects the pods of a workload in its namespace; never changes, since a Deployment's selector can't. */
export function selectorOf(workload: WorkloadModel): { readonly [key: string]: string } {
  return { [NAME_LABEL]: workload.name };
}

/** Labels of a workload's pods. */
export function podLabelsOf(workload: WorkloadModel): { readonly [key: string]: string } {
  return {
    ...workload.labels,
    ...MANAGED_BY,
    'app.kubernetes.io/part-of': workload.namespace,
    ...selectorOf(workload),
  };
}

/** Tells Flux, Argo CD and Helm to keep an object that a delivery no longer has: data outlives mistakes. */
export const KEEP = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'helm.sh/resource-policy': 'keep',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
} as const;
