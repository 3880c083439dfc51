import type { IConstruct } from 'constructs';
import { type Place, placeOf } from '../application';
import type { SffDevice } from '../device';
import { partOf } from '../part';
import type { EgressTarget } from '../portable/egress';
import type { DeviceModel } from '../portable/hardware';
import type { SiteModel } from '../site';
import { checkTargets, type MergedDefaults, TARGETS } from '../validation/defaults';
import { readEgress } from '../validation/egress';
import { workloadLabelFaults } from '../validation/labels';
import { NAME_FIX, nameFault } from '../validation/names';
import { type Finding, findingsOf, reportFor, reportInto } from '../validation/problem';
import { checkOwn } from '../validation/properties';
import { readPriority } from '../validation/read-defaults';
import { Reader } from '../validation/reader';
import { isRecord } from '../validation/values';
import { checkContainers } from './check-containers';
import type { ContainerContext } from './context';
import { judge } from './matrix';
import type { ContainerModel, WorkloadModel } from './model';
import { HOST_NETWORK, INIT, SIDECAR, WORKLOAD } from './properties';
import type { WorkloadProps } from './props';
import { type AnyTarget, readChoices } from './read-choices';
import { type ContainerExtras, readContainer } from './read-container';
import { readPorts } from './read-ports';
import { withNamesOnSite } from './read-renames';
import { readVolumes } from './read-volumes';

/** Reads the properties of a workload, of the class `ours` or a subclass; undefined where something is wrong, which is reported. */
export function readWorkload(
  construct: IConstruct,
  ours: object,
  site: SiteModel,
  props: WorkloadProps & AnyTarget,
): WorkloadModel | undefined {
  const later: Finding[] = [];
  const reader = new Reader(reportFor(construct), reportInto(later, construct));
  checkOwn(construct, ours, props, EVERY_PROPERTY, reader.report);
  const model = withNamesOnSite(readModel(construct, site, props, reader), reader);
  if (!reader.failed) return model;
  // Nothing is rendered that rules could look into: what they would find is said now, so that all is said at once.
  findingsOf(construct).push(...later);
  for (const { code, message, fix } of judge(model).faults) reader.report(code, message, fix);
  return undefined;
}

/** Where something is wrong, the reader has failed, and the model is for further checks only. */
function readModel(
  construct: IConstruct,
  site: SiteModel,
  props: WorkloadProps & AnyTarget,
  reader: Reader,
): WorkloadModel {
  const place = placeOf(construct);
  const name = readName(place, reader);
  checkTargets('', props, site.orchestrator, reader.report);
  const defaults = site.defaults;
  const ports = readPorts(props.ports, reader);
  const context: ContainerContext = { reader, site, ports, defaults };
  const beside = { ...context, defaults: { ...defaults, user: props.user ?? defaults.user } };
  const peripherals = reader
    .list('peripherals', props.peripherals)
    .flatMap((p, i) => reader.path(`peripherals[${i}]`, p) ?? []);
  const workload: WorkloadModel = {
    construct,
    site,
    name,
    namespace: place.namespace,
    hostname: `${name}.${place.namespace}`,
    labels: Object.assign({}, ...place.applications.map((a) => a.labels), readLabels(props, reader)),
    main: readContainer('', name, props, context),
    sidecars: readOthers('sidecars', props.sidecars, beside),
    init: readOthers('init', props.init, beside),
    ports,
    volumes: readVolumes(props.volumes, site, reader),
    stopGraceSeconds: reader.seconds('stopGracePeriod', props.stopGracePeriod, 30, 0),
    hostNetwork: readHostNetwork(props, reader),
    replicas: props.replicas === undefined ? 1 : (reader.whole('replicas', props.replicas, 1, 100) ?? 1),
    priority:
      (props.priority === undefined ? defaults.priority : readPriority('priority', props.priority, reader)) ?? 'normal',
    peripherals,
    gpus: props.gpus === undefined ? 0 : (reader.whole('gpus', props.gpus, 0, 64) ?? 0),
    device: readDevice(props.on, site, reader),
    egress: readTargets(props, defaults, reader),
    pullSecrets: defaults.pullSecrets ?? [],
    ...readChoices(props, peripherals, site, reader),
    connections: new Set<WorkloadModel>(),
    clients: new Set<WorkloadModel>(),
    peers: [],
  };
  checkContainers(workload, reader);
  return workload;
}

const EVERY_PROPERTY = { ...WORKLOAD, ...TARGETS.k3s, ...TARGETS['docker-compose'] };

function readName({ segments }: Place, reader: Reader): string {
  const name = segments.join('-');
  const fault = nameFault(name);
  // The id itself was checked by `checkedId`; a name that several ids make can still be too long.
  if (fault !== undefined && segments.length > 1) reader.report('name-invalid', fault, NAME_FIX);
  return name;
}

function readLabels({ labels }: WorkloadProps, reader: Reader): WorkloadProps['labels'] {
  if (labels === undefined) return {};
  workloadLabelFaults(labels, reader.report);
  return isRecord(labels) ? labels : {};
}

function readOthers(
  field: 'sidecars' | 'init',
  list: WorkloadProps['sidecars'],
  context: ContainerContext,
): ContainerModel[] {
  const { reader } = context;
  return reader.list(field, list).flatMap((stated, i) => {
    const props = reader.item(`${field}[${i}]`, stated, field === 'sidecars' ? SIDECAR : (INIT as typeof SIDECAR));
    if (props === undefined) return [];
    const fault = nameFault(props.name);
    if (fault !== undefined) reader.report('name-invalid', `${field}[${i}]: ${fault}`, NAME_FIX);
    const name = fault === undefined ? props.name : `${field}-${i}`;
    return [readContainer(`${field}.${name}.`, name, props as typeof props & ContainerExtras, context)];
  });
}

function readHostNetwork({ hostNetwork }: WorkloadProps, reader: Reader): WorkloadModel['hostNetwork'] {
  const props = reader.record('hostNetwork', hostNetwork, HOST_NETWORK);
  if (props !== undefined) reader.reason('hostNetwork', props.reason);
  return props;
}

function readDevice(device: SffDevice | undefined, site: SiteModel, reader: Reader): DeviceModel | undefined {
  if (device === undefined) return undefined;
  const path = partOf(device) === 'a device' ? device.node.path : undefined;
  const found = site.devices.find((d) => d.construct === device);
  if (found === undefined) {
    reader.report(
      'reference-unknown',
      `on is ${path === undefined ? 'not an SffDevice' : `${path}, a device of another site`}.`,
      'Place the workload on a device of its own site.',
    );
  }
  return found;
}

/** A default is for what a network holds: in the network of the device a workload may call anything already. */
function readTargets(props: WorkloadProps, defaults: MergedDefaults, reader: Reader): EgressTarget[] {
  const { egress = props.hostNetwork === undefined ? defaults.egress : undefined } = props;
  return readEgress('egress', egress, reader).map(({ target }) => target);
}
