import type { IConstruct } from 'constructs';
import { type Place, placeOf } from '../application';
import { SffDevice } from '../device';
import type { Priority } from '../portable/defaults';
import { Egress, type EgressTarget } from '../portable/egress';
import type { DeviceModel } from '../portable/hardware';
import { parseRange } from '../portable/network';
import type { WorkloadTarget } from '../portable/target';
import type { Volume } from '../portable/volume';
import type { SiteModel } from '../site';
import { labelFaults } from '../validation/labels';
import { NAME_FIX, nameFault } from '../validation/names';
import { isWhole } from '../validation/values';
import type { ContainerModel, VolumeModel, WorkloadModel } from './model';
import { containersOf } from './model';
import type { WorkloadProps } from './props';
import type { ContainerContext, Reader } from './read';
import { type ContainerExtras, readContainer } from './read-container';
import { readPorts } from './read-ports';

type AnyTarget = WorkloadTarget['k3s'] & WorkloadTarget['docker-compose'];

/** Reads a workload's properties; undefined, with problems, where it cannot be rendered. */
export function readWorkload(
  construct: IConstruct,
  site: SiteModel,
  props: WorkloadProps & AnyTarget,
  reader: Reader,
): WorkloadModel | undefined {
  const place = placeOf(construct);
  const name = readName(place, reader);
  const defaults = site.defaults;
  const ports = readPorts(props.ports, reader);
  const context: ContainerContext = { reader, site, ports, defaults };
  const main = readContainer('', name, props, context);
  const user = props.user ?? defaults.user;
  const beside = { ...context, defaults: { ...defaults, user } };
  const model = {
    construct,
    site,
    name,
    namespace: place.namespace,
    hostname: `${name}.${place.namespace}`,
    labels: Object.assign({}, ...place.applications.map((a) => a.labels), props.labels),
    sidecars: readOthers('sidecars', props.sidecars, beside),
    init: readOthers('init', props.init, beside),
    ports,
    volumes: reader
      .list('volumes', props.volumes)
      .flatMap((v, i) => readVolume(`volumes[${i}]`, v, site, reader) ?? []),
    stopGraceSeconds: reader.seconds('stopGracePeriod', props.stopGracePeriod, 30, 0),
    hostNetwork: readHostNetwork(props, reader),
    replicas: props.replicas === undefined ? 1 : (reader.whole('replicas', props.replicas, 1, 100) ?? 1),
    priority: readPriority(props.priority ?? defaults.priority, reader),
    peripherals: reader
      .list('peripherals', props.peripherals)
      .flatMap((p, i) => reader.path(`peripherals[${i}]`, p) ?? []),
    gpus: props.gpus === undefined ? 0 : (reader.whole('gpus', props.gpus, 0, 64) ?? 0),
    device: readDevice(props.on, site, reader),
    egress: readEgress(reader.list('egress', props.egress ?? defaults.egress), reader),
    pullSecrets: reader.texts('pullSecrets', defaults.pullSecrets) ?? [],
    kubernetes: props.kubernetes ?? defaults.kubernetes,
    k3s: props.k3s ?? defaults.k3s ?? {},
    compose: props.compose ?? defaults.compose,
    connections: new Set<WorkloadModel>(),
    clients: new Set<WorkloadModel>(),
    peers: [],
  };
  labelFaults(props.labels ?? {}, reader.report);
  for (const choices of ['kubernetes', 'compose'] as const) {
    if (model[choices] !== undefined) reader.reason(choices, model[choices].reason);
  }
  if (main === undefined) return undefined;
  const workload: WorkloadModel = { ...model, main };
  checkContainers(workload, reader);
  return workload;
}

function readName({ segments }: Place, reader: Reader): string {
  const name = segments.join('-');
  const fault = nameFault(name);
  // The id itself was checked by `checkedId`; a name that several ids make can still be too long.
  if (fault !== undefined && segments.length > 1) reader.report('name-invalid', fault, NAME_FIX);
  return name;
}

function readOthers(
  field: 'sidecars' | 'init',
  list: WorkloadProps['sidecars'],
  context: ContainerContext,
): ContainerModel[] {
  return context.reader.list(field, list).flatMap((props, i) => {
    const fault = nameFault(props?.name);
    if (fault !== undefined) {
      context.reader.report('name-invalid', `${field}[${i}]: ${fault}`, NAME_FIX);
      return [];
    }
    return readContainer(`${field}.${props.name}.`, props.name, props as typeof props & ContainerExtras, context) ?? [];
  });
}

