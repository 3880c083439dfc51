import ipaddr from 'ipaddr.js';

/** An IPv4 range, parsed. */
export interface Ipv4Range {
  readonly cidr: string;
  /** First address as a number. */
  readonly first: number;
  /** Last address as a number. */
  readonly last: number;
  readonly prefix: number;
}

/** Ranges that were read: most sites of a fleet state the same ones. */
const KNOWN = new Map<string, Ipv4Range>();
const MOST_KNOWN = 1000;

/** Reads an IPv4 range in CIDR form; undefined for anything else, host bits included. */
export function parseRange(cidr: unknown): Ipv4Range | undefined {
  if (typeof cidr !== 'string') return undefined;
  const known = KNOWN.get(cidr);
  if (known !== undefined) return known;
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) return undefined;
  const [address, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  const first = toNumber(address);
  if (first % 2 ** (32 - prefix) !== 0) return undefined;
  const range = rangeAt(first, prefix);
  if (range.cidr !== cidr) return undefined;
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  KNOWN.set(cidr, range);
  return range;
}

/** Reads an IPv4 address in four decimal parts, as a number; undefined for anything else. */
export function parseAddress(address: unknown): number | undefined {
  if (typeof address !== 'string' || !ipaddr.IPv4.isValidFourPartDecimal(address)) return undefined;
  return toNumber(ipaddr.IPv4.parse(address));
}

/** Whether two ranges share an address. */
export function overlaps(a: Ipv4Range, b: Ipv4Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** The range of `prefix` bits that starts at `first`. */
export function rangeAt(first: number, prefix: number): Ipv4Range {
  return { cidr: `${toText(first)}/${prefix}`, first, last: first + 2 ** (32 - prefix) - 1, prefix };
}

function toNumber(address: ipaddr.IPv4): number {
  return address.toByteArray().reduce((n, byte) => n * 256 + byte, 0);
}

/** The mask of a prefix: `255.255.255.0`. */
export function maskOf(prefix: number): string {
  return ipaddr.IPv4.subnetMaskFromPrefixLength(prefix).toString();
}

function toText(n: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
}
