import type { IConstruct } from 'constructs';
import type { PodSpec, Service } from 'kubernetes-types/core/v1';
import type { ContainerFacts } from '../validation/container-rules';
import type { HostPort } from '../validation/port-rules';
import { containersOfPod, type KubernetesObject } from './pods';

/** What the edge rules look at in each container of a pod. */
export function containerFactsOf(pod: PodSpec): ContainerFacts[] {
  const hostNamespaces = [
    pod.hostNetwork === true && 'network',
    pod.hostPID === true && 'process',
    pod.hostIPC === true && 'IPC',
  ].filter((name) => name !== false);
  const hostPaths = new Map(
    (pod.volumes ?? []).flatMap((v) => (v.hostPath === undefined ? [] : [[v.name, v.hostPath.path]])),
  );
  return containersOfPod(pod).map((container, i) => ({
    title: `container "${container.name}"`,
    image: container.image,
    limits: {
      cpu: container.resources?.limits?.cpu !== undefined,
      memory: container.resources?.limits?.memory !== undefined,
    },
    limitsSyntax: 'resources.limits with cpu and memory',
    privileged: container.securityContext?.privileged === true,
    hostNamespaces: i === 0 ? hostNamespaces : [],
    hostPaths: (container.volumeMounts ?? []).flatMap((m) => hostPaths.get(m.name) ?? []),
    capabilities: container.securityContext?.capabilities?.add ?? [],
    root: (container.securityContext?.runAsUser ?? pod.securityContext?.runAsUser) === 0,
    pullsAlways: container.imagePullPolicy === 'Always',
  }));
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
