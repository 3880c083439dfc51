import { Size } from 'cdk8s';
import {
  Application,
  ArcConnection,
  ArcExtension,
  ArcFluxConfiguration,
  AzureSecret,
  AzureSite,
  type Fleet,
  FluxSource,
  K3sSite,
  ProvisionedMachine,
  SffDevice,
  Workload,
} from 'sff-constructs';
import type { StoreRow } from './inventory';

const RESOURCE_GROUP = 'rg-stores';

/** What the agents of Azure Arc are installed from; made up, as the ids are. */
const AGENTS = {
  chart: 'oci://mcr.microsoft.com/v2/azurearck8s/eastus/stable/azure-arc-k8sagents',
  version: '1.29.4',
  subscription: '11111111-2222-4333-8444-555555555555',
  tenant: '66666666-7777-4888-9999-000000000000',
};

/** The team's repository, to which CI commits `dist`. */
const SOURCE = FluxSource.git({
  url: 'https://git.contoso.com/retail/stores',
  ref: { branch: 'main' },
  httpsUser: 'flux',
  httpsKey: AzureSecret.named('flux-git-token'),
});

/** A store with one machine of Azure Local, whose cluster Azure Arc knows and Flux delivers to. */
export class ConnectedStore extends K3sSite {
  public readonly arc: ArcConnection;

  constructor(stores: Fleet<'k3s'>, id: string, row: StoreRow) {
    super(stores, id, { network: { lan: row.lan }, values: { city: row.city } });
    const device = new SffDevice(this, 'node-1', {
      architecture: 'amd64',
      cores: 14,
      memory: Size.gibibytes(32),
      address: row.device.address,
      serial: row.device.serial,
    });

    new ProvisionedMachine(device, 'machine', {
      resourceGroup: RESOURCE_GROUP,
      site: new AzureSite(this, 'place', { resourceGroup: RESOURCE_GROUP, displayName: `Store ${row.city}` }),
      voucher: AzureSecret.named(`voucher-${row.device.serial}`),
      network: { gateway: row.gateway, dns: [row.gateway] },
      os: {
        image: 'https://aka.ms/aep/sff/azurelinux/2604a',
        version: '2604',
        sshKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOperationsOfContosoRetailNotAKeyAtAllXXXX operations'],
      },
    });

    this.arc = new ArcConnection(this, 'arc', {
      resourceGroup: RESOURCE_GROUP,
      location: 'eastus',
      workloadIdentity: true,
      agents: AGENTS,
      tags: { team: 'retail' },
    });
    new ArcFluxConfiguration(this.arc, 'stores', { source: SOURCE });
    new ArcExtension(this.arc, 'azure-arc-containerstorage', {
      type: 'microsoft.arc.containerstorage',
      version: '2.6.0',
      settings: { 'edgeStorageConfiguration.create': 'true', 'feature.diskStorageClass': 'default,local-path' },
    });

    const till = new Application(this, 'till');
    new Workload(till, 'pos', {
      image: 'registry.contoso.com/pos:1.4.2@sha256:a5d33488b2796a43a69eb536d43ce9d3e72da0674fbf642b3eb236615f5c5acd',
      user: 10001,
      limits: { cpu: 0.5, memory: Size.mebibytes(256) },
      env: { STORE: id },
      ports: [{ name: 'http', port: 8080, publish: 80 }],
      volumes: [{ name: 'journal', mountPath: '/var/lib/pos', size: Size.gibibytes(2) }],
    });
  }
}
