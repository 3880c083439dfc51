import { Size } from 'cdk8s';
import { type Orchestrator, SffDevice, type Site } from 'sff-constructs';
import { app, box, hardware, kiosk, mixedSite, node, someSite, store, till } from './scene';

// @ts-expect-error TS2322: a role on Compose
new SffDevice(kiosk, 'box-1', { ...hardware, role: 'server' });

// @ts-expect-error TS2353: a role on a site of any orchestrator
new SffDevice(someSite, 'node-1', { ...hardware, role: 'agent' });

// @ts-expect-error TS2353: a role on either of the two sites
new SffDevice(mixedSite, 'node-1', { ...hardware, role: 'agent' });

// @ts-expect-error TS2322: a role that K3s does not know
new SffDevice(store, 'node-1', { ...hardware, role: 'master' });

// @ts-expect-error TS2322: an unknown architecture
new SffDevice(store, 'node-1', { ...hardware, architecture: 'x86_64' });

// @ts-expect-error TS2322: the memory of a device as text
new SffDevice(store, 'node-1', { ...hardware, memory: '32Gi' });

// @ts-expect-error TS2345: a device without memory
new SffDevice(store, 'node-1', { architecture: 'amd64', cores: 14 });

// @ts-expect-error TS2322: cores as text
new SffDevice(store, 'node-1', { ...hardware, cores: '14' });

// @ts-expect-error TS2322: a disk of an unknown kind
new SffDevice(store, 'node-1', { ...hardware, disks: [{ kind: 'hdd', size: Size.gibibytes(500) }] });

// @ts-expect-error TS2322: a graphics processor of an unknown vendor
new SffDevice(store, 'node-1', { ...hardware, gpus: [{ vendor: 'matrox', model: 'G400' }] });

// @ts-expect-error TS2345: a device in an application
new SffDevice(till, 'node-1', hardware);

// @ts-expect-error TS2345: a device straight in the app
new SffDevice(app, 'node-1', hardware);

// @ts-expect-error TS2345: a device in another device
new SffDevice(node, 'node-1', hardware);

// @ts-expect-error TS2322: a device of a Compose site for one of a K3s site
export const swapped: SffDevice<'k3s'> = box;

export function generic<O extends Orchestrator>(site: Site<O>): void {
  // @ts-expect-error TS2345: a generic helper that passes a role
  new SffDevice(site, 'node-1', { ...hardware, role: 'agent' });
}
