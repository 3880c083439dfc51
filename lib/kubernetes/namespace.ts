import type { LimitRange, Namespace } from 'kubernetes-types/core/v1';
import { KEEP, MANAGED_BY } from './labels';
import type { PodSecurityLevel } from './pod-security';

/** A namespace that delivery engines keep, since its volumes go with it. */
export function toNamespace(name: string, level: PodSecurityLevel): Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      annotations: { ...KEEP },
      labels: {
        ...MANAGED_BY,
        'pod-security.kubernetes.io/audit': level,
        'pod-security.kubernetes.io/enforce': level,
        'pod-security.kubernetes.io/warn': level,
      },
    },
  };
}

/** Limits of containers that come into the namespace by other ways than this library, and state none. */
export function toLimitRange(namespace: string): LimitRange {
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'container-defaults', namespace, labels: { ...MANAGED_BY } },
    spec: {
      limits: [
        {
          type: 'Container',
          default: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '1Gi' },
          defaultRequest: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
        },
      ],
    },
  };
}
