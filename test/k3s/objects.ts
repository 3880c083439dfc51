import { find, objectsIn, type render } from '../tree/program';

export const configMap = { apiVersion: 'v1', kind: 'ConfigMap' } as const;
export const namesIn = (files: Readonly<Record<string, string>>, path: RegExp) =>
  objectsIn(files, path).map((o) => `${o.kind} ${o.metadata.name}`);
export const levelOf = (objects: ReturnType<typeof render>, name: string) =>
  find(objects, 'Namespace', name).metadata.labels?.['pod-security.kubernetes.io/enforce'];
