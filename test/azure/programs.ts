import { ApiObject } from 'cdk8s';
import {
  Application,
  ArcConnection,
  ArcExtension,
  ArcFluxConfiguration,
  AzureResource,
  AzureSecret,
  AzureSite,
  FluxSource,
  K3sSite,
  ProvisionedMachine,
  ref,
  SffDevice,
} from '../../lib';
import { hardware, type K3sProgram, k3s, untyped } from '../tree/program';

export const GROUP = 'rg-stores';
export const AGENTS = {
  chart: 'oci://mcr.microsoft.com/v2/azurearck8s/eastus/stable/azure-arc-k8sagents',
  version: '1.29.4',
  subscription: '11111111-2222-4333-8444-555555555555',
  tenant: '66666666-7777-4888-9999-000000000000',
};
export const GIT = FluxSource.git({ url: 'https://git.contoso.com/stores', ref: { branch: 'main' } });

/** A connection; `props` may be anything. */
export function connection({ site }: K3sProgram, props: unknown = {}, id = 'arc'): ArcConnection {
  return new ArcConnection(site, id, untyped({ resourceGroup: GROUP, location: 'eastus', ...(props as object) }));
}

/** A place, with a name that is long enough for Azure; `props` may be anything. */
export function place({ site }: Pick<K3sProgram, 'site'>, props: unknown = {}): AzureSite {
  return new AzureSite(site, 'place', untyped({ resourceGroup: GROUP, name: 'store-1', ...(props as object) }));
}

/** A machine, with its place unless it is given; `props` may be anything. */
export function machine(program: K3sProgram, props: object = {}): ProvisionedMachine {
  const site = 'site' in props ? props.site : place(program);
  return new ProvisionedMachine(
    program.device,
    'machine',
    untyped({
      resourceGroup: GROUP,
      voucher: AzureSecret.named('voucher'),
      ...props,
      site,
    }),
  );
}

/** Something that Flux can deliver: a site has no `apps` without. */
export function delivery(site: K3sSite): void {
  const till = new Application(site, 'till');
  new ApiObject(till, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', data: { currency: 'EUR' } });
}

/** A Flux configuration of a site that has an application; `props` may be anything. */
export function flux(program: K3sProgram, props: unknown = {}): ArcFluxConfiguration {
  delivery(program.site);
  return new ArcFluxConfiguration(connection(program), 'stores', untyped({ source: GIT, ...(props as object) }));
}

/** An extension; `props` may be anything. */
export function extension(program: K3sProgram, props: unknown = {}): ArcExtension {
  const type = 'microsoft.arc.containerstorage';
  return new ArcExtension(connection(program), 'storage', untyped({ type, ...(props as object) }));
}

/** Raised by `deploy` only. */
export const DEPLOY = 'by deploy only';

/** A program for every rule about Azure. */
export const AZURE_PROGRAMS = {
  'azure-group-missing': (p: K3sProgram) => connection(p, { resourceGroup: '' }),
  'azure-name-invalid': (p: K3sProgram) => machine(p, { name: 'POS' }),
  'azure-name-duplicate': (p: K3sProgram) => {
    connection(p, { name: 'store' });
    const other = new K3sSite(p.fleet, 's2', { network: { lan: '10.0.43.0/24' } });
    new SffDevice(other, 'node-1', hardware);
    connection({ ...p, site: other }, { name: 'store' });
  },
  'azure-region': (p: K3sProgram) => machine(p, { location: 'westeurope' }),
  'azure-group-full': ({ site }: K3sProgram) => {
    for (let n = 0; n <= 800; n++) {
      new AzureResource(site, `r${n}`, { type: 'Microsoft.Edge/sites', name: `site-${n}`, resourceGroup: GROUP });
    }
  },
  'azure-api-version': (p: K3sProgram) => connection(p, { workloadIdentity: true, apiVersion: '2024-02-01-preview' }),
  'azure-reference-missing': (p: K3sProgram) => {
    const other = connection(k3s({}, {}, {}));
    new AzureResource(p.site, 'x', {
      type: 'Microsoft.Edge/sites',
      name: 'store-1',
      resourceGroup: GROUP,
      body: { properties: { description: ref(other.resource, 'id') } },
    });
  },
  'azure-secret-literal': (p: K3sProgram) => machine(p, { voucher: 'c29tZSB2b3VjaGVy' }),
  'arc-connection-duplicate': (p: K3sProgram) => [
    connection(p, { agents: AGENTS }),
    connection(p, { agents: AGENTS }, 'arc-2'),
  ],
  'arc-unsupported': (p: K3sProgram) => extension(p, { type: 'microsoft.azuredefender.kubernetes' }),
  'arc-extension-invalid': (p: K3sProgram) => extension(p, { version: '2.6.0', releaseTrain: 'preview' }),
  'flux-invalid': (p: K3sProgram) => flux(p, { kustomizations: { apps: { path: 'apps' } } }),
  'machine-invalid': (p: K3sProgram) => machine(p, { network: { vlan: 5000 } }),
  'deploy-twice': DEPLOY,
  'deploy-too-large': DEPLOY,
  'deploy-unselected': DEPLOY,
  'deploy-option-invalid': DEPLOY,
} as const;
