import { Size } from 'cdk8s';
import type { NamedVolume, Orchestrator, PeripheralAccess, Volume, WorkloadDefaults } from 'sff-constructs';
import type { DevicePorts } from './device-ports';
import { settleHealth } from './healths';
import type { WorkloadPlan } from './plan';
import { settleChoices } from './settle-choices';
import { numbered, settleContainer, settleInit, settleSidecar } from './settle-containers';
import { settleEgress } from './settle-network';
import { settlePorts } from './settle-ports';
import type { LooseVolume, LooseWorkload } from './workloads';

/** What a workload finds in its site. */
export interface SiteContext {
  readonly orchestrator: Orchestrator;
  /** Of site and fleet, merged. */
  readonly defaults: WorkloadDefaults;
  readonly hasDefaultChoices: boolean;
  /** Of defaults, on K3s. */
  readonly publish: 'load-balancer' | 'hostPort' | undefined;
  readonly hostPaths: readonly string[];
  readonly devicePorts: DevicePorts;
  readonly address: string | undefined;
}

/** A workload that its site takes: what the orchestrator cannot honour is left out, what needs a choice has it. */
export function settleWorkload(loose: LooseWorkload, site: SiteContext): WorkloadPlan['props'] {
  const { orchestrator, defaults } = site;
  const onK3s = orchestrator === 'k3s';
  const publish = settlePublishing(loose, site);
  const byHostPort = onK3s && (publish ?? site.publish) === 'hostPort';
  const ports = settlePorts(loose, { ...site, byHostPort });
  const inherited = loose.container.user ?? defaults.user;
  const user = inherited ?? 10_001;
  const volumes = settleVolumes(loose.volumes ?? [], user, site);
  const named = volumes.filter((volume): volume is NamedVolume => 'name' in volume);
  const peripherals = (loose.peripherals ?? []).map(({ path }) => path);
  const main = settleContainer(loose.container, defaults.user, orchestrator, [
    ...peripherals,
    ...volumes.map(({ mountPath }) => mountPath),
  ]);
  const context = { orchestrator, inherited: user, volumes: named, ports };
  const egress = loose.hostNetwork === undefined ? loose.egress && settleEgress(loose.egress) : [];
  const isPublished = ports.some((port) => port.publish !== undefined);
  const isOne =
    named.length > 0 ||
    loose.hostNetwork !== undefined ||
    (isPublished && (byHostPort || !onK3s)) ||
    (!onK3s && loose.sidecars !== undefined);
  const props = {
    ...main.props,
    ports: loose.ports && ports,
    volumes: loose.volumes && volumes.map((volume, i) => moved(volume, main.mounted[peripherals.length + i])),
    health: loose.health && settleHealth(loose.health, ports, !onK3s),
    stopGracePeriod: loose.stopGracePeriod,
    sidecars: loose.sidecars?.map((one, i) => settleSidecar(one, i, context)),
    init: loose.init?.map((one, i) => settleInit(one, i, context)),
    hostNetwork: loose.hostNetwork,
    // A hundred containers say no more than four, and take Docker a minute.
    replicas: isOne ? loose.replicas && 1 : onK3s ? loose.replicas : loose.replicas && Math.min(4, loose.replicas),
    priority: loose.priority,
    peripherals: loose.peripherals && peripherals,
    gpus: loose.gpus,
    labels: loose.labels,
    egress,
  };
  const { kubernetes, compose } = settleChoices(
    loose.choices,
    props,
    egress ?? defaults.egress ?? [],
    Object.fromEntries(
      (loose.peripherals ?? []).map(({ path, access }): [string, PeripheralAccess] => [
        path,
        access === undefined ? 'privileged' : { resource: access },
      ]),
    ),
    site.hasDefaultChoices,
  );
  return onK3s ? { ...props, kubernetes, k3s: publish && { publish } } : { ...props, compose };
}

/** What the workload itself says; only a host port can bind loopback. */
function settlePublishing({ choices, ports = [] }: LooseWorkload, site: SiteContext) {
  const needsHostPort = ports.some(({ publish }) => publish?.on === 'loopback');
  if (choices.publish !== undefined || !needsHostPort || site.publish !== undefined) return choices.publish;
  return 'hostPort';
}

function settleVolumes(loose: readonly LooseVolume[], user: number | 'image', site: SiteContext): Volume[] {
  return loose.map((volume, i): Volume => {
    const { mountPath } = volume;
    if (volume.kind === 'tmpfs') return { tmpfs: volume.tmpfs, mountPath };
    if (volume.kind === 'host') {
      const prefix = site.hostPaths[volume.below.length % Math.max(1, site.hostPaths.length)];
      return prefix === undefined
        ? { tmpfs: Size.mebibytes(1), mountPath }
        : { hostPath: `${prefix}${volume.below}`, mountPath, readOnly: volume.readOnly };
    }
    return {
      name: numbered(volume.name, i),
      mountPath,
      size: volume.size,
      owner: settleOwner(volume.owner, user, site),
    };
  });
}

/** On Compose someone has to make the directory writable, and a directory of the device belongs to a number. */
function settleOwner(owner: 'image' | 'device' | undefined, user: number | 'image', { orchestrator }: SiteContext) {
  if (orchestrator === 'k3s') return owner;
  return user === 'image' || (owner === undefined && user !== 0) ? 'image' : owner;
}

function moved(volume: Volume, mountPath: string | undefined): Volume {
  return { ...volume, mountPath: mountPath ?? volume.mountPath };
}
