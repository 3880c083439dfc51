import { Construct } from 'constructs';
import type { Orchestrator } from './orchestrator';
import { ARCHITECTURES, type DeviceModel, type Hardware } from './portable/hardware';
import type { Labels } from './portable/labels';
import { parseAddress } from './portable/network';
import { requireSite, type Site, siteModel } from './site';
import { labelFaults } from './validation/labels';
import { checkedId } from './validation/names';
import { type Report, reportFor } from './validation/problem';
import { isPositive, isSize } from './validation/values';

/** Properties of an `SffDevice`. */
export interface SffDeviceProps extends Hardware {
  /** Static IPv4 address in the site's LAN. @default - DHCP */
  readonly address?: string | undefined;
  /** Serial number, as the vendor prints it; one machine in the whole app. @default - not known */
  readonly serial?: string | undefined;
  /** What the device is looked up by. @default - none */
  readonly labels?: Labels | undefined;
}

/** What a device can say to one orchestrator only. */
export interface DeviceTarget {
  k3s: {
    /** Servers hold the cluster's state and run workloads too; agents only run workloads. @default 'server' */
    readonly role?: 'server' | 'agent' | undefined;
  };
  'docker-compose': unknown;
}

/** A machine of a site. Its id is its host name. */
export class SffDevice<O extends Orchestrator = Orchestrator> extends Construct {
  /** What runs the containers of its site. */
  public readonly orchestrator: O;
  /** Host name, and on K3s the node's name. */
  public readonly hostname: string;
  /** Static IPv4 address; undefined with DHCP. */
  public readonly address: string | undefined;

  /** @throws SffError `scope-unknown` outside a site */
  constructor(scope: Site<O>, id: string, props: SffDeviceProps & DeviceTarget[O]) {
    super(scope, checkedId(scope, id));
    const host = requireSite(scope, 'a device');
    this.orchestrator = host.orchestrator as O;
    this.hostname = this.node.id;
    this.address = props.address;
    const { role } = props as { readonly role?: unknown };
    const model = modelOf(this, props, role);
    const site = host[siteModel];
    checkDevice(model, role, reportFor(this));
    if (model.address !== undefined && site.lan !== undefined) {
      const address = parseAddress(model.address);
      if (address === undefined || address < site.lan.first || address > site.lan.last) {
        reportFor(this)(
          'address-invalid',
          `address ${JSON.stringify(model.address)} is not in the LAN ${site.lan.cidr}.`,
          'Write an address of the LAN, or leave it out for DHCP.',
        );
      }
    }
    site.devices.push(model);
  }
}

function modelOf(device: SffDevice, props: SffDeviceProps, role: unknown): DeviceModel {
  return {
    ...props,
    path: device.node.path,
    name: device.hostname,
    address: props.address,
    serial: props.serial,
    labels: { ...props.labels },
    role: device.orchestrator === 'k3s' ? (role === 'agent' ? 'agent' : 'server') : undefined,
  };
}

function checkDevice(model: DeviceModel, role: unknown, report: Report): void {
  if (!ARCHITECTURES.includes(model.architecture)) {
    const known = ARCHITECTURES.map((a) => `'${a}'`).join(', ');
    report(
      'architecture-unknown',
      `architecture ${JSON.stringify(model.architecture)} is not known.`,
      `Write one of ${known}.`,
    );
  }
  if (!isPositive(model.cores)) report('value-invalid', 'cores is not a positive number.', 'Count the physical cores.');
  if (!isSize(model.memory)) report('value-invalid', 'memory is not a Size.', 'Write Size.gibibytes(32), say.');
  if (role !== undefined && (model.role === undefined || (role !== 'server' && role !== 'agent'))) {
    report(
      'value-invalid',
      `role ${JSON.stringify(role)} is not a role of a device here.`,
      "Write 'server' or 'agent' on K3s, and nothing on Compose.",
    );
  }
  if (model.serial !== undefined && (typeof model.serial !== 'string' || model.serial.trim() === '')) {
    report('value-invalid', 'serial is not a serial number.', 'Write what the vendor prints, or leave it out.');
  }
  labelFaults(model.labels, report);
}
