import { Size } from 'cdk8s';
import type { Orchestrator, Site } from 'sff-constructs';
import {
  Application,
  DockerComposeSite,
  Egress,
  Fleet,
  K3sSite,
  Secret,
  SffApp,
  SffDevice,
  Workload,
} from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';

const app = new SffApp();
const stores = new Fleet(app, 'stores', { orchestrator: 'k3s' });
const kiosks = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });

function addTill<O extends Orchestrator>(site: Site<O>): Workload<O> {
  new SffDevice(site, 'node-1', {
    architecture: 'amd64',
    cores: 14,
    memory: Size.gibibytes(32),
    address: '10.0.42.11',
  });
  const till = new Application(site, 'till');
  const db = new Workload(till, 'db', {
    image: 'registry.contoso.com/postgres:16.4@sha256:0',
    user: 999,
    limits: { cpu: 1, memory: Size.gibibytes(1) },
    ports: [{ name: 'pg', port: 5432 }],
    volumes: [{ name: 'data', mountPath: '/data', size: Size.gibibytes(20), owner: 'image' }],
    secrets: [{ secret: Secret.named('db'), mountPath: '/run/secrets/db' }],
  });
  const pos = new Workload(till, 'pos', {
    image: 'registry.contoso.com/pos:1.4.2@sha256:0',
    user: 10001,
    limits: { cpu: 0.5, memory: Size.mebibytes(256) },
    env: { DATABASE: db.endpoint('pg') },
    egress: [Egress.internet()],
  });
  pos.connectTo(db);
  return pos;
}

export const workloads: readonly [Workload<'k3s'>, Workload<'docker-compose'>] = [
  addTill(new K3sSite(stores, 'store-0042', { network: { lan: '10.0.42.0/24' } })),
  addTill(new DockerComposeSite(kiosks, 'kiosk-7', { network: { lan: '10.0.42.0/24' } })),
];
export const files: Record<string, string> = Testing.synth(app);

// @ts-expect-error a K3s site in a Compose fleet
new K3sSite(kiosks, 'store-0043', { network: { lan: '10.0.43.0/24' } });
