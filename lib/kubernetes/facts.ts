import type { IConstruct } from 'constructs';
import type { Container, PodSpec, Service } from 'kubernetes-types/core/v1';
import type { ContainerFacts } from '../validation/container-rules';
import type { HostPort } from '../validation/port-rules';
import { quantityOf } from '../validation/quantity';
import { containersOfPod, type KubernetesObject } from './pods';

/** Where the AppArmor profile of a container stood before Kubernetes 1.30, which still reads it there. */
export const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

/** What the edge rules look at in each container of a pod. */
export function containerFactsOf(pod: PodSpec, annotations: Readonly<Record<string, unknown>>): ContainerFacts[] {
  const hostNamespaces = [
    pod.hostNetwork === true && 'network',
    pod.hostPID === true && 'process',
    pod.hostIPC === true && 'IPC',
  ].filter((name) => name !== false);
  const hostPaths = new Map(
    (pod.volumes ?? []).flatMap((v) => (v.hostPath === undefined ? [] : [[v.name, v.hostPath.path]])),
  );
  return containersOfPod(pod).map((container, i) => ({
    name: container.name,
    title: `container "${container.name}"`,
    image: container.image,
    limits: {
      cpu: isLimit(container.resources?.limits?.cpu),
      memory: isLimit(container.resources?.limits?.memory),
    },
    limitsSyntax: 'resources.limits with cpu and memory',
    privileged: container.securityContext?.privileged === true,
    hostNamespaces: i === 0 ? hostNamespaces : [],
    hostPaths: (container.volumeMounts ?? []).flatMap((m) => hostPaths.get(m.name) ?? []),
    capabilities: container.securityContext?.capabilities?.add ?? [],
    root: (container.securityContext?.runAsUser ?? pod.securityContext?.runAsUser) === 0,
    pullsAlways: container.imagePullPolicy === 'Always',
    unconfined: unconfinedIn(container, pod, annotations[`${APPARMOR_ANNOTATION}${container.name}`]),
  }));
}

/** Whether a limit is one: the kubelet takes 0 for none. */
function isLimit(quantity: unknown): boolean {
  return quantity !== undefined && quantity !== null && quantityOf(quantity) !== 0;
}

/** What of the engine's confinement a container does without: its own profiles win over those of the pod. */
function unconfinedIn({ securityContext: own }: Container, pod: PodSpec, appArmorAnnotation: unknown): string[] {
  const seccomp = own?.seccompProfile ?? pod.securityContext?.seccompProfile;
  const appArmor = own?.appArmorProfile ?? pod.securityContext?.appArmorProfile;
  return [
    seccomp?.type === 'Unconfined' && 'seccomp',
    (appArmor?.type === 'Unconfined' || appArmorAnnotation === 'unconfined') && 'AppArmor',
    (own?.seLinuxOptions ?? pod.securityContext?.seLinuxOptions)?.type === 'spc_t' && 'SELinux',
    own?.procMount === 'Unmasked' && 'masked paths in /proc',
  ].filter((name) => name !== false);
}

/** Ports of the node that a pod listens on. */
export function hostPortsOfPod(pod: PodSpec, scope: IConstruct): HostPort[] {
  return containersOfPod(pod).flatMap((container) =>
    (container.ports ?? []).flatMap((p) => {
      const port = pod.hostNetwork === true ? p.containerPort : p.hostPort;
      return port === undefined ? [] : [{ scope, port, protocol: protocolOf(p.protocol), address: p.hostIP }];
    }),
  );
}

/** Ports of every node that a LoadBalancer Service takes. */
export function hostPortsOfService(object: KubernetesObject, scope: IConstruct): HostPort[] {
  if (object.kind !== 'Service' || object.apiVersion !== 'v1') return [];
  const { spec } = object as Service;
  if (spec?.type !== 'LoadBalancer') return [];
  return (spec.ports ?? []).map((p) => ({ scope, port: p.port, protocol: protocolOf(p.protocol), address: undefined }));
}

function protocolOf(protocol: string | undefined): HostPort['protocol'] {
  return (protocol ?? 'TCP').toLowerCase() as HostPort['protocol'];
}
