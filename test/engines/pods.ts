import type { PodTemplate } from '../../engines/harness/kubernetes-api';
import type { KubernetesObject } from '../../engines/harness/objects';

/** Where each kind keeps the template of its pods. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

export function podTemplate(object: KubernetesObject): PodTemplate | undefined {
  const path = TEMPLATES[object.kind];
  if (path === undefined) return undefined;
  let value: unknown = object;
  for (const key of path) value = (value as Record<string, unknown>)[key]; // accepted by the server: the path is there
  return value as PodTemplate;
}
