import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { identityOf, type RenameProps, readRename } from './identity/rename';
import type { Orchestrator } from './orchestrator';
import { markAs, requirePlace } from './part';
import { ARCHITECTURES, type DeviceModel, type Hardware } from './portable/hardware';
import type { Labels } from './portable/labels';
import { parseAddress } from './portable/network';
import type { TargetOf } from './portable/target';
import { type Site, siteModel } from './site';
import { readHardware } from './validation/hardware';
import { labelFaults } from './validation/labels';
import { checkedId } from './validation/names';
import { type Report, reportFor } from './validation/problem';
import { checkOwn, copyOf, type Names } from './validation/properties';
import { bytesOf, isPositive, show } from './validation/values';

/** Properties of an `SffDevice`. */
export interface SffDeviceProps extends Hardware, RenameProps {
  /** Static IPv4 address in the site's LAN. @default - DHCP */
  readonly address?: string | undefined;
  /** Serial number, as the vendor prints it; one machine in the whole app. @default - not known */
  readonly serial?: string | undefined;
  /** What the device is looked up by. @default - none */
  readonly labels?: Labels | undefined;
}

/** What a device can say to one orchestrator only. */
export interface DeviceTarget {
  /** On K3s. */
  k3s: {
    /** Servers hold the cluster's state and run workloads too; agents only run workloads. @default 'server' */
    readonly role?: 'server' | 'agent' | undefined;
  };
  /** On Docker Compose: nothing. */
  'docker-compose': object;
}

const PROPERTIES: Names<SffDeviceProps & DeviceTarget['k3s']> = {
  architecture: true,
  cores: true,
  memory: true,
  disks: true,
  nics: true,
  gpus: true,
  peripherals: true,
  address: true,
  serial: true,
  labels: true,
  role: true,
  renamedFrom: true,
};

/** A machine of a site. Its id is its host name. */
export class SffDevice<O extends Orchestrator = Orchestrator> extends Construct {
  /** What runs the containers of its site. */
  public readonly orchestrator: O;
  /** Host name, and on K3s the node's name. */
  public readonly hostname: string;
  /** Static IPv4 address; undefined with DHCP. */
  public readonly address: string | undefined;

  /** @throws SffError `scope-unknown` outside a site, or in an application, workload or device of it */
  constructor(scope: Site<O>, id: string, props: SffDeviceProps & TargetOf<DeviceTarget, O>) {
    super(scope, checkedId(scope, id));
    const host = requirePlace(scope, 'a device', []);
    markAs(this, 'a device');
    this.orchestrator = host.orchestrator as O;
    checkOwn(this, SffDevice, props, PROPERTIES);
    readRename(this, props);
    this.hostname = identityOf(this);
    this.address = props?.address;
    const report = reportFor(this);
    const { role, ...rest } = copyOf<SffDeviceProps & DeviceTarget['k3s']>(props, PROPERTIES);
    const model = readDevice(this, rest, role, report);
    const site = host[siteModel];
    if (model.address !== undefined && site.lan !== undefined) {
      const address = parseAddress(model.address);
      if (address === undefined || address < site.lan.first || address > site.lan.last) {
        report(
          'address-invalid',
          `address ${show(model.address)} is not in the LAN ${site.lan.cidr}.`,
          'Write an address of the LAN, or leave it out for DHCP.',
        );
      }
    }
    site.devices.push(model);
  }
}

/** Reads a device. What is wrong is reported and left out, so that the model can be rendered. */
function readDevice(device: SffDevice, props: SffDeviceProps, role: unknown, report: Report): DeviceModel {
  const { architecture, cores, memory, serial } = props;
  if (!ARCHITECTURES.includes(architecture)) {
    const known = ARCHITECTURES.map((a) => `'${a}'`).join(', ');
    report('architecture-unknown', `architecture ${show(architecture)} is not known.`, `Write one of ${known}.`);
  }
  if (!isPositive(cores)) report('value-invalid', `cores is ${show(cores)}.`, 'Write the number of physical cores.');
  if (bytesOf(memory) === undefined) {
    report('value-invalid', 'memory is not a Size above 0.', 'Write memory: Size.gibibytes(32), say.');
  }
  const agentless = device.orchestrator !== 'k3s';
  if (role !== undefined && (agentless || (role !== 'server' && role !== 'agent'))) {
    report(
      'value-invalid',
      `role ${show(role)} is not a role of a device here.`,
      "Write 'server' or 'agent' on K3s, and nothing on Compose.",
    );
  }
  if (serial !== undefined && (typeof serial !== 'string' || serial.trim() === '')) {
    report('value-invalid', `serial is ${show(serial)}.`, 'Write what the vendor prints, or leave it out.');
  }
  const labels = { ...props.labels };
  labelFaults(props.labels ?? labels, report);
  return {
    construct: device,
    path: device.node.path,
    name: device.hostname,
    architecture,
    cores,
    memory: bytesOf(memory) === undefined ? Size.gibibytes(1) : memory,
    address: props.address,
    serial: typeof serial === 'string' ? serial : undefined,
    labels,
    role: agentless ? undefined : role === 'agent' ? 'agent' : 'server',
    ...readHardware(props, report),
  };
}
