import { Size } from 'cdk8s';
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
} from '../../../lib';

// A small program for both orchestrators; the tests run it in several ways and compare what it writes.
const app = new SffApp({ outdir: process.env.TEST_OUTDIR, lock: false });
const image = `registry.contoso.com/pos:1.4.2@sha256:${'a'.repeat(64)}`;
const container = { image, user: 10001, limits: { cpu: 0.5, memory: Size.mebibytes(256) } };
const hardware = { architecture: 'amd64', cores: 14, memory: Size.gibibytes(32) } as const;

const stores = new Fleet(app, 'stores', { orchestrator: 'k3s', labels: { ring: 'canary' } });
for (const id of ['s2', 's1']) {
  const site = new K3sSite(stores, id, { network: { lan: '10.0.42.0/24' }, values: { größe: 'Straße', n: 1 } });
  new SffDevice(site, 'node-1', hardware);
  const till = new Application(site, 'till');
  const db = new Workload(till, 'db', {
    ...container,
    ports: [{ name: 'pg', port: 5432 }],
    secrets: [{ secret: Secret.named('db'), mountPath: '/run/secrets/db' }],
  });
  const pos = new Workload(till, 'pos', {
    ...container,
    env: { DATABASE: db.endpoint('pg') },
    configFiles: [{ path: '/etc/pos.conf', content: 'currency=€\n' }],
    ports: [{ name: 'http', port: 8080, publish: 80 }],
    egress: [Egress.internet()],
  });
  pos.connectTo(db);
}

const kiosks = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });
const kiosk = new DockerComposeSite(kiosks, 'k1', { network: { lan: '10.0.43.0/24' } });
new SffDevice(kiosk, 'kiosk', hardware);
new Workload(kiosk, 'web', { ...container, configFiles: [{ path: '/etc/web.conf', content: 'a\n' }] });

app.synth();
