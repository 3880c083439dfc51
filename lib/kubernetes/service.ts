import type { Service, ServicePort, ServiceSpec } from 'kubernetes-types/core/v1';
import type { PortModel, WorkloadModel } from '../workload/model';
import { podLabelsOf, selectorOf } from './labels';
import { shorten } from './names';

/** The Service by which other workloads reach this one. */
export function toService(workload: WorkloadModel): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(workload, workload.name),
    spec: {
      type: 'ClusterIP',
      selector: { ...selectorOf(workload) },
      ports: workload.ports.map((port) => toPort(port, port.port)),
    },
  };
}

/** For whom the workload publishes ports by a Service of their own: by none where its pods publish them. */
export function publishedTo(workload: WorkloadModel): readonly ('lan' | 'all')[] {
  if (workload.k3s.publish === 'hostPort') return [];
  return (['lan', 'all'] as const).filter((on) => workload.ports.some((p) => p.publish?.on === on));
}

/** The Service by which callers outside the site's workloads reach this one; its `spec` goes by the site's devices. */
export function toPublishedService(workload: WorkloadModel, on: 'lan' | 'all'): Omit<Service, 'spec'> {
  return { apiVersion: 'v1', kind: 'Service', metadata: metadataOf(workload, publishedName(workload, on)) };
}

/** What a published Service is, with the devices that the site has now. */
export function publishedSpec(workload: WorkloadModel, on: 'lan' | 'all'): ServiceSpec {
  const { lan, devices } = workload.site;
  return {
    type: 'LoadBalancer',
    ...(devices.length > 1 ? ANSWERED_BY_ITS_NODES : ANSWERED_BY_ALL),
    ...(on === 'lan' && lan !== undefined ? { loadBalancerSourceRanges: [lan.cidr] } : {}),
    selector: { ...selectorOf(workload) },
    ports: workload.ports
      .filter((p) => p.publish?.on === on)
      .map((port) => toPort(port, port.publish?.port ?? port.port)),
  };
}

/** ServiceLB forwards to the cluster address: a node port would only be a second way in. */
const ANSWERED_BY_ALL = { allocateLoadBalancerNodePorts: false };

/**
 * A node without a pod would forward with its own address of the pod network for the caller's, which no NetworkPolicy
 * can name: the pod's node would refuse it (cloudnativelabs/kube-router#744). With this policy nodes with a pod answer,
 * and keep the caller's address; ServiceLB then forwards to node ports (K3s, pkg/cloudprovider/servicelb.go).
 */
const ANSWERED_BY_ITS_NODES = { externalTrafficPolicy: 'Local' };

/** Name of the Service that publishes ports. */
export function publishedName(workload: WorkloadModel, on: 'lan' | 'all'): string {
  return shorten(`${workload.name}-published${on === 'all' ? '-all' : ''}`);
}

function toPort({ name, port, protocol }: PortModel, at: number): ServicePort {
  return { name, port: at, targetPort: port, protocol: protocol.toUpperCase() };
}

function metadataOf(workload: WorkloadModel, name: string) {
  return { name, namespace: workload.namespace, labels: { ...podLabelsOf(workload) } };
}

/** Whether the workload publishes by host ports of its pods. */
export function hasHostPort(workload: WorkloadModel): boolean {
  return workload.k3s.publish === 'hostPort' && workload.ports.some((p) => p.publish !== undefined);
}
