import { JsonPatch, Size } from 'cdk8s';
import { Application } from '../../lib/application';
import { DockerComposeSite } from '../../lib/compose/site';
import { SffDevice } from '../../lib/device';
import { Fleet } from '../../lib/fleet';
import { Secret } from '../../lib/portable/secret';
import { Testing } from '../../lib/testing';
import { Rules } from '../../lib/validation/waiver';
import { Workload } from '../../lib/workload/workload';
import { BASE, factsOf, filesOf, fixesOf, kiosk, problemsOf, projectOf } from './compose-fixture';

describe('a Compose site', () => {
  it('writes a project of its own name, and site.json', () => {
    const { app, site } = kiosk();
    new Workload(site, 'pos', BASE);
    expect(projectOf(app).name).toBe('k1');
    expect(Object.keys(filesOf(app))).toEqual(['compose/compose.yaml', 'site.json']);
    expect(factsOf(app)).toMatchObject({
      orchestrator: 'docker-compose',
      settings: {
        containers: '172.28.0.0/16',
        logging: { driver: 'local', maxSizeBytes: 10 * 1024 ** 2, maxFiles: 3 },
      },
      images: [BASE.image],
      directories: [],
    });
  });

  it('writes no project where there is no service, since Compose refuses an empty one', () => {
    const { app } = kiosk();
    expect(Object.keys(filesOf(app))).toEqual(['site.json']);
  });

  it('refuses a second device', () => {
    const { app, site } = kiosk();
    new SffDevice(site, 'pc-2', { architecture: 'amd64', cores: 4, memory: Size.gibibytes(8) });
    expect(problemsOf(app)).toEqual(['device-count kiosks/k1']);
  });

  it('refuses to have no device', () => {
    const app = Testing.app();
    const kiosks = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });
    new DockerComposeSite(kiosks, 'k1', { network: { lan: '10.0.42.0/24' } });
    expect(problemsOf(app)).toEqual(['device-count kiosks/k1']);
  });

  it.each([
    ['subnet-overlap', '10.0.0.0/16'],
    ['subnet-invalid', '172.28.0.1/16'],
    ['subnet-invalid', '127.0.0.0/8'],
    ['subnet-invalid', '239.0.0.0/16'],
  ])('reports %s for a bad range of containers', (code, containers) => {
    const { app } = kiosk({ network: { lan: '10.0.42.0/24', containers } });
    expect(problemsOf(app)).toEqual([`${code} kiosks/k1`]);
  });

  it('may be of a class with fields of any name', () => {
    class Kiosk extends DockerComposeSite {
      readonly workloads = 'ours';
      readonly adopted = undefined;
      readonly patches = 5;
    }
    const app = Testing.app();
    const kiosks = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });
    const site = new Kiosk(kiosks, 'k1', { network: { lan: '10.0.42.0/24' } });
    new SffDevice(site, 'pc', { architecture: 'amd64', cores: 4, memory: Size.gibibytes(8) });
    new Workload(site, 'pos', BASE);
    expect(Object.keys(projectOf(app).services)).toEqual(['apps-pos']);
  });

  it('refuses a fleet that runs something else', () => {
    const fleet = new Fleet(Testing.app(), 'stores', { orchestrator: 'k3s' });
    const make = () => new DockerComposeSite(fleet as never, 'k1', { network: { lan: '10.0.42.0/24' } });
    expect(make).toThrow(expect.objectContaining({ code: 'orchestrator-conflict' }));
  });

  it('writes config files beside the project, and their hash into a label', () => {
    const hashes = ['a', 'b'].map((content) => {
      const { app, site } = kiosk();
      new Workload(new Application(site, 'till'), 'pos', {
        ...BASE,
        configFiles: [{ path: '/etc/pos.conf', content }],
      });
      const { services, configs } = projectOf(app);
      expect(services['till-pos']?.configs).toEqual([{ source: 'till-pos.etc.pos.conf', target: '/etc/pos.conf' }]);
      expect(configs?.['till-pos.etc.pos.conf']).toEqual({ file: './till-pos/etc.pos.conf' });
      expect(filesOf(app)['compose/till-pos/etc.pos.conf']).toBe(content);
      return new Map(Object.entries(services['till-pos']?.labels ?? {})).get('sff-constructs.config-hash');
    });
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('names config files so that every file system takes them', () => {
    const { app, site } = kiosk();
    const paths = ['/con', '/etc/POS', '/etc/pos', '/etc/pos.'];
    new Workload(site, 'pos', { ...BASE, configFiles: paths.map((path) => ({ path, content: path })) });
    const names = Object.keys(filesOf(app)).filter((path) => path.startsWith('compose/apps-pos/'));
    expect(new Set(names.map((n) => n.toLowerCase())).size).toBe(4);
    expect(names).not.toContain('compose/apps-pos/con');
  });

  it('lists the secrets of the device with the user that has to read them', () => {
    const { app, site } = kiosk();
    const till = new Application(site, 'till');
    const db = Secret.named('db', { key: 'password' });
    new Workload(till, 'pos', {
      ...BASE,
      secrets: [{ secret: db, mountPath: '/run/secrets/db' }],
      env: { PGPASSWORD: db },
      compose: { secretsInEnv: 'env-file', reason: 'libpq' },
    });
    const path = '/etc/sff/secrets/till/db/password';
    expect(projectOf(app).secrets).toEqual({ 'till.db.password': { file: path } });
    const common = { workload: 'kiosks/k1/till/pos', namespace: 'till', mode: '0400' };
    const variables = { PGPASSWORD: { secret: 'db', key: 'password' } };
    expect(factsOf(app).secrets).toEqual([
      { ...common, kind: 'file', name: 'db', keys: ['password'], path, uid: 10001, gid: 10001 },
      { ...common, kind: 'env-file', variables, path: '/etc/sff/secrets/till/pos.env', uid: 0, gid: 0 },
    ]);
  });

  it('opens a secret that two users read, behind the closed directory above it', () => {
    const { app, site } = kiosk();
    const secrets = [{ secret: Secret.named('tls'), mountPath: '/tls' }];
    new Workload(site, 'a', { ...BASE, secrets });
    new Workload(site, 'b', { ...BASE, user: 10002, secrets });
    expect(factsOf(app).secrets).toMatchObject([{ mode: '0444' }, { mode: '0444' }]);
  });

  it('applies patches to a service, and to the project', () => {
    const { app, site } = kiosk();
    const pos = new Workload(site, 'pos', BASE);
    pos.patch(JsonPatch.add('/ulimits', { nofile: 4096 }));
    site.patch(JsonPatch.add('/x-owner', 'stores'));
    expect(projectOf(app)).toMatchObject({
      'x-owner': 'stores',
      services: { 'apps-pos': { ulimits: { nofile: 4096 } } },
    });
  });

  it('holds the result of a patch to the edge rules, and reports one that fails', () => {
    const { app, site } = kiosk();
    const pos = new Workload(site, 'pos', BASE);
    pos.patch(JsonPatch.add('/privileged', true));
    pos.patch(JsonPatch.add('/volumes/-', { type: 'bind', source: '/etc', target: '/host' }));
    site.patch(JsonPatch.remove('/services/nothing/image'));
    expect(problemsOf(app)).toEqual([
      'compose-invalid kiosks/k1',
      'host-path kiosks/k1/pos',
      'privileged kiosks/k1/pos',
    ]);
  });

  it.each([5, 'K 1', undefined])('refuses to be named %j by a patch', (name) => {
    const { app, site } = kiosk();
    new Workload(site, 'pos', BASE);
    site.patch(name === undefined ? JsonPatch.remove('/name') : JsonPatch.replace('/name', name));
    expect(problemsOf(app)).toEqual(['compose-invalid kiosks/k1']);
  });

  it('refuses two workloads that make one service', () => {
    const { app, site } = kiosk();
    new Workload(new Application(site, 'a-b'), 'c', BASE);
    new Workload(new Application(site, 'a'), 'b-c', BASE);
    expect(problemsOf(app)).toEqual(['name-duplicate kiosks/k1/a/b-c']);
  });

  it('refuses two volumes of one key, of which the program names each', () => {
    const { app, site } = kiosk();
    const volume = (name: string) => [{ name, mountPath: '/d', size: Size.gibibytes(1), owner: 'image' as const }];
    new Workload(site, 'pos', { ...BASE, volumes: volume('db-data') });
    new Workload(site, 'pos-db', { ...BASE, volumes: volume('data') });
    expect(problemsOf(app)).toEqual(['name-duplicate kiosks/k1/pos-db']);
    expect(fixesOf(app)).toEqual(['Rename one of them.']);
  });

  it('finds credentials where they are, so that a waiver can stand there', () => {
    const { app, site } = kiosk();
    const url = `postgres://till:${'hunter'}2@db.till/till`;
    const pos = new Workload(site, 'pos', { ...BASE, env: { URL: url }, configFiles: [{ path: '/c', content: url }] });
    const found = 'credential-in-output kiosks/k1/pos';
    expect(problemsOf(app)).toEqual([found, found]);
    Rules.waive(pos, ['credential-in-output'], { reason: 'a demo' });
    expect(problemsOf(app)).toEqual([]);
  });

  it('gives the same bytes whatever the order of the program', () => {
    const texts = [
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
    ].map((names) => {
      const { app, site } = kiosk();
      for (const name of names) new Workload(site, name, { ...BASE, ports: [{ name: 'http', port: 80 }] });
      const [a, b, c] = ['a', 'b', 'c'].map((n) => site.node.findChild(n) as Workload<'docker-compose'>);
      if (a !== undefined && b !== undefined && c !== undefined) {
        for (const [from, to] of names[0] === 'a'
          ? [
              [a, b],
              [b, c],
            ]
          : [
              [b, c],
              [a, b],
            ])
          from?.connectTo(to as typeof a);
      }
      return filesOf(app)['compose/compose.yaml'];
    });
    expect(texts[0]).toBe(texts[1]);
  });
});
