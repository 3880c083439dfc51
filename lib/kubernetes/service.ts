import type { Service, ServicePort } from 'kubernetes-types/core/v1';
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

/** The Services by which callers outside the site's workloads reach this one, when ports are not published by pods. */
export function toPublishedServices(workload: WorkloadModel): Service[] {
  if (workload.k3s.publish === 'hostPort') return [];
  return (['lan', 'all'] as const).flatMap((on) => {
    const ports = workload.ports.filter((p) => p.publish?.on === on);
    if (ports.length === 0) return [];
    const { lan } = workload.site;
    return [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadataOf(workload, publishedName(workload, on)),
        spec: {
          type: 'LoadBalancer',
          // ServiceLB forwards to the cluster address: a node port would only be a second way in.
          allocateLoadBalancerNodePorts: false,
          ...(on === 'lan' && lan !== undefined ? { loadBalancerSourceRanges: [lan.cidr] } : {}),
          selector: { ...selectorOf(workload) },
          ports: ports.map((port) => toPort(port, port.publish?.port ?? port.port)),
        },
      },
    ];
  });
}

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
