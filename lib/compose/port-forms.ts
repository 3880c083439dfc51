import ipaddr from 'ipaddr.js';
import type { HostPort } from '../validation/port-rules';
import { field, textOf } from './forms';

/** A port that a service publishes. */
export interface PublishedPort {
  /** Address that the program states; undefined for every interface. */
  readonly address: string | undefined;
  /** Ports of the device; none where Docker takes any, or any of a range. */
  readonly ports: readonly number[];
  readonly protocol: HostPort['protocol'];
}

/** `[[address:]published:]target[/protocol]`; an IPv6 address may stand in brackets. */
const SHORT =
  /^(?:(?:(?<address>\[[^\]]+\]|[^/]+):)?(?<published>[0-9-]*):)?(?<target>[0-9-]+)(?:\/(?<protocol>\w+))?$/;
const RANGE = /^([0-9]{1,5})(?:-([0-9]{1,5}))?$/;
const PROTOCOLS: readonly string[] = ['tcp', 'udp', 'sctp'];

/** Reads an entry of `ports`; undefined where Compose would refuse it. */
export function readPort(entry: unknown): PublishedPort | undefined {
  if (typeof entry === 'number') return readPort(String(entry));
  if (typeof entry === 'string') return readShort(entry);
  const published = field(entry, 'published');
  return toPort(
    textOf(field(entry, 'host_ip')),
    published === undefined || published === null ? '' : String(published),
    String(field(entry, 'target') ?? ''),
    textOf(field(entry, 'protocol')),
  );
}

function readShort(entry: string): PublishedPort | undefined {
  const groups = SHORT.exec(entry)?.groups;
  if (groups === undefined) return undefined;
  return toPort(groups.address?.replace(/^\[|\]$/g, ''), groups.published ?? '', groups.target ?? '', groups.protocol);
}

function toPort(
  address: string | undefined,
  published: string,
  target: string,
  stated = 'tcp',
): PublishedPort | undefined {
  const inside = readRange(target);
  const outside = published === '' ? [] : readRange(published);
  const protocol = stated.toLowerCase();
  if (inside === undefined || outside === undefined || !PROTOCOLS.includes(protocol)) return undefined;
  if (address && !ipaddr.isValid(address)) return undefined;
  // One port inside and a range outside: Docker takes any that is free.
  const fixed = outside.length === inside.length ? outside : [];
  if (fixed.length === 0 && outside.length > 0 && inside.length > 1) return undefined;
  return { address: address || undefined, ports: fixed, protocol: protocol as HostPort['protocol'] };
}

function readRange(text: string): number[] | undefined {
  const match = RANGE.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (first < 1 || last > 65_535 || last < first) return undefined;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
