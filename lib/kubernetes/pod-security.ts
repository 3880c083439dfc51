import type { Container, PodSpec, SecurityContext } from 'kubernetes-types/core/v1';
import { BASELINE_CAPABILITIES } from '../portable/container';
import { containersOfPod } from './pods';

/** Levels of the Pod Security Standards, strictest first. */
const POD_SECURITY_LEVELS = ['restricted', 'baseline', 'privileged'] as const;

/** A level of the Pod Security Standards. */
export type PodSecurityLevel = (typeof POD_SECURITY_LEVELS)[number];

/** Volumes that the level `restricted` allows (Kubernetes, "Pod Security Standards"). */
const RESTRICTED_VOLUMES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

/** The strictest level that admits a pod (Kubernetes, "Pod Security Standards"). */
export function podSecurityOf(pod: PodSpec): PodSecurityLevel {
  const containers = containersOfPod(pod);
  if (!isBaseline(pod, containers)) return 'privileged';
  return isRestricted(pod, containers) ? 'restricted' : 'baseline';
}

/** The least strict of some levels; `restricted` of none. */
export function leastStrict(levels: Iterable<PodSecurityLevel>): PodSecurityLevel {
  let least = 0;
  for (const level of levels) least = Math.max(least, POD_SECURITY_LEVELS.indexOf(level));
  return POD_SECURITY_LEVELS[least] ?? 'privileged';
}

function isBaseline(pod: PodSpec, containers: readonly Container[]): boolean {
  if (pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true) return false;
  if (pod.volumes?.some((v) => v.hostPath !== undefined)) return false;
  if ((pod.securityContext?.sysctls ?? []).length > 0 || isUnconfined(pod.securityContext)) return false;
  return containers.every((c) => {
    const context = c.securityContext;
    return (
      context?.privileged !== true &&
      !isUnconfined(context) &&
      (context?.procMount ?? 'Default') === 'Default' &&
      (context?.capabilities?.add ?? []).every((a) => (BASELINE_CAPABILITIES as readonly string[]).includes(a)) &&
      !c.ports?.some((p) => (p.hostPort ?? 0) !== 0)
    );
  });
}

function isRestricted(pod: PodSpec, containers: readonly Container[]): boolean {
  const volumes = (pod.volumes ?? []).every((volume) =>
    Object.keys(volume).every((key) => key === 'name' || RESTRICTED_VOLUMES.has(key)),
  );
  const inherited = pod.securityContext;
  if (!volumes || inherited?.runAsUser === 0) return false;
  return containers.every(({ securityContext: own }) => {
    const seccomp = own?.seccompProfile?.type ?? inherited?.seccompProfile?.type;
    return (
      own?.allowPrivilegeEscalation === false &&
      own.capabilities?.drop?.includes('ALL') === true &&
      (own.capabilities.add ?? []).every((a) => a === 'NET_BIND_SERVICE') &&
      (own.runAsNonRoot ?? inherited?.runAsNonRoot) === true &&
      own.runAsUser !== 0 &&
      (seccomp === 'RuntimeDefault' || seccomp === 'Localhost')
    );
  });
}

function isUnconfined(context: Pick<SecurityContext, 'seccompProfile' | 'appArmorProfile'> | undefined): boolean {
  return context?.seccompProfile?.type === 'Unconfined' || context?.appArmorProfile?.type === 'Unconfined';
}
