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

/** Reads an IPv4 range in CIDR form; undefined for anything else, host bits included. */
export function parseRange(cidr: unknown): Ipv4Range | undefined {
  if (typeof cidr !== 'string' || !ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) return undefined;
  const [address, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  const first = toNumber(address);
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { cidr, first, last: first + size - 1, prefix } : undefined;
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

function toText(n: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
}
