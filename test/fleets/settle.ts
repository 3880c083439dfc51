import type { ImageLock, Orchestrator, PodPeer } from 'sff-constructs';
import { LOCKED } from './containers';
import { DevicePorts, isReservedByK3s } from './device-ports';
import type { ApplicationPlan, FleetPlan, ScopeProps, WorkloadPlan } from './plan';
import { EVERY_CHOICE } from './settle-choices';
import { equip, settleDevices } from './settle-devices';
import { settleEgress, settleNetwork } from './settle-network';
import { settleWorkload } from './settle-workload';
import type { LooseDefaults, LooseFleet } from './sites';

/**
 * Makes the parts of a fleet fit, so that it is valid by what the documentation says, whatever they were.
 *
 * What a rule refuses is known here a second time, in words of its own: where the two differ, one of them is wrong.
 */
export function settle(orchestrator: Orchestrator, loose: LooseFleet): FleetPlan {
  const { site } = loose;
  const network = settleNetwork(orchestrator, site.ranges);
  const devices = settleDevices(orchestrator, network.lan, loose.devices);
  const ofFleet = settleDefaults(orchestrator, loose.defaults);
  const ofSite = settleDefaults(orchestrator, site.defaults);
  const merged = { ...stated(ofFleet), ...stated(ofSite) };
  const applications = settleApplications(loose.applications);
  const servers = devices.filter(({ props }) => props.role !== 'agent').length;
  const isReserved = orchestrator === 'k3s' ? isReservedByK3s(servers, site.traefik === 'enabled') : () => false;
  const context = {
    orchestrator,
    defaults: merged,
    hasDefaultChoices: merged.kubernetes !== undefined || merged.compose !== undefined,
    publish: merged.k3s?.publish,
    hostPaths: [...(loose.hostPaths ?? []), ...(site.hostPaths ?? [])],
    devicePorts: new DevicePorts(isReserved),
    address: devices[0]?.props.address,
  };
  const workloads = loose.workloads.map((one): WorkloadPlan => {
    const within =
      applications.length === 0
        ? undefined
        : [undefined, ...applications.keys()][one.within % (applications.length + 1)];
    const isNested = within !== undefined && applications[within]?.within !== undefined;
    return {
      id: isNested ? one.id.slice(0, 40).replace(/-+$/, '') : one.id,
      within,
      on: one.on === undefined ? undefined : one.on % devices.length,
      props: { ...settleWorkload(one, context), ...formerName(one.id) },
    };
  });
  const connections = settleConnections(loose, workloads);
  const onK3s = orchestrator === 'k3s';
  return {
    id: loose.id,
    props: {
      orchestrator,
      labels: loose.labels,
      defaults: ofFleet,
      hostPaths: loose.hostPaths,
      images: lockOf(loose, false),
    },
    site: {
      id: site.id,
      props: {
        network: { ...network, proxy: site.proxy },
        labels: site.labels,
        defaults: ofSite,
        hostPaths: site.hostPaths,
        images: lockOf(loose, true),
        link: site.link,
        values: site.values,
        ...(onK3s ? { version: site.version, traefik: site.traefik, dataDir: site.dataDir } : {}),
      },
      devices: equip(devices, workloads),
      applications,
      workloads: workloads.map((workload, i) => ({ ...workload, told: toldTo(i, loose, connections) })),
      connections,
      peers: onK3s ? settlePeers(loose, workloads) : [],
      charts: onK3s ? (loose.charts ?? []) : [],
      objects: onK3s ? (loose.objects ?? []).map((props) => ({ id: 'object', props })) : [],
      services: onK3s ? [] : (loose.services ?? []),
    },
  };
}

function settleDefaults(orchestrator: Orchestrator, loose: LooseDefaults | undefined): ScopeProps['defaults'] {
  if (loose === undefined) return undefined;
  const { choices, egress, ...rest } = loose;
  const { reason, publish } = choices ?? {};
  const { kubernetes, compose } = EVERY_CHOICE;
  const shared = { ...rest, egress: egress && settleEgress(egress) };
  if (reason === undefined) return shared;
  if (orchestrator === 'docker-compose') return { ...shared, compose: { ...compose, reason } };
  return { ...shared, kubernetes: { ...kubernetes, reason }, k3s: publish && { publish } };
}

/** Up to two of the site, or one of the site with another in it. */
function settleApplications({ outer, inner, count, nested, labels }: LooseFleet['applications']): ApplicationPlan[] {
  const [first, second] = outer;
  const all: ApplicationPlan[] = [
    { id: first, props: { labels: labels[0] } },
    nested ? { id: inner, within: 0, props: { labels: labels[1] } } : { id: second, props: { labels: labels[2] } },
  ];
  return all.slice(0, count);
}

/** Each once, to a workload with ports, and none of or to the network of the device. */
function settleConnections(loose: LooseFleet, workloads: readonly WorkloadPlan[]): (readonly [number, number])[] {
  const isOpen = (i: number) => workloads[i] !== undefined && workloads[i].props.hostNetwork === undefined;
  const wanted = loose.connections.filter(
    ([from, to]) => from !== to && isOpen(from) && isOpen(to) && (workloads[to]?.props.ports ?? []).length > 0,
  );
  return wanted.filter(([from, to], i) => wanted.findIndex(([f, t]) => f === from && t === to) === i);
}

function toldTo(i: number, loose: LooseFleet, connections: FleetPlan['site']['connections']): number[] | undefined {
  const others = connections.flatMap(([from, to]) => (from === i && to < i ? [to] : []));
  return loose.workloads[i]?.told && others.length > 0 ? others : undefined;
}

function settlePeers(loose: LooseFleet, workloads: readonly WorkloadPlan[]): (readonly [number, PodPeer])[] {
  return workloads.flatMap(({ props: { ports = [], hostNetwork } }, i) => {
    const peer = loose.workloads[i]?.peer;
    if (peer === undefined || ports.length === 0 || hostNetwork !== undefined) return [];
    const { port, ...rest } = peer;
    const open = port === undefined ? undefined : ports[port % ports.length];
    return [[i, { ...rest, ports: open && [open.name] }] as const];
  });
}

/** Every tag is locked once; its size is known where the plan says so. */
function lockOf({ locked }: LooseFleet, ofSite: boolean): ImageLock | undefined {
  const entries = LOCKED.flatMap((tag, i) => {
    const entry = locked[i];
    const digest = `sha256:${String(i).repeat(64)}`;
    return entry?.ofSite === ofSite ? [[tag, entry.size === undefined ? digest : { digest, size: entry.size }]] : [];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function stated<T extends object>(object: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(object ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Some were renamed, from names that no other has: ids begin with the letter of their place in the list. */
function formerName(id: string): { readonly renamedFrom?: string } {
  const letters: Readonly<Record<string, string>> = { w: 'r', x: 's', y: 't' };
  const first = letters[id.charAt(0)];
  return id.length % 3 === 0 && first !== undefined ? { renamedFrom: `${first}${id.slice(1)}` } : {};
}
