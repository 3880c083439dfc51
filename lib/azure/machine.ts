import { Construct } from 'constructs';
import ipaddr from 'ipaddr.js';
import type { SffDevice } from '../device';
import { SffError } from '../errors';
import { readRename } from '../identity/rename';
import type { DeviceModel } from '../portable/hardware';
import { maskOf, parseAddress } from '../portable/network';
import { requireSite, type Site, type SiteModel, siteModel } from '../site';
import { checkedId, SUBDOMAIN } from '../validation/names';
import { type Report, reportFor } from '../validation/problem';
import { checkKnown, checkOwn, copyOf, type Names } from '../validation/properties';
import { isRecord, show } from '../validation/values';
import type { AzureSite } from './azure-site';
import { type AzureCommonProps, AzureResource } from './resource';
import { COMMON } from './resource-props';
import { AzureSecret, isReference } from './value';

/** Network of a machine, besides what device and site say: address, LAN and proxy. */
export interface MachineNetwork {
  /** Default gateway, in the site's LAN; needed with a static address. */
  readonly gateway?: string | undefined;
  /** Addresses of up to 16 name servers. @default - those of DHCP */
  readonly dns?: readonly string[] | undefined;
  /** Name of the interface. @default - the only one */
  readonly adapter?: string | undefined;
  /** VLAN, 1 to 4094. @default - none */
  readonly vlan?: number | undefined;
}

/** Operating system that is installed when the machine is created. */
export interface MachineOs {
  /** Where the image is: `https://aka.ms/aep/sff/azurelinux/2604a`. */
  readonly image: string;
  /** Version of the image, as `az provisionedmachine os-image list` prints it. */
  readonly version: string;
  /** SSH public keys that may log in. */
  readonly sshKeys: readonly string[];
}

/** Properties of a `ProvisionedMachine`. */
export interface ProvisionedMachineProps extends AzureCommonProps {
  /** Name of the resource group, which is there already. */
  readonly resourceGroup: string;
  /** The place that it stands in: an `AzureSite`, or the id of one. */
  readonly site: AzureSite | string;
  /**
   * The ownership voucher, the whole `.pem` file. It is used once, when the machine is created, and cannot be had again.
   */
  readonly voucher: AzureSecret;
  /** Name in Azure: 4 to 63 of a-z, 0-9 and "-". @default - those of site and device: `store-0042-node-1` */
  readonly name?: string | undefined;
  /** Region. @default 'eastus', the only one that the service is documented for */
  readonly location?: string | undefined;
  /** Network, as far as device and site do not say it. @default - DHCP */
  readonly network?: MachineNetwork | undefined;
  /** What is installed when the machine is created. @default - nothing: it is registered only */
  readonly os?: MachineOs | undefined;
  /** Addresses or names of one or two time servers. @default - Azure's */
  readonly timeServers?: readonly string[] | undefined;
  /** Id of an Arc gateway that it reaches Azure through. @default - none */
  readonly arcGatewayId?: string | undefined;
}

const PROPERTIES: Names<ProvisionedMachineProps> = {
  ...COMMON,
  resourceGroup: true,
  site: true,
  voucher: true,
  name: true,
  location: true,
  network: true,
  os: true,
  timeServers: true,
  arcGatewayId: true,
};
const NETWORK: Names<MachineNetwork> = { gateway: true, dns: true, adapter: true, vlan: true };
const OS: Names<MachineOs> = { image: true, version: true, sshKeys: true };

/**
 * A device as a provisioned machine of Azure Local (`Microsoft.AzureStackHCI/edgeMachines`).
 *
 * Azure takes nearly all of it when the machine is created, and never again: it is protected, and the identity lock
 * refuses changes. The OS is installed when it is created, and never as a side effect of an update; to install or reset
 * it later is `az provisionedmachine install-os` and `reset-os`.
 */
export class ProvisionedMachine extends Construct {
  /** Its resource. */
  public readonly resource: AzureResource;

