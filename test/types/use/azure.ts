// What a program says of Azure, with no type argument and no cast.
import { Duration, Size } from 'cdk8s';
import {
  AgentKey,
  type ArcCluster,
  ArcConnection,
  ArcExtension,
  ArcFluxConfiguration,
  AzureResource,
  AzureSecret,
  AzureSite,
  Fleet,
  FluxSource,
  K3sSite,
  type KubernetesSite,
  ProvisionedMachine,
  ref,
  SffApp,
  SffDevice,
} from 'sff-constructs';

const stores = new Fleet(new SffApp(), 'stores', { orchestrator: 'k3s' });
const site = new K3sSite(stores, 'store-0042', { network: { lan: '10.0.42.0/24' } });
const device = new SffDevice(site, 'node-1', { architecture: 'amd64', cores: 14, memory: Size.gibibytes(32) });
new ProvisionedMachine(device, 'machine', {
  resourceGroup: 'rg-stores',
  site: new AzureSite(site, 'place', { resourceGroup: 'rg-stores' }),
  voucher: AzureSecret.named('voucher-0042'),
});

/** A team's own building block, for any site with Kubernetes. */
function connect(target: KubernetesSite, token: AzureSecret | undefined): ArcCluster {
  const arc = new ArcConnection(target, 'arc', {
    resourceGroup: 'rg-stores',
    location: 'eastus',
    key: AgentKey.fromSecret(AzureSecret.named('arc-key')),
    workloadIdentity: true,
  });
  new ArcFluxConfiguration(arc, 'stores', {
    source: FluxSource.git({ url: 'https://git.contoso.com/stores', ref: { tag: 'v1' }, httpsKey: token }),
    kustomizations: {
      all: { path: 'stores', prune: true, timeout: Duration.minutes(20), substitute: { STORE: '42' } },
    },
  });
  return arc;
}

const arc = connect(site, undefined);
const pinned = new ArcExtension(arc, 'storage', { type: 'microsoft.arc.containerstorage', version: '2.6.0' });
new ArcExtension(arc, 'secrets', {
  type: 'microsoft.azure.secretstore',
  releaseTrain: 'stable',
  scope: { releaseNamespace: 'azure-secret-store' },
  dependsOn: [pinned],
});
new AzureResource(site, 'dashboard', {
  type: 'Microsoft.Portal/dashboards',
  name: 'store-0042',
  resourceGroup: 'rg-stores',
  apiVersion: '2020-09-01-preview',
  body: { properties: { cluster: arc.resource && ref(arc.resource, 'id') } },
  lifecycle: { protect: false },
});
