import type { Container, PodSpec, Probe, SecurityContext } from 'kubernetes-types/core/v1';
import { BASELINE_CAPABILITIES } from '../portable/container';
import { APPARMOR_ANNOTATION } from './facts';
import { containersOfPod, type KubernetesObject, podMetadataOf } from './pods';

/** Levels of the Pod Security Standards, strictest first. */
const POD_SECURITY_LEVELS = ['restricted', 'baseline', 'privileged'] as const;

/** A level of the Pod Security Standards. */
export type PodSecurityLevel = (typeof POD_SECURITY_LEVELS)[number];

/** Volumes that the level `restricted` allows (k8s.io/pod-security-admission 1.36, policy/check_restrictedVolumes.go). */
const RESTRICTED_VOLUMES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

/** Kernel parameters that the level `baseline` allows, by the minor version since when (policy/check_sysctls.go). */
const SAFE_SYSCTLS: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.tcp_wmem', 32],
]);

/** Types of SELinux that the level `baseline` allows, by the minor version since when (policy/check_seLinuxOptions.go). */
const SELINUX_TYPES: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ['container_engine_t', 31],
  ['container_init_t', 0],
  ['container_kvm_t', 0],
  ['container_t', 0],
]);

/** Since when probes and hooks may name no host at `baseline` (policy/check_hostProbesAndhostLifecycle.go). */
const PROBE_HOSTS = 34;
/** Since when a pod in a user namespace of its own may be root in it (policy/helpers.go). */
const USER_NAMESPACES = 35;

/** A pod, and the minor version of the Kubernetes that admits it. */
interface Admission {
  readonly pod: PodSpec;
  readonly annotations: Readonly<Record<string, unknown>>;
  readonly containers: readonly Container[];
  readonly minor: number;
}

/**
 * The strictest level at which the API server admits the pod of an object (k8s.io/pod-security-admission 1.36, policy/).
 *
 * @param minor of the version of Kubernetes: 36 for 1.36
 */
export function podSecurityOf(object: KubernetesObject, pod: PodSpec, minor: number): PodSecurityLevel {
  const annotations = podMetadataOf(object, 'annotations');
  const admission = { pod, annotations, containers: containersOfPod(pod), minor };
  if (!isBaseline(admission)) return 'privileged';
  return isRestricted(admission) ? 'restricted' : 'baseline';
}

/** The least strict of some levels; `restricted` of none. */
export function leastStrict(levels: Iterable<PodSecurityLevel>): PodSecurityLevel {
  let least = 0;
  for (const level of levels) least = Math.max(least, POD_SECURITY_LEVELS.indexOf(level));
  return POD_SECURITY_LEVELS[least] ?? 'privileged';
}

function isBaseline(admission: Admission): boolean {
  const { pod, annotations, containers, minor } = admission;
  if (pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true) return false;
  if (pod.volumes?.some((v) => v.hostPath !== undefined)) return false;
  if (pod.securityContext?.sysctls?.some(({ name }) => !allows(SAFE_SYSCTLS, name, minor))) return false;
  if (!isConfined(pod.securityContext, minor) || !Object.entries(annotations).every(isConfinedBy)) return false;
  return containers.every((c) => {
    const context = c.securityContext;
    return (
      context?.privileged !== true &&
      isConfined(context, minor) &&
      (masksProc(c) || inUserNamespace(admission)) &&
      (context?.capabilities?.add ?? []).every((a) => (BASELINE_CAPABILITIES as readonly string[]).includes(a)) &&
      !c.ports?.some((p) => (p.hostPort ?? 0) !== 0) &&
      (minor < PROBE_HOSTS || !namesHost(c))
    );
  });
}

function isRestricted(admission: Admission): boolean {
  const { pod, containers } = admission;
  const volumes = (pod.volumes ?? []).every((volume) =>
    Object.keys(volume).every((key) => key === 'name' || RESTRICTED_VOLUMES.has(key)),
  );
  const inherited = pod.securityContext;
  if (!volumes || !(isNonRoot(pod, containers) || inUserNamespace(admission))) return false;
  return containers.every((c) => {
    const own = c.securityContext;
    const seccomp = own?.seccompProfile?.type ?? inherited?.seccompProfile?.type;
    return (
      own?.allowPrivilegeEscalation === false &&
      own.capabilities?.drop?.includes('ALL') === true &&
      (own.capabilities.add ?? []).every((a) => a === 'NET_BIND_SERVICE') &&
      masksProc(c) &&
      (seccomp === 'RuntimeDefault' || seccomp === 'Localhost')
    );
  });
}

/** What a container says of its user wins over the pod; that the pod may be root counts all the same. */
function isNonRoot({ securityContext: inherited }: PodSpec, containers: readonly Container[]): boolean {
  if (inherited?.runAsNonRoot === false || inherited?.runAsUser === 0) return false;
  return containers.every(
    ({ securityContext: own }) => (own?.runAsNonRoot ?? inherited?.runAsNonRoot) === true && own?.runAsUser !== 0,
  );
}

function inUserNamespace({ pod, minor }: Admission): boolean {
  return pod.hostUsers === false && minor >= USER_NAMESPACES;
}

function isConfined(
  context: Pick<SecurityContext, 'appArmorProfile' | 'seLinuxOptions' | 'seccompProfile'> | undefined,
  minor: number,
): boolean {
  const { appArmorProfile, seLinuxOptions: seLinux, seccompProfile } = context ?? {};
  return (
    seccompProfile?.type !== 'Unconfined' &&
    appArmorProfile?.type !== 'Unconfined' &&
    allows(SELINUX_TYPES, seLinux?.type ?? '', minor) &&
    !seLinux?.user &&
    !seLinux?.role
  );
}

/** AppArmor before Kubernetes 1.30, whose annotations still count (policy/check_appArmorProfile.go). */
function isConfinedBy([annotation, value]: [string, unknown]): boolean {
  return !annotation.startsWith(APPARMOR_ANNOTATION) || /^(|runtime\/default|localhost\/.*)$/.test(String(value));
}

function masksProc({ securityContext }: Container): boolean {
  return (securityContext?.procMount ?? 'Default') === 'Default';
}

/** Whether the kubelet checks, or calls, another host than the pod. */
function namesHost({ lifecycle, livenessProbe, readinessProbe, startupProbe }: Container): boolean {
  const actions: (Pick<Probe, 'httpGet' | 'tcpSocket'> | undefined)[] = [
    livenessProbe,
    readinessProbe,
    startupProbe,
    lifecycle?.postStart,
    lifecycle?.preStop,
  ];
  return actions.some((action) => Boolean(action?.httpGet?.host) || Boolean(action?.tcpSocket?.host));
}

function allows(since: ReadonlyMap<string, number>, name: string, minor: number): boolean {
  return minor >= (since.get(name) ?? Number.POSITIVE_INFINITY);
}
