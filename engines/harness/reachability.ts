import { parse, parseCIDR } from 'ipaddr.js';
import type { KubernetesApi } from './kubernetes-api';
import type { KubernetesObject } from './objects';
import { type LabelSelector, type Labels, selects } from './selector';

/** A pod, or with an address alone whatever has that address outside the cluster. */
export interface Endpoint {
  readonly ip: string;
  readonly pod?: {
    readonly namespace: string;
    readonly labels: Labels;
    /** Numbers of its named ports. */
    readonly ports?: Readonly<Record<string, number>>;
  };
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Port {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface NetworkPolicy extends KubernetesObject {
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes?: readonly ('Ingress' | 'Egress')[];
    readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly Port[] }[];
    readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }[];
  };
}

/**
 * Says who may reach whom by the NetworkPolicies of a server, as the API's documentation defines them. It is no
 * enforcing engine: it shows what the objects mean, not what a network plug-in does with them.
 */
export class Reachability {
  constructor(
    private readonly policies: readonly NetworkPolicy[],
    private readonly namespaces: Readonly<Record<string, Labels>>,
  ) {}

  public static async of(server: KubernetesApi): Promise<Reachability> {
    const namespaces = await server.list('v1', 'Namespace');
    return new Reachability(
      await server.list<NetworkPolicy>('networking.k8s.io/v1', 'NetworkPolicy'),
      Object.fromEntries(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
    );
  }

  /** Both ends have to let it pass: each for which a policy exists, by one of its policies. */
  public allows(from: Endpoint, to: Endpoint, port: number, protocol: 'TCP' | 'UDP' = 'TCP'): boolean {
    const out = this.rules(from, 'Egress')?.some(
      ({ policy, peers, ports }) => this.matches(policy, peers, to) && opens(ports, to, port, protocol),
    );
    const into = this.rules(to, 'Ingress')?.some(
      ({ policy, peers, ports }) => this.matches(policy, peers, from) && opens(ports, to, port, protocol),
    );
    return (out ?? true) && (into ?? true);
  }

  /** The rules of all policies that select the pod; undefined when none does, so that all may pass. */
  private rules({ pod }: Endpoint, direction: 'Ingress' | 'Egress') {
    if (pod === undefined) return undefined;
    const mine = this.policies.filter(
      (policy) =>
        policy.metadata.namespace === pod.namespace &&
        selects(policy.spec.podSelector, pod.labels) &&
        typesOf(policy).includes(direction),
    );
    if (mine.length === 0) return undefined;
    return mine.flatMap((policy) =>
      direction === 'Ingress'
        ? (policy.spec.ingress ?? []).map(({ from, ports }) => ({ policy, peers: from, ports }))
        : (policy.spec.egress ?? []).map(({ to, ports }) => ({ policy, peers: to, ports })),
    );
  }

  /** No peers at all mean everyone. */
  private matches(policy: NetworkPolicy, peers: readonly Peer[] | undefined, other: Endpoint): boolean {
    return peers === undefined || peers.length === 0 || peers.some((peer) => this.isPeer(policy, peer, other));
  }

  private isPeer(policy: NetworkPolicy, peer: Peer, { ip, pod }: Endpoint): boolean {
    if (peer.ipBlock !== undefined) {
      return within(ip, peer.ipBlock.cidr) && !(peer.ipBlock.except ?? []).some((cidr) => within(ip, cidr));
    }
    if (pod === undefined) return false;
    const inNamespace =
      peer.namespaceSelector === undefined
        ? pod.namespace === policy.metadata.namespace
        : selects(peer.namespaceSelector, this.namespaces[pod.namespace] ?? {});
    return inNamespace && (peer.podSelector === undefined || selects(peer.podSelector, pod.labels));
  }
}

function typesOf({ spec }: NetworkPolicy): readonly string[] {
  return spec.policyTypes ?? ['Ingress', ...(spec.egress === undefined ? [] : ['Egress'])];
}

function opens(ports: readonly Port[] | undefined, to: Endpoint, port: number, protocol: string): boolean {
  if (ports === undefined || ports.length === 0) return true;
  return ports.some((each) => {
    if ((each.protocol ?? 'TCP') !== protocol) return false;
    if (each.port === undefined) return true;
    const first = typeof each.port === 'string' ? to.pod?.ports?.[each.port] : each.port;
    return first !== undefined && port >= first && port <= (each.endPort ?? first);
  });
}

function within(ip: string, cidr: string): boolean {
  const address = parse(ip);
  const [network, bits] = parseCIDR(cidr);
  return address.kind() === network.kind() && address.match(network, bits);
}
