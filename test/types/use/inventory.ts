// Rows as they come from JSON and CSV: fields that may be missing are passed on as they are.
import { Size } from 'cdk8s';
import {
  type Architecture,
  DockerComposeSite,
  Fleet,
  K3sSite,
  type Labels,
  parseOrchestrator,
  type SffApp,
  SffDevice,
  Workload,
} from 'sff-constructs';
import { container } from './values';

interface Row {
  readonly id: string;
  readonly lan: string;
  readonly architecture: Architecture;
  readonly address?: string;
  readonly serial?: string;
  readonly proxy?: string;
  readonly labels?: Labels;
  readonly replicas?: number;
  readonly version?: string;
  readonly user?: number;
  readonly role?: 'server' | 'agent';
  readonly publish?: number;
  readonly downlink?: number;
}

export function fromJson(app: SffApp, config: { readonly orchestrator: unknown }, rows: readonly Row[]): void {
  const orchestrator = parseOrchestrator(config.orchestrator);
  switch (orchestrator) {
    case 'k3s': {
      const stores = new Fleet(app, 'stores', { orchestrator });
      stores.sites(rows, { id: 'id', labels: 'labels' }, (id, row) => addStore(stores, id, row));
      break;
    }
    case 'docker-compose': {
      const kiosks = new Fleet(app, 'kiosks', { orchestrator });
      kiosks.sites(rows, { id: (row) => row.id, labels: ['role', 'serial'] }, (id, row) => addKiosk(kiosks, id, row));
      break;
    }
    default: {
      const none: never = orchestrator;
      throw new Error(none);
    }
  }
}

function addStore(fleet: Fleet<'k3s'>, id: string, row: Row): K3sSite {
  const site = new K3sSite(fleet, id, {
    network: { lan: row.lan, proxy: row.proxy === undefined ? undefined : { https: row.proxy } },
    version: row.version,
    link: row.downlink === undefined ? undefined : { downlink: row.downlink },
    defaults: { user: row.user, k3s: row.publish === undefined ? undefined : { publish: 'hostPort' } },
  });
  const { architecture, address, serial, labels, role } = row;
  const hardware = { architecture, cores: 4, memory: Size.gibibytes(8) };
  const node = new SffDevice(site, 'node-1', { ...hardware, address, serial, labels, role });
  new Workload(site, 'pos', { ...container, replicas: row.replicas, user: row.user, on: node, labels: row.labels });
  return site;
}

function addKiosk(fleet: Fleet<'docker-compose'>, id: string, row: Row): DockerComposeSite {
  const site = new DockerComposeSite(fleet, id, { network: { lan: row.lan } });
  const { architecture, address, serial } = row;
  new SffDevice(site, 'box', { architecture, cores: 4, memory: Size.gibibytes(8), address, serial });
  new Workload(site, 'menu', {
    ...container,
    ports: [{ name: 'http', port: 8080, publish: row.publish, protocol: undefined }],
    env: { SERIAL: row.serial },
    compose: undefined,
  });
  return site;
}
