/** An IPv4 range, parsed. */
export interface Ipv4Range {
  readonly cidr: string;
  /** First address as a number. */
  readonly first: number;
  /** Last address as a number. */
  readonly last: number;
  readonly prefix: number;
}

/** Four decimal parts without leading zeros, which some readers take for octal. */
const FOUR_PARTS = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

/** Reads an IPv4 range in CIDR form; undefined for anything else, host bits included. */
export function parseRange(cidr: unknown): Ipv4Range | undefined {
  if (typeof cidr !== 'string') return undefined;
  const [, address, length = ''] = /^([^/]+)\/(\d{1,2})$/.exec(cidr) ?? [];
  const first = parseAddress(address);
  const prefix = Number(length);
  if (first === undefined || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { cidr, first, last: first + size - 1, prefix } : undefined;
}

/** Reads an IPv4 address in four decimal parts, as a number; undefined for anything else. */
export function parseAddress(address: unknown): number | undefined {
  const [, ...parts] = (typeof address === 'string' ? FOUR_PARTS.exec(address) : null) ?? [];
  if (parts.length === 0 || parts.some((part) => Number(part) > 255)) return undefined;
  return parts.reduce((n, part) => n * 256 + Number(part), 0);
}

/** Whether two ranges share an address. */
export function overlaps(a: Ipv4Range, b: Ipv4Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** The range of `prefix` bits that starts at `first`. */
export function rangeAt(first: number, prefix: number): Ipv4Range {
  return { cidr: `${toText(first)}/${prefix}`, first, last: first + 2 ** (32 - prefix) - 1, prefix };
}

function toText(n: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
}