  /** @throws SffError `scope-unknown` outside a device */
  constructor(scope: SffDevice, id: string, props: ProvisionedMachineProps) {
    super(scope, checkedId(scope, id));
    const site = requireSite(scope, 'a provisioned machine') as Site;
    const device = deviceOf(scope, site[siteModel]);
    checkOwn(this, ProvisionedMachine, props, PROPERTIES);
    readRename(this, props);
    const report = reportFor(this);
    const { name: place } = site[siteModel];
    const {
      resourceGroup,
      name = `${place}-${device.name}`,
      location = 'eastus',
      voucher,
      ...rest
    } = copyOf(props, PROPERTIES);
    if (!AzureSecret.isAzureSecret(voucher)) {
      report(
        'azure-secret-literal',
        'voucher is not an AzureSecret.',
        "Write AzureSecret.named('voucher-…'), and `pulumi config set --secret voucher-… < voucher.pem`.",
      );
    }
    if (device.architecture === 'arm') {
      report('machine-invalid', 'architecture arm has no image.', 'Use a device that is amd64 or arm64.');
    }
    this.resource = new AzureResource(this, 'machine', {
      type: 'Microsoft.AzureStackHCI/edgeMachines',
      name,
      resourceGroup,
      location,
      tags: rest.tags,
      overrides: rest.overrides,
      // A new voucher would replace the machine, which protection refuses. To ignore it would be worse: Azure never
      // answers with the voucher, so that a machine that Pulumi has imported would stay without one, and be invalid.
      lifecycle: rest.lifecycle,
      body: {
        identity: { type: 'SystemAssigned' },
        properties: {
          edgeMachineKind: 'Standard',
          arcGatewayResourceId: gatewayOf(rest.arcGatewayId, report),
          siteDetails: {
            siteResourceId: siteIdOf(rest.site, report),
            deviceConfiguration: {
              hostName: device.name,
              network: { networkAdapters: [adapterOf(device, site[siteModel], rest.network, report)] },
              webProxy: webProxyOf(site[siteModel]),
              time: timeOf(rest.timeServers, report),
            },
          },
          ownershipVoucherDetails: {
            ownerKeyType: 'MicrosoftManaged',
            ownershipVoucher: AzureSecret.isAzureSecret(voucher) ? voucher.base64() : undefined,
          },
          provisioningDetails: provisioningOf(rest.os, report),
        },
      },
    });
  }
}

function deviceOf(scope: Construct, { devices, path }: SiteModel): DeviceModel {
  for (let at: Construct | undefined = scope; at !== undefined; at = at.node.scope as Construct | undefined) {
    const found = devices.find(({ construct }) => construct === at);
    if (found !== undefined) return found;
  }
  throw new SffError({
    code: 'scope-unknown',
    path: scope.node.path || path,
    message: 'a provisioned machine stands in a device.',
    fix: 'Give an SffDevice as scope.',
  });
}

function siteIdOf(site: AzureSite | string | undefined, report: Report): unknown {
  const id: unknown = typeof site === 'object' && site !== null ? (site as AzureSite).id : site;
  if (
    isReference(id) ||
    (typeof id === 'string' && /^\/subscriptions\/.+\/providers\/Microsoft\.Edge\/sites\/[^/]+$/i.test(id))
  ) {
    return id;
  }
  report(
    'machine-invalid',
    `site is ${show(site)}, no place in Azure.`,
    'Give an AzureSite, or the id of a Microsoft.Edge/sites.',
  );
  return undefined;
}

function gatewayOf(id: string | undefined, report: Report): string | undefined {
  if (id === undefined || /^\/subscriptions\/.+\/providers\/Microsoft\.HybridCompute\/gateways\/[^/]+$/i.test(id))
    return id;
  report(
    'machine-invalid',
    `arcGatewayId is ${show(id)}, the id of no Arc gateway.`,
    'Write what `az arcgateway show --query id` prints.',
  );
  return undefined;
}

