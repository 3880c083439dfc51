// The program of the README, as a user writes it: no type argument, no cast.
import { Size } from 'cdk8s';
import { Application, Egress, Fleet, K3sSite, Secret, SffApp, SffDevice, Workload } from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';

const app = new SffApp();
const stores = new Fleet(app, 'stores', { orchestrator: 'k3s' });
const site = new K3sSite(stores, 'store-0042', { network: { lan: '10.0.42.0/24' } });
new SffDevice(site, 'node-1', { architecture: 'amd64', cores: 14, memory: Size.gibibytes(32), address: '10.0.42.11' });

const till = new Application(site, 'till');
const db = new Workload(till, 'db', {
  image: 'registry.contoso.com/postgres:16.4@sha256:0',
  user: 999,
  limits: { cpu: 1, memory: Size.gibibytes(1) },
  ports: [{ name: 'pg', port: 5432 }],
  volumes: [{ name: 'data', mountPath: '/var/lib/postgresql/data', size: Size.gibibytes(20) }],
  secrets: [{ secret: Secret.named('db'), mountPath: '/run/secrets/db' }],
});
const pos = new Workload(till, 'pos', {
  image: 'registry.contoso.com/pos:1.4.2@sha256:0',
  user: 10001,
  limits: { cpu: 0.5, memory: Size.mebibytes(256) },
  env: { DATABASE: db.endpoint('pg') },
  ports: [{ name: 'http', port: 8080, publish: 80 }],
  egress: [Egress.to('10.0.42.50/32', 9100)],
});
pos.connectTo(db);
app.synth();

export const files: Record<string, string> = Testing.synth(app);
