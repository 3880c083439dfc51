import { type Ipv4Range, overlaps, parseAddress, parseRange } from '../portable/network';
import type { Report } from '../validation/problem';
import { show } from '../validation/values';
import { replicasOf } from './facts';
import { field, isExternal, isMapping, isOff, recordOf, subnetsOf, textOf } from './forms';
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
 * they are others. A network that states an IPv4 subnet, is external or has a driver of its own is left as it is.
 */
export function withSubnets(
  networks: ReadonlyMap<string, ComposeNetworkDefinition | null>,
  services: readonly ComposeServiceDefinition[],
  { lan, containers }: NetworkRanges,
  report: (network: string) => Report,
): Map<string, ComposeNetworkDefinition | null> {
  const stated = new Map([...networks].map(([name, network]) => [name, subnetsIn(network)]));
  for (const [name, network] of networks) {
    checkSubnets(name, network, report(name));
    // A macvlan or ipvlan network stands in the LAN itself.
    if (!isBridge(network)) continue;
    for (const range of stated.get(name) ?? []) checkApartFrom(name, range, lan, stated, report(name));
  }
  checkAddresses(services, networks, stated, report);
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

/** Docker gives a service an address that it states only in a subnet that the project states. */
function checkAddresses(
  services: readonly ComposeServiceDefinition[],
  networks: ReadonlyMap<string, ComposeNetworkDefinition | null>,
  stated: ReadonlyMap<string, readonly Ipv4Range[]>,
  report: (network: string) => Report,
): void {
  for (const [name, attachment] of services.flatMap((service) => Object.entries(recordOf(service.networks)))) {
    const text = field(attachment, 'ipv4_address');
    const address = parseAddress(text);
    const network = networks.get(name);
    if (address === undefined || network === undefined || isExternal(network)) continue;
    if (stated.get(name)?.some(({ first, last }) => first <= address && address <= last)) continue;
    report(name)(
      'compose-invalid',
      `network "${name}" states no subnet with ${show(text)}, the ipv4_address of a service.`,
      'Write that subnet into its ipam, or remove the address: services find each other by name.',
    );
  }
}

/** How many containers each network has to have room for. */
function attachedTo(services: readonly ComposeServiceDefinition[]): ReadonlyMap<string, number> {
  const attached = new Map<string, number>();
  for (const service of services) {
    for (const network of networksIn(service)) {
      attached.set(network, (attached.get(network) ?? 0) + replicasOf(service));
    }
  }
  return attached;
}

function withSubnet(network: ComposeNetworkDefinition | null, { cidr }: Ipv4Range): ComposeNetworkDefinition {
  return { ...network, ipam: { ...network?.ipam, config: [...(network?.ipam?.config ?? []), { subnet: cidr }] } };
}

/** Whether Docker chooses the IPv4 addresses, of a network that it makes. */
function isOpen(network: ComposeNetworkDefinition | null): boolean {
  const ipam = field(network, 'ipam') ?? {};
  const config = field(ipam, 'config') ?? [];
  // What has another form is left as it is, for the schema to refuse.
  const isReadable = isMapping(network ?? {}) && isMapping(ipam) && Array.isArray(config);
  const isMade = isReadable && !isExternal(network) && isBridge(network) && !isOff(field(network, 'enable_ipv4'));
  return isMade && config.every(isIpv6);
}

function isBridge(network: unknown): boolean {
  return (textOf(field(network, 'driver')) ?? 'bridge') === 'bridge';
}

function isIpv6(config: unknown): boolean {
  return textOf(field(config, 'subnet'))?.includes(':') ?? false;
}

/** Docker makes no network of a range that begins within itself. */
function checkSubnets(name: string, network: unknown, report: Report): void {
  for (const subnet of subnetsOf(network)) {
    if (subnet.includes(':') || subnet.includes('$') || parseRange(subnet) !== undefined) continue;
    report('subnet-invalid', `network "${name}" has the subnet ${show(subnet)}.`, SUBNET_FIX);
  }
}

const SUBNET_FIX = 'Write a range from its first address on, such as 172.20.0.0/16.';

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
