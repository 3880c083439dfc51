import { Duration } from 'cdk8s';
import { Application, Fleet, Health, K3sSite, SffDevice, Workload } from 'sff-constructs';
import { type KubeNode, node as startNode } from '../../engines/harness/node';
import { secretOf } from '../../engines/harness/secret';
import { build as buildStores } from '../../examples/k3s-retail/app';
import { readStores } from '../../examples/k3s-retail/inventory';
import { build as buildPortable } from '../../examples/portable/app';
import { container, DIGEST, hardware } from '../tree/program';
import { renderSite } from './examples';
import { LiveSite } from './live-site';
import { cpuLimit, memoryLimit } from './standin-answers';

const MiB = 1024 ** 2;

let node: KubeNode;

beforeAll(async () => {
  node = await startNode();
}, 180_000);
afterAll(() => node?.stop());

describe.each([
  {
    example: 'k3s-retail',
    site: 'stores/store-0001',
    build: buildStores,
    workloads: [
      {
        workload: 'till/db',
        user: 999,
        memory: 1024 * MiB,
        cpu: 1,
        env: { PGDATA: '/var/lib/postgresql/data/pgdata' },
      },
      {
        workload: 'till/pos',
        user: 10001,
        memory: 256 * MiB,
        cpu: 0.5,
        env: { DATABASE: 'db.till:5432', STORE: 'store-0001' },
      },
    ],
  },
  {
    example: 'portable',
    site: 'plants/plant-berlin',
    build: buildPortable,
    workloads: [
      { workload: 'telemetry/broker', user: 1883, memory: 128 * MiB, cpu: 0.25, env: {} },
      { workload: 'telemetry/collector', user: 999, memory: 256 * MiB, cpu: 0.25, env: {} },
    ],
  },
])('$site of $example on a node', ({ site, build, workloads }) => {
  let live: LiveSite;

  beforeAll(async () => {
    live = new LiveSite(
      node,
      renderSite(site, (app) => build(app)),
    );
    await live.apply();
  }, 120_000);

  describe.each(workloads)('$workload', ({ workload, user, memory, cpu, env }) => {
    it('becomes ready', async () => {
      await live.readyPod(workload);
    });

    it('lives in a namespace that refuses whatever is not restricted', async () => {
      const [namespace = ''] = workload.split('/');
      const root = { containers: [{ name: 'root', image: 'root' }] };
      const { refused } = await node.dryRunPod(namespace, { spec: root });
      expect(refused).toMatch(/violates PodSecurity "restricted:/);
    });

    it('runs as the user that it declares, without a privilege', async () => {
      const { uid, gid, status } = await live.self(await live.readyPod(workload));
      expect({ uid, gid }).toEqual({ uid: user, gid: user });
      const none = '0'.repeat(16);
      expect(status).toMatchObject({
        CapEff: none,
        CapPrm: none,
        CapBnd: none,
        CapAmb: none,
        NoNewPrivs: '1',
        Seccomp: '2',
      });
      const attempts = await live.ask<Record<string, { ok: boolean }>>(await live.readyPod(workload), 'escalate');
      expect(Object.entries(attempts).filter(([, { ok }]) => ok)).toEqual([]);
      expect(Object.keys(attempts)).not.toHaveLength(0);
    });

    it('has the limits that it declares', async () => {
      const self = await live.self(await live.readyPod(workload));
      expect({ memory: memoryLimit(self), cpu: cpuLimit(self) }).toEqual({ memory, cpu });
    });

    it('writes to /tmp and to no other place of its image', async () => {
      const pod = await live.readyPod(workload);
      expect(await live.ask(pod, 'write?path=/tmp')).toEqual({ ok: true });
      for (const path of ['/', '/etc', '/run']) {
        expect(await live.ask(pod, `write?path=${path}`)).toMatchObject({ error: expect.stringMatching(/read-only/) });
      }
    });

    it('has its environment, and no account of the cluster', async () => {
      const pod = await live.readyPod(workload);
      const self = await live.self(pod);
      expect(self.env).toMatchObject(env);
      expect(Object.keys(self.env).filter((name) => /_SERVICE_HOST$/.test(name))).toEqual(['KUBERNETES_SERVICE_HOST']);
      expect(Object.keys(self.mounts).filter((path) => /serviceaccount/.test(path))).toEqual([]);
    });
  });
});

describe('a sidecar whose check is of the main container', () => {
  it('starts before it, and both become ready', async () => {
    const live = new LiveSite(
      node,
      renderSite('stores/s1', (app) => {
        const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
        const site = new K3sSite(fleet, 's1', { network: { lan: '10.0.42.0/24' } });
        new SffDevice(site, 'node-1', hardware);
        const second = Duration.seconds(1);
        const health = Health.httpGet({ path: '/', port: 'http', interval: second, restartAfter: Duration.minutes(1) });
        const image = `registry.contoso.com/proxy:1@${DIGEST}`; // a stand-in has the ports of one container
        // Other sites of this file are on the node, too.
        const reservations = { cpu: 0.01 };
        const sidecars = [{ ...container, reservations, image, name: 'proxy', health }];
        new Workload(new Application(site, 'beside'), 'pos', {
          ...container,
          reservations,
          ports: [{ name: 'http', port: 8080 }],
          sidecars,
        });
      }),
    );
    await live.apply();
    await live.readyPod('beside/pos');
  });
});

describe('store-0001 of k3s-retail on a node', () => {
  const site = (printer?: string) =>
    new LiveSite(
      node,
      renderSite('stores/store-0001', (app) =>
        buildStores(
          app,
          readStores()
            .slice(0, 1)
            .map((row) => ({ ...row, printer: printer ?? row.printer })),
        ),
      ),
    );

  it('gives each workload its files, secrets and volumes', async () => {
    const live = site();
    await live.apply();
    const pos = await live.readyPod('till/pos');
    expect(await live.ask(pos, 'read?path=/etc/pos/printer.json')).toMatchObject({
      content: expect.stringMatching(/"port": 9100/),
    });
    expect(await live.ask(pos, 'read?path=/run/secrets/db-password')).toMatchObject({
      content: secretOf('till', 'db', 'password'),
    });
    const db = await live.readyPod('till/db');
    expect(await live.ask(db, 'write?path=/var/lib/postgresql/data')).toEqual({ ok: true });
    expect(await live.ask(db, 'write?path=/var/run/postgresql')).toEqual({ ok: true });
  });

  it('finds the database by the name that the program gives', async () => {
    const live = site();
    await live.apply();
    const pos = await live.readyPod('till/pos');
    await live.readyPod('till/db');
    expect(await live.askUntilOk(pos, 'dial?target=db.till:5432')).toMatchObject({ ok: true });
  });

  it('restarts the workload whose configuration changed, and no other', async () => {
    const before = site();
    await before.apply();
    const [db, pos] = [await before.readyPod('till/db'), await before.readyPod('till/pos')];
    const after = site('10.101.1.51');
    await after.apply();
    const renewed = await after.pod('till/pos', ({ metadata }) => metadata.uid !== pos.metadata.uid);
    expect(renewed.metadata.uid).not.toBe(pos.metadata.uid);
    const ready = await after.readyPod('till/pos');
    expect(await after.ask(ready, 'read?path=/etc/pos/printer.json')).toMatchObject({
      content: expect.stringMatching(/10\.101\.1\.51/),
    });
    expect((await after.readyPod('till/db')).metadata.uid).toBe(db.metadata.uid);
  });

  it('restarts nothing when the same is applied again', async () => {
    const live = site();
    await live.apply();
    const uid = async (workload: string) => (await live.readyPod(workload)).metadata.uid;
    const before = [await uid('till/db'), await uid('till/pos')];
    await live.apply();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect([await uid('till/db'), await uid('till/pos')]).toEqual(before);
  });
});
