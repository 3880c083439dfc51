// Users' own building blocks: generic functions, and subclasses of sites and applications.
import { Chart, Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import {
  Application,
  DockerComposeSite,
  type Fleet,
  K3sSite,
  type KubernetesOrchestrator,
  type Orchestrator,
  SffDevice,
  type Site,
  Workload,
  type WorkloadScope,
} from 'sff-constructs';
import { container, hardware, network } from './values';

/** A function for one place in the tree, whatever it runs. */
export const addDevice = <O extends Orchestrator>(site: Site<O>) => new SffDevice(site, 'node-1', hardware);

export function addPos<O extends Orchestrator>(scope: WorkloadScope<O>, replicas?: number): Workload<O> {
  const db = new Workload(scope, 'db', { ...container, ports: [{ name: 'pg', port: 5432 }] });
  const pos = new Workload(scope, 'pos', { ...container, replicas, env: { DATABASE: db.endpoint('pg') } });
  pos.connectTo(db);
  return pos;
}

/** An application that a team publishes for every orchestrator. */
export class Till<O extends Orchestrator> extends Application<O> {
  public readonly pos: Workload<O>;

  constructor(scope: Site<O>, id: string, { replicas }: { readonly replicas?: number | undefined } = {}) {
    super(scope, id);
    this.pos = addPos(this, replicas);
  }
}

/** The shop as this company builds it. */
export class Store extends K3sSite {
  public readonly till: Till<'k3s'>;

  constructor(fleet: Fleet<'k3s'>, id: string, row: { readonly lan: string; readonly cameras?: number | undefined }) {
    super(fleet, id, { network: { lan: row.lan }, values: { cameras: row.cameras ?? 0 } });
    addDevice(this);
    this.till = new Till(this, 'till');
    this.till.pos.allowFrom({ namespace: 'kube-system' });
  }
}

export class Kiosk extends DockerComposeSite {
  constructor(fleet: Fleet<'docker-compose'>, id: string) {
    super(fleet, id, { network });
    addDevice(this);
    new Till(this, 'till');
  }
}

/** Both sites take the same function. */
export function both(stores: Fleet<'k3s'>, kiosks: Fleet<'docker-compose'>): readonly [Workload<'k3s'>, SffDevice] {
  const store = new Store(stores, 'store-1', { lan: '10.0.1.0/24' });
  const kiosk = new Kiosk(kiosks, 'kiosk-1');
  const anywhere: readonly Site[] = [store, kiosk];
  const fleets: readonly Fleet[] = [stores, kiosks];
  for (const site of anywhere) describe(site, site.network.lan);
  for (const fleet of fleets) describe(fleet, fleet.orchestrator);
  const pos: Workload<'k3s'> = addPos(store);
  new Chart(store, 'any-cdk8s-construct');
  return [pos, addDevice(kiosk)];
}

/** Plain `Site`, `Fleet`, `Workload` and `Application` mean any. */
export function describe(construct: IConstruct, what: string): string {
  return `${construct.node.path}: ${what}`;
}
export const anyWorkload = (workload: Workload): string => workload.hostname;
export const anyApplication = (application: Application): string => application.namespace;
export const anyDevice = (device: SffDevice): string => device.hostname;
export const onKubernetes = <O extends KubernetesOrchestrator>(workload: Workload<O>) => workload.orchestrator;

/** A portable function on a site of either kind, and a workload on a site of which nothing is known. */
export function onAnySite(site: Site, mixed: K3sSite | DockerComposeSite): readonly string[] {
  const somewhere = new Application(site, 'somewhere');
  return [
    anyApplication(somewhere),
    anyApplication(new Application(mixed, 'mixed')),
    anyDevice(new SffDevice(site, 'node', { ...hardware, memory: Size.gibibytes(64) })),
    anyWorkload(new Workload(somewhere, 'pos', container)),
  ];
}
