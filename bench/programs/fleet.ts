import { ApiObject, Size } from 'cdk8s';
import { Application, Egress, Fleet, Health, K3sSite, Secret, SffApp, SffDevice, Workload } from '../../lib';
import { siteObjects } from './objects';

/** What the sites of a fleet hold. */
export type Content = 'objects' | 'workloads' | 'stores';

/** The program of a fleet, as a user writes it. */
export function fleetApp(ids: readonly string[], content: Content, outdir: string, locked = true): SffApp {
  const app = new SffApp({ outdir, lock: locked && `${outdir}.lock.json`, frozen: false });
  const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
  const rows = ids.map((id) => ({ id }));
  fleet.sites(rows, { id: 'id' }, (id) => {
    const site = new K3sSite(fleet, id, { network: { lan: '10.0.42.0/24' } });
    new SffDevice(site, 'node-1', {
      architecture: 'amd64',
      cores: 14,
      memory: Size.gibibytes(32),
      address: '10.0.42.11',
    });
    if (content === 'workloads') addWorkloads(site, 'till', 80);
    else if (content === 'stores') for (const port of [80, 81, 82, 83, 84]) addWorkloads(site, `till-${port}`, port);
    else for (const [name, props] of siteObjects(id)) new ApiObject(site, name, props);
    return site;
  });
  return app;
}

const IMAGE = `registry.contoso.com/pos@sha256:${'0123456789abcdef'.repeat(4)}`;

/** Two workloads that become eleven objects. */
function addWorkloads(site: K3sSite, name: string, port: number): void {
  const till = new Application(site, name);
  const { id } = site.node;
  const db = new Workload(till, 'db', {
    image: IMAGE,
    user: 999,
    limits: { cpu: 0.5, memory: Size.mebibytes(256) },
    reservations: { cpu: 0.1 },
    env: { SITE: id, LOG_LEVEL: 'info' },
    configFiles: [{ path: '/etc/till/db.conf', content: 'max_connections = 50\nshared_buffers = 256MB\nfsync = on\n' }],
    ports: [{ name: 'pg', port: 5432 }],
    volumes: [{ name: 'data', mountPath: '/var/lib/postgresql/data', size: Size.gibibytes(20) }],
    secrets: [{ secret: Secret.named('db'), mountPath: '/run/secrets/db' }],
    health: Health.tcp({ port: 'pg' }),
  });
  const pos = new Workload(till, 'pos', {
    image: IMAGE,
    user: 10001,
    limits: { cpu: 0.5, memory: Size.mebibytes(256) },
    env: { SITE: id, DATABASE: db.endpoint('pg') },
    ports: [{ name: 'http', port: 8080, publish: port }],
    egress: [Egress.to('10.0.42.50/32', 9100)],
    health: Health.httpGet({ path: '/healthz', port: 'http' }),
  });
  pos.connectTo(db);
}
