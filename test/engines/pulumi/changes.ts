import { Config } from '@pulumi/pulumi';
import { Size } from 'cdk8s';
import {
  Application,
  ArcConnection,
  ArcExtension,
  ArcFluxConfiguration,
  AzureResource,
  AzureSecret,
  AzureSite,
  Fleet,
  FluxSource,
  K3sSite,
  ProvisionedMachine,
  ref,
  SffApp,
  SffDevice,
  Workload,
} from 'sff-constructs';
import { deploy } from 'sff-constructs/pulumi';

/**
 * One store without protection, after an edit: `class` asks for its cluster and its Flux configuration by other classes,
 * `job` has a resource that stands in its machine, `gone` is without the cluster, and `late` refers to what the
 * answer for its place does not have.
 */
const edit = new Config().get('edit');
const lifecycle = { protect: false };
const common = { resourceGroup: 'rg-stores', lifecycle };

const app = new SffApp({ lock: false });
const stores = new Fleet(app, 'stores', { orchestrator: 'k3s' });
const site = new K3sSite(stores, 'store-1', { network: { lan: '10.0.42.0/24' } });
const device = new SffDevice(site, 'node-1', {
  architecture: 'amd64',
  cores: 14,
  memory: Size.gibibytes(32),
  address: '10.0.42.11',
});
new Workload(new Application(site, 'till'), 'pos', {
  image: 'registry.contoso.com/pos:1.4.2@sha256:a5d33488b2796a43a69eb536d43ce9d3e72da0674fbf642b3eb236615f5c5acd',
  user: 10001,
  limits: { cpu: 0.5, memory: Size.mebibytes(256) },
});
const place = new AzureSite(site, 'place', common);
const machine = new ProvisionedMachine(device, 'machine', {
  ...common,
  site: place,
  voucher: AzureSecret.named('voucher'),
  network: { gateway: '10.0.42.1', dns: ['10.0.42.1'] },
});
if (edit === 'late') {
  new AzureResource(site, 'typo', {
    ...common,
    type: 'Microsoft.Edge/sites',
    name: 'typo',
    body: { properties: { displayName: ref(place.resource, 'properties.display.name') } },
  });
}
if (edit !== 'gone') {
  const arc = new ArcConnection(site, 'arc', { ...common, location: 'eastus', workloadIdentity: edit === 'class' });
  new ArcFluxConfiguration(arc, 'stores', {
    lifecycle,
    source:
      edit === 'class'
        ? FluxSource.oci({ url: 'oci://registry.contoso.com/stores', ref: { tag: '1' } })
        : FluxSource.git({ url: 'https://git.contoso.com/stores', ref: { branch: 'main' } }),
  });
  new ArcExtension(arc, 'acsa', { lifecycle, type: 'microsoft.arc.containerstorage', version: '2.6.0' });
}
if (edit === 'job') {
  new AzureResource(device, 'logs', {
    lifecycle,
    type: 'Microsoft.AzureStackHCI/edgeMachines/jobs',
    name: 'logs-1',
    parent: machine.resource,
    apiVersion: '2026-05-01-preview',
    body: {
      properties: {
        jobType: 'CollectLog',
        deploymentMode: 'Deploy',
        fromDate: '2026-01-01T00:00:00Z',
        toDate: '2026-01-02T00:00:00Z',
      },
    },
  });
}

export const sites = deploy(app).sites;
