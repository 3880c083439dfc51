import type {
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from 'kubernetes-types/networking/v1';
import type { EgressTarget } from '../portable/egress';
import { parseRange } from '../portable/network';
import type { PodPeer, PortModel, WorkloadModel } from '../workload/model';
import { defined, nonEmpty } from './container';
import { MANAGED_BY, podLabelsOf, selectorOf } from './labels';
import type { KubernetesPlatform } from './platform';
import { publishedName } from './service';

const EVERYWHERE = '0.0.0.0/0';
/** Link-local addresses (RFC 3927), where clouds keep their metadata services. */
const LINK_LOCAL = '169.254.0.0/16';

/** Denies everything to the pods of a namespace but calls to the cluster's DNS. */
export function toDefaultPolicies(namespace: string): NetworkPolicy[] {
  const policy = (name: string, spec: NetworkPolicySpec): NetworkPolicy => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: { ...MANAGED_BY } },
    spec,
  });
  const dns: NetworkPolicyPeer = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
    podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
  };
  return [
    policy('default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    policy('allow-dns', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [dns],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    }),
  ];
}

/** Lets exactly the declared edges of a workload through; `spec` is what later calls like `connectTo` change. */
export function toNetworkPolicy(workload: WorkloadModel): Omit<NetworkPolicy, 'spec'> {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: workload.name, namespace: workload.namespace, labels: { ...podLabelsOf(workload) } },
  };
}

/** The rules of a workload's policy, as they are now. */
export function networkPolicySpec(workload: WorkloadModel, platform: KubernetesPlatform): NetworkPolicySpec {
  // The API server drops an empty list, so that one would look like a change at every apply.
  return defined({
    podSelector: { matchLabels: { ...selectorOf(workload) } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: nonEmpty([...fromWorkloads(workload), ...fromPeers(workload), ...fromOutside(workload, platform)]),
    egress: nonEmpty([...toWorkloads(workload), ...workload.egress.map((e) => toEgressRule(e, platform))]),
  });
}

function fromWorkloads(workload: WorkloadModel): NetworkPolicyIngressRule[] {
  const from = [...workload.clients].map(podsOf).sort(byText);
  return from.length === 0 ? [] : [{ from, ports: workload.ports.map(toPolicyPort) }];
}

function fromPeers(workload: WorkloadModel): NetworkPolicyIngressRule[] {
  return workload.peers.map((peer) => ({
    from: [toPeer(peer)],
    ports: workload.ports.filter((p) => peer.ports?.includes(p.name) ?? true).map(toPolicyPort),
  }));
}

function toPeer({ namespace, podLabels }: PodPeer): NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: podLabels === undefined ? {} : { matchLabels: { ...podLabels } },
  };
}

/** A published port is a declared edge: from the LAN or everywhere, and from what carries the traffic in. */
function fromOutside(workload: WorkloadModel, platform: KubernetesPlatform): NetworkPolicyIngressRule[] {
  return (['lan', 'all'] as const).flatMap((on) => {
    const ports = workload.ports.filter((p) => p.publish?.on === on);
    if (ports.length === 0) return [];
    const cidr = on === 'all' ? EVERYWHERE : platform.lan?.cidr;
    const from: NetworkPolicyPeer[] = cidr === undefined ? [] : [{ ipBlock: { cidr } }];
    if (workload.k3s.publish !== 'hostPort') {
      from.push(platform.loadBalancerPeer(publishedName(workload, on), workload.namespace));
    }
    return [{ from, ports: ports.map(toPolicyPort) }];
  });
}

function toWorkloads(workload: WorkloadModel): NetworkPolicyEgressRule[] {
  return [...workload.connections]
    .map((target) => ({ to: [podsOf(target)], ports: target.ports.map(toPolicyPort) }))
    .sort(byText);
}

function toEgressRule(target: EgressTarget, platform: KubernetesPlatform): NetworkPolicyEgressRule {
  if (target.kind === 'to') {
    const port = { protocol: target.protocol.toUpperCase(), port: target.port };
    return { to: [{ ipBlock: { cidr: target.cidr } }], ports: [port] };
  }
  if (target.kind === 'lan') return { to: [{ ipBlock: { cidr: platform.lan?.cidr ?? EVERYWHERE } }] };
  const ranges = [platform.lan, ...platform.clusterRanges, parseRange(LINK_LOCAL)];
  const except = ranges.flatMap((range) => (range === undefined ? [] : [range.cidr])).sort();
  return { to: [{ ipBlock: { cidr: EVERYWHERE, except } }] };
}

function podsOf(workload: WorkloadModel): NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': workload.namespace } },
    podSelector: { matchLabels: { ...selectorOf(workload) } },
  };
}

function toPolicyPort({ port, protocol }: PortModel): NetworkPolicyPort {
  return { protocol: protocol.toUpperCase(), port };
}

/** Orders by content, so that the order of `connectTo` calls changes no byte. */
function byText(a: unknown, b: unknown): number {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
