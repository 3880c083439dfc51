import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Application,
  DockerComposeSite,
  Fleet,
  K3sSite,
  type Orchestrator,
  SffApp,
  SffDevice,
  Workload,
  type WorkloadScope,
} from '../../lib';
import { Testing } from '../../lib/testing';
import { container, faultsOf, hardware, k3s, problemsOf, untyped } from '../tree/program';

/** Names of a program; those with two were renamed. */
type Names = Readonly<
  Record<'fleet' | 'site' | 'device' | 'app' | 'part' | 'db' | 'volume', readonly [string, string?]>
>;

const FIRST: Names = {
  fleet: ['stores'],
  site: ['s1'],
  device: ['box'],
  app: ['till'],
  part: ['sales'],
  db: ['db'],
  volume: ['data'],
};
const RENAMED: Names = {
  fleet: ['shops', 'stores'],
  site: ['hamburg', 's1'],
  device: ['left', 'box'],
  app: ['checkout', 'till'],
  part: ['orders', 'sales'],
  db: ['postgres', 'db'],
  volume: ['tables', 'data'],
};

const former = ([, name]: readonly [string, string?]) => ({ renamedFrom: name });

function program(orchestrator: Orchestrator, names: Names): SffApp {
  const app = new SffApp();
  const network = { lan: '10.0.42.0/24' };
  if (orchestrator === 'k3s') {
    const fleet = new Fleet(app, names.fleet[0], { orchestrator, ...former(names.fleet) });
    const site = new K3sSite(fleet, names.site[0], { network, ...former(names.site) });
    new SffDevice(site, names.device[0], { ...hardware, ...former(names.device) });
    content(site, names);
  } else {
    const fleet = new Fleet(app, names.fleet[0], { orchestrator, ...former(names.fleet) });
    const site = new DockerComposeSite(fleet, names.site[0], { network, ...former(names.site) });
    new SffDevice(site, names.device[0], { ...hardware, ...former(names.device) });
    content(site, names);
  }
  return app;
}

function content<O extends Orchestrator>(site: WorkloadScope<O>, names: Names): void {
  const till = new Application(site, names.app[0], former(names.app));
  const sales = new Application(till, names.part[0], former(names.part));
  const [volume] = names.volume;
  new Workload<Orchestrator>(untyped(sales), names.db[0], {
    ...container,
    ...former(names.db),
    ports: [{ name: 'sql', port: 5432, publish: { port: 15432, on: 'all' } }],
    volumes: [{ name: volume, mountPath: '/data', size: Size.gibibytes(1), owner: 'image', ...former(names.volume) }],
    init: [{ ...container, name: 'prepare', mounts: [{ volume, mountPath: '/data' }] }],
    configFiles: [{ path: '/etc/db.conf', content: 'a = 1\n' }],
  });
}

describe.each(['k3s', 'docker-compose'] as const)('what was renamed, on %s', (orchestrator) => {
  it('is on site as it was: every file, and every byte', () => {
    const before = Testing.synth(program(orchestrator, FIRST));
    expect(Object.keys(before).length).toBeGreaterThan(2);
    expect(Testing.synth(program(orchestrator, RENAMED))).toEqual(before);
  });
});

describe('renamedFrom', () => {
  it('names objects of other libraries by the first name of what they stand in', () => {
    const names = (id: string, props: { renamedFrom?: string }) => {
      const { app, site } = k3s();
      const { ApiObject } = jest.requireActual<typeof import('cdk8s')>('cdk8s');
      new ApiObject(new Application(site, id, props), 'settings', { apiVersion: 'v1', kind: 'ConfigMap' });
      return Testing.synth(app)['stores/s1/kubernetes/apps/till.yaml'];
    };
    expect(names('checkout', { renamedFrom: 'till' })).toBe(names('till', {}));
  });

  it.each([
    ['its own name', 'pos', 'was renamed from "pos", which is its name.'],
    ['what is no name', 'Till 1', 'renamedFrom: name "Till 1" has capitals.'],
    ['no text', 5, 'renamedFrom: the name is a number, not a string.'],
  ])('may not be %s', (_, renamedFrom, message) => {
    const { app, site } = k3s();
    new Workload(site, 'pos', { ...container, renamedFrom: untyped(renamedFrom) });
    expect(problemsOf(app)).toEqual([
      expect.objectContaining({ code: 'rename-invalid', path: 'stores/s1/pos', message }),
    ]);
  });

  it('may not be the name of what is still there, made before or after', () => {
    const { app, site } = k3s();
    new Workload(site, 'pos', container);
    new Workload(site, 'till', { ...container, renamedFrom: 'pos' });
    new Workload(site, 'desk', { ...container, renamedFrom: 'late' });
    new Workload(site, 'late', container);
    expect(faultsOf(app)).toEqual(
      expect.arrayContaining(['rename-invalid stores/s1/till', 'rename-invalid stores/s1/desk']),
    );
  });

  it('may not go round in a cycle', () => {
    const { app, site } = k3s();
    new Workload(site, 'a', { ...container, renamedFrom: 'b' });
    new Workload(site, 'b', { ...container, renamedFrom: 'c' });
    new Workload(site, 'c', { ...container, renamedFrom: 'a' });
    const messages = problemsOf(app).map((p) => p.message);
    expect(messages).toHaveLength(3);
    expect(messages[0]).toBe('was renamed from "b", and so was that, in a cycle: "a" from "b" from "c" from "a".');
  });

  it('is for one construct: two cannot have been the same', () => {
    const { app, site } = k3s();
    new Application(site, 'a', { renamedFrom: 'till' });
    new Application(site, 'b', { renamedFrom: 'till' });
    expect(problemsOf(app).map((p) => p.message)).toEqual([
      'was renamed from "till", as stores/s1/b was.',
      'was renamed from "till", as stores/s1/a was.',
    ]);
  });

  it('is for volumes of one workload the same', () => {
    const volumes = (...names: readonly (readonly [string, string?])[]) => {
      const { app, site } = k3s();
      new Workload(site, 'db', {
        ...container,
        volumes: names.map(([name, renamedFrom], i) => ({
          name,
          mountPath: `/data/${i}`,
          size: Size.gibibytes(1),
          ...(renamedFrom === undefined ? {} : { renamedFrom }),
        })),
      });
      return problemsOf(app).map((p) => `${p.code} ${p.message}`);
    };
    expect(volumes(['tables', 'data'], ['logs'])).toEqual([]);
    expect(volumes(['tables', 'data'], ['data'])).toEqual([
      'rename-invalid volume "tables" was renamed from "data", which is still there.',
    ]);
    expect(volumes(['a', 'data'], ['b', 'data'])).toEqual([
      'rename-invalid volume "b" was renamed from "data", as "a" was.',
    ]);
    expect(volumes(['tables', 'tables'])).toEqual([
      'rename-invalid volumes[0]: was renamed from "tables", which is its name.',
    ]);
  });

  it('is for sites and fleets the same', () => {
    const app = new SffApp();
    const fleet = new Fleet(app, 'shops', { orchestrator: 'k3s', renamedFrom: 'kiosks' });
    new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });
    const site = new K3sSite(fleet, 's2', { network: { lan: '10.0.1.0/24' }, renamedFrom: 's1' });
    new SffDevice(site, 'a', hardware);
    new SffDevice(new K3sSite(fleet, 's1', { network: { lan: '10.0.2.0/24' } }), 'a', hardware);
    new Construct(site, 'unused');
    expect(faultsOf(app)).toEqual(expect.arrayContaining(['rename-invalid shops', 'rename-invalid shops/s2']));
  });
});