/** What Azure takes of a network adapter: `Manual` means that address, mask and gateway are all there. */
function adapterOf({ address }: DeviceModel, { lan }: SiteModel, network: MachineNetwork | undefined, report: Report) {
  if (network !== undefined && !isRecord(network)) {
    report('machine-invalid', `network is ${show(network)}.`, "Write network: { gateway: '10.0.42.1' }, say.");
  }
  checkKnown('network', network, NETWORK, report);
  const { gateway, dns, adapter, vlan }: MachineNetwork = network ?? {};
  const servers = Array.isArray(dns) ? dns : [];
  const areServers = dns === undefined || Array.isArray(dns);
  if (!areServers || servers.length > 16 || servers.some((server) => parseAddress(server) === undefined)) {
    report('machine-invalid', `network.dns is ${show(dns)}.`, 'Write up to 16 IPv4 addresses.');
  }
  if (vlan !== undefined && !(Number.isInteger(vlan) && vlan >= 1 && vlan <= 4094)) {
    report('machine-invalid', `network.vlan is ${show(vlan)}.`, 'Write a number from 1 to 4094.');
  }
  const common = {
    adapterName: adapter,
    dnsAddressArray: servers.length === 0 ? undefined : [...servers],
    vlanId: vlan === undefined ? undefined : String(vlan),
  };
  if (address === undefined || lan === undefined) {
    if (gateway !== undefined) {
      report(
        'machine-invalid',
        'network.gateway is stated for a device with DHCP.',
        'Give the device an address, or leave the gateway to DHCP.',
      );
    }
    return { ...common, ipAssignmentType: 'Automatic' };
  }
  const at = parseAddress(gateway);
  if (at === undefined || at <= lan.first || at >= lan.last || gateway === address) {
    report(
      'machine-invalid',
      `network.gateway is ${show(gateway)}, and the address of the device is static.`,
      `Write an address of ${lan.cidr} that is neither its first, its last nor the device's.`,
    );
  }
  return { ...common, ipAssignmentType: 'Manual', ipAddress: address, subnetMask: maskOf(lan.prefix), gateway };
}

function webProxyOf({ network: { proxy } }: SiteModel) {
  const url = proxy?.https ?? proxy?.http;
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  const bypass = proxy?.noProxy ?? [];
  return {
    connectionUri: `${protocol}//${hostname}`,
    port: port === '' ? (protocol === 'https:' ? '443' : '80') : port,
    bypassList: bypass.length === 0 ? undefined : [...bypass],
  };
}

function timeOf(servers: readonly string[] | undefined, report: Report) {
  if (servers === undefined) return undefined;
  if (!Array.isArray(servers)) {
    report('machine-invalid', `timeServers is ${show(servers)}, no list.`, "Write timeServers: ['10.0.42.1'], say.");
    return undefined;
  }
  const [primaryTimeServer, secondaryTimeServer, ...more] = servers;
  if (primaryTimeServer === undefined || more.length > 0) {
    report('machine-invalid', `timeServers has ${servers.length} entries.`, 'Write one or two.');
  }
  for (const server of servers) {
    if (typeof server === 'string' && (SUBDOMAIN.test(server.toLowerCase()) || ipaddr.IPv6.isValid(server))) continue;
    report('machine-invalid', `timeServers has ${show(server)}, no host.`, 'Write addresses or names of hosts.');
  }
  return { primaryTimeServer, secondaryTimeServer };
}

function provisioningOf(os: MachineOs | undefined, report: Report) {
  if (os === undefined) return undefined;
  if (!isRecord(os)) {
    report('machine-invalid', `os is ${show(os)}.`, 'Write os: { image, version, sshKeys }, or leave it out.');
    return undefined;
  }
  checkKnown('os', os, OS, report);
  const { image, version, sshKeys } = os as MachineOs;
  if (typeof image !== 'string' || !image.startsWith('https://')) {
    report('machine-invalid', `os.image is ${show(image)}.`, 'Write the https URL of the image.');
  }
  if (typeof version !== 'string' || version === '') {
    report(
      'machine-invalid',
      `os.version is ${show(version)}.`,
      'Write what `az provisionedmachine os-image list` prints.',
    );
  }
  // The file of a key ends with a line break.
  const keys = (Array.isArray(sshKeys) ? sshKeys : []).map((key) => String(key).trim());
  const wrong = keys.findIndex((key) => !/^(ssh|ecdsa|sk)-[\w@.-]+ [A-Za-z0-9+/=]+( .*)?$/.test(key));
  if (keys.some((key) => /PRIVATE KEY/.test(key))) {
    report(
      'azure-secret-literal',
      'os.sshKeys holds a private key.',
      'Write the public key, the file that ends in .pub.',
    );
  } else if (keys.length === 0 || wrong >= 0) {
    report(
      'machine-invalid',
      wrong >= 0 ? `os.sshKeys[${wrong}] is no public key.` : 'os.sshKeys has no public key.',
      "Write ['ssh-ed25519 AAAA…'], a line of a file that ends in .pub for each: nobody could log in.",
    );
  }
  return {
    osProfile: { osType: 'AzureLinux', osName: 'AzureLinux', vsrVersion: version, osImageLocation: image },
    // As `az provisionedmachine create` sends it; the login on the device is clouduser.
    userDetails: [{ userName: 'admin', secretType: 'SshPubKey', sshPubKey: keys }],
  };
}
