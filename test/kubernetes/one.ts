import { Workload } from '../../lib';
import { container, find, type KubernetesObject, k3s, render, untyped } from '../tree/program';

export const http = { name: 'http', port: 8080 };
export const namespaceOf = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
export const pods = (name: string, namespace = 'apps') => ({
  namespaceSelector: namespaceOf(namespace),
  podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
});
export const kinds = (objects: readonly KubernetesObject[], namespace: string) =>
  objects.filter((o) => o.metadata.namespace === namespace).map((o) => `${o.kind} ${o.metadata.name}`);
export const levelOf = (objects: readonly KubernetesObject[], name: string) =>
  find(objects, 'Namespace', name).metadata.labels?.['pod-security.kubernetes.io/enforce'];

/** Renders one workload. */
export function one(props: unknown, ...args: Parameters<typeof k3s>): KubernetesObject[] {
  const { app, site } = k3s(...args);
  new Workload(site, 'pos', untyped({ ...container, ...(props as object) }));
  return render(app);
}
