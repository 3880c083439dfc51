import type { Deployment, DeploymentStrategy } from 'kubernetes-types/apps/v1';
import type { PodSpec } from 'kubernetes-types/core/v1';
import type { Priority } from '../portable/defaults';
import { hashOf } from '../portable/hash';
import { containersOf, type WorkloadModel } from '../workload/model';
import { defined, extendedResources, nonEmpty, toContainer, toSidecar } from './container';
import { OURS, podLabelsOf, selectorOf } from './labels';
import type { KubernetesPlatform } from './platform';
import { volumesOf } from './volumes';

/** Name of the PriorityClass of each priority; `normal` is what a pod has without one. */
export const PRIORITY_CLASSES: Readonly<Record<Exclude<Priority, 'normal'>, { name: string; value: number }>> = {
  critical: { name: 'sff-critical', value: 1_000_000 },
  'best-effort': { name: 'sff-best-effort', value: -1_000 },
};

/** Time that a rollout may take where the size of the images or the speed of the link is not known, in seconds. */
const UNKNOWN_DEADLINE = 3600;
/** Least time that a rollout may take, in seconds: Kubernetes' own default. */
const LEAST_DEADLINE = 600;

/** Most that the field holds (int32), in seconds: 68 years. */
const MOST_DEADLINE = 2 ** 31 - 1;

/** The Deployment of a workload. */
export function toDeployment(workload: WorkloadModel, platform: KubernetesPlatform): Deployment {
  const hash = configHash(workload);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: workload.name, namespace: workload.namespace, labels: { ...podLabelsOf(workload) } },
    spec: {
      replicas: workload.replicas,
      revisionHistoryLimit: 2,
      progressDeadlineSeconds: progressDeadline(workload),
      strategy: toStrategy(workload),
      selector: { matchLabels: { ...selectorOf(workload) } },
      template: {
        metadata: defined({
          annotations: hash === undefined ? undefined : { [`${OURS}/config-hash`]: hash },
          labels: { ...podLabelsOf(workload) },
        }),
        spec: toPodSpec(workload, platform),
      },
    },
  };
}

/** One replica is replaced, as on Compose; several are rolled without needing more room than they have. */
function toStrategy(workload: WorkloadModel): DeploymentStrategy {
  return workload.replicas === 1
    ? { type: 'Recreate' }
    : { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
}

function toPodSpec(workload: WorkloadModel, platform: KubernetesPlatform): PodSpec {
  const { main } = workload;
  const container = toContainer(workload, main);
  const extended = extendedResources(workload);
  const resources =
    Object.keys(extended).length === 0
      ? container.resources
      : { ...container.resources, limits: { ...container.resources?.limits, ...extended } };
  return defined({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    serviceAccountName: workload.name,
    securityContext: defined({
      fsGroup: main.group,
      fsGroupChangePolicy: main.group === undefined ? undefined : 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    }),
    // With 0 the API server forgets a pod at once, and the next one could get its volumes while it still runs.
    terminationGracePeriodSeconds: Math.max(1, workload.stopGraceSeconds),
    hostNetwork: workload.hostNetwork === undefined ? undefined : true,
    dnsPolicy: workload.hostNetwork === undefined ? undefined : 'ClusterFirstWithHostNet',
    priorityClassName: workload.priority === 'normal' ? undefined : PRIORITY_CLASSES[workload.priority].name,
    runtimeClassName: workload.gpus > 0 ? platform.gpuRuntimeClass : undefined,
    // On a site of several nodes replicas prefer different ones; on one node they share it.
    topologySpreadConstraints:
      workload.replicas === 1
        ? undefined
        : [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: { ...selectorOf(workload) } },
            },
          ],
    nodeSelector: workload.device === undefined ? undefined : { 'kubernetes.io/hostname': workload.device.name },
    imagePullSecrets: nonEmpty(workload.pullSecrets.map((name) => ({ name }))),
    initContainers: nonEmpty([
      // A sidecar starts before the init containers that follow it, so they may use it, too.
      ...workload.sidecars.map((c) => toSidecar(workload, c)),
      ...workload.init.map((c) => toContainer(workload, c)),
    ]),
    containers: [{ ...container, ...(resources === undefined ? {} : { resources }) }],
    volumes: nonEmpty(volumesOf(workload)),
  });
}

/** Twice the time that pulling the images takes over the link, and ten minutes; an hour where that is not known. */
function progressDeadline(workload: WorkloadModel): number {
  const sizes = containersOf(workload).map((c) => c.imageSize);
  const { link } = workload.site;
  if (link === undefined || sizes.includes(undefined)) return UNKNOWN_DEADLINE;
  const bytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  return Math.min(MOST_DEADLINE, LEAST_DEADLINE + Math.ceil((2 * bytes * 8) / (link.downlink * 1e6)));
}

/** Hash of all config files, which restarts the pod when one changes. */
function configHash(workload: WorkloadModel): string | undefined {
  const files = containersOf(workload).flatMap((c) => c.configFiles.map((f) => [c.name, f.path, f.content]));
  return files.length === 0 ? undefined : hashOf(JSON.stringify(files), 16);
}
