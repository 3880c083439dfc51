import { hashOf } from '../portable/hash';
import type { WorkloadModel } from '../workload/model';
import { serviceKey } from './names';
import type { ComposeNetworkDefinition } from './spec';

/** What a workload is attached to: networks by their keys, the network of the device, or nothing. */
export type Attachment = readonly string[] | 'host' | 'none';

/** Longest name of a network interface (Linux, IFNAMSIZ less its NUL). */
export const INTERFACE_LENGTH = 15;
/** Option of a bridge network that names its interface. */
export const BRIDGE_NAME = 'com.docker.network.bridge.name';
const BRIDGE_PREFIX = 'sff-';

/** What the main container, and the sidecars, of a workload are attached to. */
export function attachmentOf(workload: WorkloadModel): Attachment {
  return attach(workload, [...edgesOf(workload), ...outsideOf(workload)]);
}

/** What init containers are attached to: all but a network that is there for published ports only. */
export function initAttachmentOf(workload: WorkloadModel): Attachment {
  return attach(workload, [...edgesOf(workload), ...(workload.egress.length > 0 ? outsideOf(workload) : [])]);
}

/** The networks that the workloads of a site need, by key, still without their subnets. */
export function networksOf(workloads: readonly WorkloadModel[]): ReadonlyMap<string, ComposeNetworkDefinition> {
  const networks = new Map<string, ComposeNetworkDefinition>();
  for (const workload of workloads) {
    for (const edge of edgesOf(workload)) networks.set(edge, { internal: true });
    for (const outside of outsideOf(workload)) {
      // Without egress, what it sends by itself leaves with an address that nobody answers.
      const deaf = { driver_opts: { 'com.docker.network.bridge.enable_ip_masquerade': 'false' } };
      networks.set(outside, workload.egress.length > 0 ? {} : deaf);
    }
  }
  const taken = new Set<string>();
  return new Map(
    [...networks.keys()].sort().map((key) => {
      const { driver_opts, ...network } = networks.get(key) ?? {};
      const name = { [BRIDGE_NAME]: bridgeName(key, taken) };
      return [key, { driver: 'bridge', ...network, driver_opts: { ...name, ...driver_opts } }];
    }),
  );
}

function attach(workload: WorkloadModel, networks: readonly string[]): Attachment {
  if (workload.hostNetwork !== undefined) return 'host';
  return networks.length === 0 ? 'none' : [...networks].sort();
}

/** The network of each connection, which both ends share. Service keys have no dots, so no two keys meet. */
function edgesOf(workload: WorkloadModel): string[] {
  if (workload.hostNetwork !== undefined) return [];
  const others = [...new Set([...workload.connections, ...workload.clients])];
  return others
    .filter((other) => other.hostNetwork === undefined)
    .map((other) => [serviceKey(workload), serviceKey(other)].sort().join('.'));
}

/** The network that leads outside, where the workload has any business there. */
function outsideOf(workload: WorkloadModel): string[] {
  if (workload.hostNetwork !== undefined) return [];
  if (workload.egress.length > 0) return [`${serviceKey(workload)}.egress`];
  return workload.ports.some((p) => p.publish !== undefined) ? [`${serviceKey(workload)}.published`] : [];
}

/** A fixed name, so that the rules of a firewall can name the bridge. */
function bridgeName(key: string, taken: Set<string>): string {
  for (let text = key; ; text += '~') {
    const name = `${BRIDGE_PREFIX}${hashOf(text, INTERFACE_LENGTH - BRIDGE_PREFIX.length)}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
