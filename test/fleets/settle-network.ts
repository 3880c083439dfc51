import type { ComposeNetwork, K3sNetwork, Orchestrator } from 'sff-constructs';
import { Egress } from 'sff-constructs';
import { type Ipv4Range, parseRange, rangeAt } from '../../lib/portable/network';
import type { LooseRanges } from './sites';
import type { LooseEgress } from './workloads';

/** The network of a site, whose ranges are apart: each lies in a block of its own, or is the site's default. */
export function settleNetwork(orchestrator: Orchestrator, loose: LooseRanges): K3sNetwork & ComposeNetwork {
  const [lan = '', ...others] = loose.blocks.map((block, i) => {
    const prefix = i === 0 ? loose.lanPrefix : loose.prefix;
    return within(rangeOf(block), loose.at[i] ?? 0, prefix).cidr;
  });
  const { clusterCidr, serviceCidr, containers } = loose.stated;
  const stated = (is: boolean, i: number) => (is ? others[i] : undefined);
  return orchestrator === 'k3s'
    ? { lan, clusterCidr: stated(clusterCidr, 0), serviceCidr: stated(serviceCidr, 1) }
    : { lan, containers: stated(containers, 2) };
}

/** An address of a range for each of the devices that have one; none where the range is too small for all. */
export function settleAddresses(lan: string, wanted: readonly (number | undefined)[]): (string | undefined)[] {
  const range = rangeOf(lan);
  const addresses = range.last - range.first + 1;
  const [base = 0] = wanted.filter((address) => address !== undefined);
  return wanted.map((address, i) => {
    if (address === undefined || (addresses < wanted.length && i > 0)) return undefined;
    return rangeAt(range.first + ((base + i) % addresses), 32).cidr.replace('/32', '');
  });
}

export function settleEgress(loose: LooseEgress): Egress[] {
  return loose.map((one) => {
    if (one.kind === 'lan') return Egress.lan();
    if (one.kind === 'internet') return Egress.internet();
    const range = within(
      { first: 0, last: 2 ** 32 - 1, prefix: 0 },
      Math.floor(one.address / 2 ** (32 - one.prefix)),
      one.prefix,
    );
    return Egress.to(range.cidr, one.port, one.protocol);
  });
}

function within(
  { first, prefix }: Pick<Ipv4Range, 'first' | 'last' | 'prefix'>,
  at: number,
  wanted: number,
): Ipv4Range {
  return rangeAt(first + (at % 2 ** (wanted - prefix)) * 2 ** (32 - wanted), wanted);
}

function rangeOf(cidr: string): Ipv4Range {
  const range = parseRange(cidr);
  if (range === undefined) throw new Error(`${cidr} is no range.`);
  return range;
}
