import {
  AgentKey,
  ArcConnection,
  ArcExtension,
  ArcFluxConfiguration,
  AzureSecret,
  AzureSite,
  FluxSource,
  ProvisionedMachine,
} from 'sff-constructs';
import { box, kiosk, mixedSite, node, someSite, store, till } from './scene';

const place = { resourceGroup: 'rg', location: 'eastus' };
const arc = new ArcConnection(store, 'arc', place);
const source = FluxSource.git({ url: 'https://git.contoso.com/stores', ref: { branch: 'main' } });
const machine = { resourceGroup: 'rg', site: new AzureSite(store, 'place', place), voucher: AzureSecret.named('v') };

// @ts-expect-error TS2345: a connection on a Compose site
new ArcConnection(kiosk, 'arc', place);

// @ts-expect-error TS2345: a connection on a site of any orchestrator
new ArcConnection(someSite, 'arc', place);

// @ts-expect-error TS2345: a connection on either of two sites
new ArcConnection(mixedSite, 'arc', place);

// @ts-expect-error TS2345: a connection in an application
new ArcConnection(till, 'arc', place);

// @ts-expect-error TS2345: a connection without a resource group
new ArcConnection(store, 'arc', { location: 'eastus' });

// @ts-expect-error TS2322: a key as text
new ArcConnection(store, 'arc', { ...place, key: '-----BEGIN' });

// @ts-expect-error TS2345: a key from text
AgentKey.fromSecret('-----BEGIN');

// @ts-expect-error TS2345: a connection that was there before, on a Compose site
ArcConnection.fromExisting(kiosk, 'arc', '/subscriptions/…');

// @ts-expect-error TS2345: an extension with a version and a release train
new ArcExtension(arc, 'x', { type: 'microsoft.flux', version: '1.0.0', releaseTrain: 'preview' });

// @ts-expect-error TS2322: a protected setting as text
new ArcExtension(arc, 'x', { type: 'microsoft.flux', protectedSettings: { key: 'hunter2' } });

// @ts-expect-error TS2322: a setting that is no text
new ArcExtension(arc, 'x', { type: 'microsoft.flux', settings: { enabled: true } });

// @ts-expect-error TS2345: an extension straight on a site
new ArcExtension(store, 'x', { type: 'microsoft.flux' });

// @ts-expect-error TS2741: a kustomization without prune
new ArcFluxConfiguration(arc, 'x', { source, kustomizations: { apps: { path: 'apps' } } });

// @ts-expect-error TS2353: a field that Flux on Arc does not have
new ArcFluxConfiguration(arc, 'x', { source, kustomizations: { apps: { path: 'a', prune: true, healthChecks: [] } } });

// @ts-expect-error TS2322: a source as text
new ArcFluxConfiguration(arc, 'x', { source: 'https://git.contoso.com/stores' });

// @ts-expect-error TS2322: a token as text
FluxSource.git({ url: 'https://git.contoso.com/stores', ref: { branch: 'main' }, httpsKey: 'hunter2' });

// @ts-expect-error TS2322: a voucher as text
new ProvisionedMachine(node, 'machine', { ...machine, voucher: 'c29tZQ==' });

// @ts-expect-error TS2345: a machine straight in a site
new ProvisionedMachine(store, 'machine', machine);

export const onCompose = new ProvisionedMachine(box, 'machine', machine);
