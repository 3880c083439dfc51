import { type Ipv4Range, overlaps, parseRange } from '../portable/network';
import type { Report } from '../validation/problem';
import { replicasOf } from './facts';
import { field, items, subnetsOf, textOf } from './forms';
import { networksIn } from './references';
import type { ComposeNetworkDefinition, ComposeServiceDefinition } from './spec';
import { DOCKER_BRIDGE, planSubnets } from './subnets';

/** Ranges that the networks of a project have to respect. */
export interface NetworkRanges {
  readonly lan: Ipv4Range | undefined;
  /** Where subnets are taken from. */
  readonly containers: Ipv4Range | undefined;
}

/**
 * Gives a subnet to each network whose addresses Docker would choose: its pools could meet the LAN, and on each device
 * they are others. A network that states its subnet, is external or has a driver of its own is left as it is.
 */
export function withSubnets(
  networks: ReadonlyMap<string, ComposeNetworkDefinition | null>,
  services: Iterable<ComposeServiceDefinition>,
  { lan, containers }: NetworkRanges,
  report: (network: string) => Report,
): Map<string, ComposeNetworkDefinition | null> {
  const stated = new Map([...networks].map(([name, network]) => [name, subnetsIn(network)]));
  for (const [name, ranges] of stated) {
    for (const range of ranges) checkApartFrom(name, range, lan, stated, report(name));
  }
  if (containers === undefined) return new Map(networks);
  const attached = attachedTo(services);
  const open = [...networks].filter(([, network]) => isOpen(network)).map(([name]) => name);
  const wanted = new Map(open.map((name) => [name, attached.get(name) ?? 0]));
  const { subnets, homeless } = planSubnets(wanted, containers, [...stated.values()].flat());
  for (const name of homeless) {
    report(name)(
      'subnets-exhausted',
      `network.containers ${containers.cidr} has no room for the network "${name}".`,
      'Give network.containers a larger range.',
    );
  }
  return new Map(
    [...networks].map(([name, network]) => {
      const subnet = subnets.get(name);
      return [name, subnet === undefined ? network : withSubnet(network, subnet)];
    }),
  );
}

/** How many containers each network has to have room for. */
function attachedTo(services: Iterable<ComposeServiceDefinition>): ReadonlyMap<string, number> {
  const attached = new Map<string, number>();
  for (const service of services) {
    for (const network of networksIn(service)) {
      attached.set(network, (attached.get(network) ?? 0) + replicasOf(service));
    }
  }
  return attached;
}

function withSubnet(network: ComposeNetworkDefinition | null, { cidr }: Ipv4Range): ComposeNetworkDefinition {
  return { ...network, ipam: { ...network?.ipam, config: [{ subnet: cidr }] } };
}

/** Whether Docker chooses the addresses, of a network that it makes. */
function isOpen(network: ComposeNetworkDefinition | null): boolean {
  const driver = textOf(field(network, 'driver')) ?? 'bridge';
  const external = field(network, 'external');
  const isMade = external === undefined || external === false || external === 'false';
  return isMade && driver === 'bridge' && items(field(network, 'ipam', 'config')).length === 0;
}

function subnetsIn(network: ComposeNetworkDefinition | null): Ipv4Range[] {
  return subnetsOf(network).flatMap((subnet) => parseRange(subnet) ?? []);
}

function checkApartFrom(
  name: string,
  range: Ipv4Range,
  lan: Ipv4Range | undefined,
  stated: ReadonlyMap<string, readonly Ipv4Range[]>,
  report: Report,
): void {
  const others = [...stated].flatMap(([other, ranges]) => (other < name ? ranges.map((r) => [other, r] as const) : []));
  const known = [
    ...(lan === undefined ? [] : [['the LAN', lan] as const]),
    ["Docker's own bridge", DOCKER_BRIDGE] as const,
  ];
  const clash = [...known, ...others].find(([, r]) => overlaps(r, range));
  if (clash === undefined) return;
  report(
    'subnet-overlap',
    `network "${name}" has ${range.cidr}, which overlaps ${clash[1].cidr} of ${clash[0]}.`,
    'Remove its ipam: the site gives it a subnet of network.containers.',
  );
}
