import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { IMAGE } from '../tree/program';

/** A container that breaks no rule. */
export const foreignContainer = {
  name: 'main',
  image: IMAGE,
  resources: { limits: { cpu: '100m', memory: '64Mi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  },
};

/** A Deployment that is none of ours, with what a test adds to its pod and its container. */
export function foreignDeployment(scope: Construct, pod: unknown = {}, main: unknown = {}, id = 'other'): ApiObject {
  const labels = { app: id };
  const spec = { containers: [{ ...foreignContainer, ...(main as object) }], ...(pod as object) };
  return new ApiObject(scope, id, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  });
}
