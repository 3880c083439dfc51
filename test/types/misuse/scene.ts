import { Size } from 'cdk8s';
import {
  Application,
  DockerComposeSite,
  Fleet,
  K3sSite,
  type Orchestrator,
  SffApp,
  SffDevice,
  type Site,
  Workload,
} from 'sff-constructs';

/** One K3s fleet and one Compose fleet, for the misuses: only compiled, never run. */
export const app = new SffApp();
export const network = { lan: '10.0.42.0/24' };
export const image = 'registry.contoso.com/pos:1.4.2@sha256:0';
export const limits = { cpu: 0.5, memory: Size.mebibytes(256) };
export const container = { image, limits, user: 10001 };
export const hardware = { architecture: 'amd64', cores: 14, memory: Size.gibibytes(32) } as const;

export const stores = new Fleet(app, 'stores', { orchestrator: 'k3s' });
export const store = new K3sSite(stores, 'store-0042', { network });
export const node = new SffDevice(store, 'node-1', hardware);
export const till = new Application(store, 'till');
export const db = new Workload(till, 'db', { ...container, ports: [{ name: 'pg', port: 5432 }] });

export const kiosks = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });
export const kiosk = new DockerComposeSite(kiosks, 'kiosk-7', { network });
export const box = new SffDevice(kiosk, 'box', hardware);
export const menu = new Application(kiosk, 'menu');
export const screen = new Workload(menu, 'screen', container);

export declare const either: Orchestrator;
export declare const someFleet: Fleet;
export declare const someSite: Site;
export declare const mixedSite: K3sSite | DockerComposeSite;