function readVolume(field: string, volume: Volume, site: SiteModel, reader: Reader): VolumeModel | undefined {
  const path = reader.path(`${field}.mountPath`, volume?.mountPath);
  if (path === undefined) return undefined;
  if ('tmpfs' in volume) {
    const size = reader.bytes(`${field}.tmpfs`, volume.tmpfs);
    return size === undefined ? undefined : { kind: 'tmpfs', path, size };
  }
  if ('hostPath' in volume) {
    const source = reader.path(`${field}.hostPath`, volume.hostPath);
    if (source === undefined) return undefined;
    if (!site.hostPaths.some((prefix) => source === prefix || source.startsWith(`${prefix.replace(/\/$/, '')}/`))) {
      const allowed = site.hostPaths.length === 0 ? 'none is' : `${site.hostPaths.join(', ')} are`;
      reader.report(
        'host-path-not-allowed',
        `${field}: ${source} is not below an allowed prefix (${allowed}).`,
        'Add the prefix to hostPaths of the site or fleet, if you mean it.',
      );
    }
    return { kind: 'host', source, path, readOnly: volume.readOnly ?? true };
  }
  const fault = nameFault(volume.name);
  if (fault !== undefined) reader.report('name-invalid', `${field}: ${fault}`, NAME_FIX);
  const size = reader.bytes(`${field}.size`, volume.size);
  const owner =
    volume.owner === undefined ? undefined : reader.oneOf(`${field}.owner`, volume.owner, ['image', 'device'] as const);
  return size === undefined || fault !== undefined
    ? undefined
    : { kind: 'named', name: volume.name, path, size, owner };
}

function readHostNetwork({ hostNetwork }: WorkloadProps, reader: Reader): WorkloadModel['hostNetwork'] {
  if (hostNetwork === undefined) return undefined;
  reader.reason('hostNetwork', hostNetwork.reason);
  return hostNetwork;
}

function readPriority(priority: unknown, reader: Reader): Priority {
  return reader.oneOf('priority', priority ?? 'normal', ['critical', 'normal', 'best-effort'] as const) ?? 'normal';
}

function readDevice(device: unknown, site: SiteModel, reader: Reader): DeviceModel | undefined {
  if (device === undefined) return undefined;
  const found = device instanceof SffDevice ? site.devices.find((d) => d.path === device.node.path) : undefined;
  if (found === undefined) {
    reader.report(
      'reference-unknown',
      `on is ${device instanceof SffDevice ? `${device.node.path}, a device of another site` : 'not an SffDevice'}.`,
      'Place the workload on a device of its own site.',
    );
  }
  return found;
}

function readEgress(list: readonly Egress[], reader: Reader): EgressTarget[] {
  return list.flatMap((egress, i) => {
    if (!(egress instanceof Egress)) {
      reader.report(
        'value-invalid',
        `egress[${i}] is not an Egress.`,
        'Write Egress.lan(), Egress.internet() or Egress.to(cidr, port).',
      );
      return [];
    }
    const { target } = egress;
    if (target.kind === 'to') {
      if (parseRange(target.cidr) === undefined) {
        reader.report(
          'subnet-invalid',
          `egress[${i}] leads to ${JSON.stringify(target.cidr)}, not an IPv4 range.`,
          "Write '10.0.42.50/32' for one address.",
        );
        return [];
      }
      if (!isWhole(target.port, 1, 65_535)) {
        reader.report(
          'port-invalid',
          `egress[${i}] leads to port ${JSON.stringify(target.port)}.`,
          'Write a number from 1 to 65535.',
        );
        return [];
      }
    }
    return [target];
  });
}

/** What concerns several containers: names, and what is mounted where. */
function checkContainers(workload: WorkloadModel, reader: Reader): void {
  const names = new Set<string>();
  for (const container of containersOf(workload)) {
    if (names.has(container.name)) {
      reader.report('name-duplicate', `two containers are named "${container.name}".`, 'Rename one of them.');
    }
    names.add(container.name);
    checkMounts(workload, container, reader);
  }
  const volumes = workload.volumes.flatMap((v) => (v.kind === 'named' ? [v.name] : []));
  for (const name of new Set(volumes.filter((v, i) => volumes.indexOf(v) !== i))) {
    reader.report('name-duplicate', `two volumes are named "${name}".`, 'Rename one of them.');
  }
}

function checkMounts(workload: WorkloadModel, container: ContainerModel, reader: Reader): void {
  const own = container === workload.main ? [...workload.volumes.map((v) => v.path), ...workload.peripherals] : [];
  const known = workload.volumes.flatMap((v) => (v.kind === 'named' ? [v.name] : []));
  for (const mount of container.mounts) {
    reader.path(`${container.name}: mountPath`, mount.mountPath);
    if (known.includes(mount.volume)) continue;
    reader.report(
      'reference-unknown',
      `container ${container.name} mounts the volume ${JSON.stringify(mount.volume)}, which the workload does not have.`,
      known.length === 0 ? 'Declare it in volumes, with a name.' : `Use one of ${known.join(', ')}.`,
    );
  }
  const paths = [
    ...own,
    ...container.mounts.map((m) => m.mountPath),
    ...container.configFiles.map((f) => f.path),
    ...container.secrets.map((s) => s.path),
  ];
  for (const path of new Set(paths.filter((p, i) => paths.indexOf(p) !== i))) {
    reader.report(
      'mount-duplicate',
      `container ${container.name} mounts two things at ${path}.`,
      'Give each a path of its own.',
    );
  }
}
