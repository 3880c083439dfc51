import { type Change, change, type Detail } from '../change';
import { at, detail, listAt } from '../values';
import type { AnyObject } from './documents';

/** Ports of the device, or of every node, that something opens: `80/tcp`, and to whom or where. */
export type OpenPorts = ReadonlyMap<string, string>;

/** Ports that an object opens. */
export function openPorts(object: AnyObject, template: unknown): OpenPorts {
  const open = new Map<string, string>();
  const add = (port: unknown, protocol: unknown, to: string) => {
    if (typeof port === 'number' && port > 0) open.set(`${port}/${String(protocol ?? 'TCP').toLowerCase()}`, to);
  };
  if (object.kind === 'Service' && object.apiVersion === 'v1') {
    const type = at(object, 'spec', 'type');
    const ranges = listAt(object, 'spec', 'loadBalancerSourceRanges').map(String).sort();
    for (const port of listAt(object, 'spec', 'ports')) {
      const to = ranges.length === 0 ? 'to all' : `to ${ranges.join(', ')}`;
      if (type === 'LoadBalancer') add(at(port, 'port'), at(port, 'protocol'), to);
      if (type === 'LoadBalancer' || type === 'NodePort') add(at(port, 'nodePort'), at(port, 'protocol'), 'to all');
    }
  }
  for (const container of listAt(template, 'spec', 'containers')) {
    for (const port of listAt(container, 'ports')) add(at(port, 'hostPort'), at(port, 'protocol'), 'to all');
  }
  return open;
}

/** Ports that came and went, or are open to others. */
export function portChanges(subject: string, before: OpenPorts, after: OpenPorts): Change[] {
  const opened = [...after].filter(([port, to]) => before.get(port) !== to);
  const closed = [...before].filter(([port]) => !after.has(port));
  return [
    ...opened.map(([port, to]) => change('port-opened', subject, [detail(port, before.get(port), to)])),
    ...closed.map(([port, to]) => change('port-closed', subject, [detail(port, to)])),
  ];
}

/** An edge: what is the same for all sites of a program, and the addresses of this one. */
interface Edge {
  readonly what: string;
  readonly address?: string;
}

/** Edges that a NetworkPolicy lets through in one direction, by what they say; undefined where it restricts nothing. */
type Edges = ReadonlyMap<string, Edge> | undefined;

/**
 * What two versions of a policy let through.
 *
 * Policies add up, and namespaces of the library deny everything first: so one that comes or goes lets its edges
 * through, or no longer. One without edges is what denies.
 */
export function policyChanges(subject: string, before: AnyObject | undefined, after: AnyObject | undefined): Change[] {
  return (['Egress', 'Ingress'] as const).flatMap((direction) => {
    const stated = [edgesOf(before, direction), edgesOf(after, direction)] as const;
    const isDenial = stated.every((edges) => edges === undefined || edges.size === 0);
    const missing: Edges = isDenial ? undefined : new Map();
    const old = before === undefined ? missing : stated[0];
    const now = after === undefined ? missing : stated[1];
    const [widened, narrowed] =
      direction === 'Egress'
        ? (['egress-widened', 'egress-narrowed'] as const)
        : (['ingress-widened', 'ingress-narrowed'] as const);
    const more = added(old, now).map(({ what, address }): Detail => detail(what, undefined, address));
    const less = added(now, old).map(({ what, address }): Detail => detail(what, address));
    return [
      ...(more.length === 0 ? [] : [change(widened, subject, more)]),
      ...(less.length === 0 ? [] : [change(narrowed, subject, less)]),
    ];
  });
}

const EVERYTHING = 'anything';

/** Edges of `now` that `old` had not. */
function added(old: Edges, now: Edges): Edge[] {
  if (old === undefined) return [];
  if (now === undefined) return [{ what: EVERYTHING }];
  return [...now].flatMap(([key, edge]) => (old.has(key) ? [] : [edge]));
}

function edgesOf(policy: AnyObject | undefined, direction: 'Egress' | 'Ingress'): Edges {
  if (policy === undefined) return undefined;
  const rules = listAt(policy, 'spec', direction.toLowerCase());
  const types = listAt(policy, 'spec', 'policyTypes');
  const restricts = types.length === 0 ? direction === 'Ingress' || rules.length > 0 : types.includes(direction);
  if (!restricts) return undefined;
  const edges = new Map<string, Edge>();
  for (const rule of rules) {
    const peers = listAt(rule, direction === 'Egress' ? 'to' : 'from').map(peerOf);
    const ports = listAt(rule, 'ports').map(portText);
    for (const { what, address } of peers.length === 0 ? [{ what: EVERYTHING }] : peers) {
      for (const port of ports.length === 0 ? [''] : ports) {
        const edge = address === undefined ? { what: `${what}${port}` } : addressEdge(direction, port, address);
        edges.set(`${edge.what}\0${address}`, edge);
      }
    }
  }
  return edges;
}

/** `443/tcp to 10.1.0.0/16`. */
function addressEdge(direction: 'Egress' | 'Ingress', port: string, address: string): Edge {
  return { what: port.trim() || 'any port', address: `${direction === 'Egress' ? 'to' : 'from'} ${address}` };
}

function portText(port: unknown): string {
  const number = at(port, 'port');
  const end = at(port, 'endPort');
  const protocol = String(at(port, 'protocol') ?? 'TCP').toLowerCase();
  return ` ${number === undefined ? 'any port' : String(number)}${end === undefined ? '' : `-${String(end)}`}/${protocol}`;
}

/** A peer in short: `till/db`, an address. */
function peerOf(peer: unknown): Edge {
  const cidr = at(peer, 'ipBlock', 'cidr');
  if (typeof cidr === 'string') {
    const except = listAt(peer, 'ipBlock', 'except').map(String).sort();
    return { what: '', address: `${cidr}${except.length === 0 ? '' : ` but ${except.join(', ')}`}` };
  }
  const namespace = labelsText(at(peer, 'namespaceSelector'), 'kubernetes.io/metadata.name');
  const pods = labelsText(at(peer, 'podSelector'), 'app.kubernetes.io/name');
  return { what: `${namespace ?? 'own namespace'}/${pods ?? '*'}` };
}

/** A selector by the one label that names what it selects, or as it is; undefined where there is none. */
function labelsText(selector: unknown, name: string): string | undefined {
  if (selector === undefined) return undefined;
  const labels = Object.entries((at(selector, 'matchLabels') ?? {}) as Readonly<Record<string, unknown>>);
  const expressions = listAt(selector, 'matchExpressions');
  if (labels.length === 0 && expressions.length === 0) return '*';
  const [first] = labels;
  if (labels.length === 1 && expressions.length === 0 && first?.[0] === name) return String(first[1]);
  const texts = labels.map(([key, value]) => `${key}=${String(value)}`).sort();
  return `[${[...texts, ...expressions.map((each) => JSON.stringify(each))].join(' ')}]`;
}
