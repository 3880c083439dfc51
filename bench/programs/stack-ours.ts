import { ApiObject, Size } from 'cdk8s';
import {
  Application,
  ArcConnection,
  ArcExtension,
  ArcFluxConfiguration,
  AzureSecret,
  AzureSite,
  Fleet,
  FluxSource,
  K3sSite,
  ProvisionedMachine,
  SffApp,
  SffDevice,
} from '../../lib';
import { deploy } from '../../lib/pulumi';

/** What a user writes with the library. */
export function stack(ids: readonly string[]) {
  const app = new SffApp({ lock: false });
  const stores = new Fleet(app, 'stores', { orchestrator: 'k3s' });
  const source = FluxSource.git({
    url: 'https://git.contoso.com/stores',
    ref: { branch: 'main' },
    httpsUser: 'stores',
    httpsKey: AzureSecret.named('git'),
  });
  for (const id of ids) {
    const site = new K3sSite(stores, id, { network: { lan: '10.0.42.0/24' } });
    const device = new SffDevice(site, 'node-1', { architecture: 'amd64', cores: 14, memory: Size.gibibytes(32) });
    const till = new Application(site, 'till');
    new ApiObject(till, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', data: { site: id } });
    const place = new AzureSite(site, 'place', { resourceGroup: 'rg' });
    new ProvisionedMachine(device, 'machine', {
      resourceGroup: 'rg',
      site: place,
      voucher: AzureSecret.named(`voucher-${id}`),
    });
    const arc = new ArcConnection(site, 'arc', { resourceGroup: 'rg', location: 'eastus', workloadIdentity: true });
    new ArcFluxConfiguration(arc, 'stores', { source });
    new ArcExtension(arc, 'storage', { type: 'microsoft.arc.containerstorage', version: '2.6.0' });
  }
  return deploy(app, { maxSites: ids.length, secrets: (name) => `value of ${name}` });
}
