import { hashOf } from '../portable/hash';
import { type Ipv4Range, overlaps, rangeAt } from '../portable/network';

/** Smallest network: room for five containers beside the network's own address, its gateway and its broadcast. */
const SMALLEST_PREFIX = 29;
const OWN_ADDRESSES = 3;

/** Docker's own bridge, `docker0`: the first of its default pools (moby, daemon/libnetwork/ipamutils). */
export const DOCKER_BRIDGE = rangeAt(0xac_11_00_00, 16);

/** Addresses that no host has: of this network, loopback, multicast and reserved ones (RFC 6890, RFC 5771). */
const NO_HOSTS = [rangeAt(0, 8), rangeAt(0x7f_00_00_00, 8), rangeAt(0xe0_00_00_00, 3)];

/** Whether hosts can have the addresses of a range. */
export function isUnicast(range: Ipv4Range): boolean {
  return !NO_HOSTS.some((other) => overlaps(other, range));
}

/** What the networks of a site got. */
export interface SubnetPlan {
  readonly subnets: ReadonlyMap<string, Ipv4Range>;
  /** Names of networks for which the range has no room. */
  readonly homeless: readonly string[];
}

/**
 * Gives each network a subnet of `range`.
 *
 * Its place is the hash of its name, so it stays where it is when others come and go; where two want one place, the
 * later name moves on to the next. `taken` are ranges that the program has given away itself.
 *
 * @param networks how many containers each has
 */
export function planSubnets(
  networks: ReadonlyMap<string, number>,
  range: Ipv4Range,
  taken: readonly Ipv4Range[] = [],
): SubnetPlan {
  const used = new Set<number>();
  const subnets = new Map<string, Ipv4Range>();
  const homeless: string[] = [];
  for (const name of [...networks.keys()].sort()) {
    const subnet = findPlace(name, prefixFor(networks.get(name) ?? 0), range, taken, used);
    if (subnet === undefined) homeless.push(name);
    else subnets.set(name, subnet);
  }
  return { subnets, homeless };
}

function findPlace(
  name: string,
  prefix: number,
  range: Ipv4Range,
  taken: readonly Ipv4Range[],
  used: Set<number>,
): Ipv4Range | undefined {
  const places = prefix < range.prefix ? 0 : 2 ** (prefix - range.prefix);
  const units = 2 ** (SMALLEST_PREFIX - prefix);
  const wanted = Number.parseInt(hashOf(name, 8), 16);
  for (let tries = 0; tries < places; tries++) {
    const place = (wanted + tries) % places;
    const subnet = rangeAt(range.first + place * 2 ** (32 - prefix), prefix);
    const mine = Array.from({ length: units }, (_, i) => place * units + i);
    if (mine.some((unit) => used.has(unit)) || taken.some((other) => overlaps(other, subnet))) continue;
    for (const unit of mine) used.add(unit);
    return subnet;
  }
  return undefined;
}

/** The prefix of the smallest subnet that has room for so many containers. */
function prefixFor(containers: number): number {
  return Math.min(SMALLEST_PREFIX, 32 - Math.ceil(Math.log2(containers + OWN_ADDRESSES)));
}
