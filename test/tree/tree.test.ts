import { App, Chart, Size } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Application,
  DockerComposeSite,
  Egress,
  Fleet,
  HelmChart,
  K3sSite,
  type K3sSiteProps,
  type Orchestrator,
  OrchestratorConflictError,
  parseOrchestrator,
  Secret,
  SffApp,
  SffDevice,
  SffError,
  type Site,
  Workload,
} from '../../lib';
import { Testing } from '../../lib/testing';
import {
  container,
  faultsOf,
  find,
  hardware,
  k3s,
  mainOf,
  podOf,
  problemsOf,
  render,
  siteJson,
  untyped,
} from './program';

const network = { lan: '10.0.42.0/24' };
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('an orchestrator', () => {
  it('is parsed from what a program read', () => {
    expect(parseOrchestrator('k3s')).toBe('k3s');
    expect(parseOrchestrator('docker-compose')).toBe('docker-compose');
  });

  it.each(['swarm', 'K3S', '', undefined, null, 5, {}, ['k3s'], 10n])('refuses %p', (value) => {
    expect(() => parseOrchestrator(value)).toThrow(SffError);
    expect(() => parseOrchestrator(value)).toThrow(code('orchestrator-unknown'));
  });
});

describe('a fleet', () => {
  it('is found by its mark, not by its class', () => {
    const { fleet, site } = k3s();
    expect(Fleet.isFleet(fleet)).toBe(true);
    expect([site, undefined, null, 'x'].map((x) => Fleet.isFleet(x))).toEqual([false, false, false, false]);
  });

  it('is refused under a plain cdk8s App', () => {
    expect(() => new Fleet(new App(), 'stores', { orchestrator: 'k3s' })).toThrow(code('app-not-sff'));
    expect(() => new Fleet(untyped(undefined), 'stores', { orchestrator: 'k3s' })).toThrow(code('app-not-sff'));
  });

  it('is refused below anything but the app', () => {
    const { app, fleet, site } = k3s();
    for (const scope of [new Construct(app, 'eu'), fleet, site]) {
      expect(() => new Fleet(scope, 'inner', { orchestrator: 'k3s' })).toThrow(code('fleet-nested'));
    }
  });

  it('is refused without an orchestrator', () => {
    expect(() => new Fleet(new SffApp(), 'stores', untyped({}))).toThrow(code('orchestrator-unknown'));
    expect(() => new Fleet(new SffApp(), 'stores', untyped(undefined))).toThrow(code('orchestrator-unknown'));
  });

  it('lists its sites and labels, sorted, in fleet.json', () => {
    const app = new SffApp();
    for (const name of ['test', 'prod']) {
      const fleet = new Fleet(app, name, { orchestrator: 'k3s', labels: { ring: name } });
      for (const id of ['b', 'a']) {
        new SffDevice(new K3sSite(fleet, id, { network, labels: { region: 'eu' } }), 'node-1', hardware);
      }
    }
    const sites = ['a', 'b'].map((name) => ({ name, labels: { region: 'eu' } }));
    expect(JSON.parse(Testing.synth(app)['fleet.json'] ?? '')).toEqual({
      schemaVersion: 1,
      fleets: ['prod', 'test'].map((name) => ({ name, orchestrator: 'k3s', labels: { ring: name }, sites })),
    });
  });

  it('of no sites is written', () => {
    expect(Object.keys(Testing.synth(new SffApp()))).toEqual(['fleet.json']);
  });
});

describe('a site', () => {
  const composeFleet = () => new Fleet(new SffApp(), 'kiosks', { orchestrator: 'docker-compose' });

  it('from JavaScript under the wrong fleet is refused, with what it needs and what it got', () => {
    const wrong = () => new K3sSite(untyped(composeFleet()), 'k1', { network });
    expect(wrong).toThrow(OrchestratorConflictError);
    expect(wrong).toThrow(
      expect.objectContaining({
        code: 'orchestrator-conflict',
        path: 'kiosks/k1',
        needed: 'k3s',
        got: 'docker-compose',
      }),
    );
  });

  it('inside another site, or below a construct of the fleet, is refused', () => {
    const { fleet, site } = k3s();
    for (const scope of [site, new Construct(fleet, 'eu')]) {
      expect(() => new K3sSite(untyped(scope), 's2', { network })).toThrow(code('scope-unknown'));
    }
  });

  it('can be subclassed', () => {
    interface StoreProps extends K3sSiteProps {
      readonly printer: string;
    }
    class Store extends K3sSite {
      public readonly till: Application<'k3s'>;

      constructor(scope: Fleet<'k3s'>, id: string, props: StoreProps) {
        super(scope, id, props);
        new SffDevice(this, 'node-1', hardware);
        this.till = new Application(this, 'till');
        new Workload(this.till, 'pos', { ...container, egress: [Egress.to(props.printer, 9100)] });
      }
    }
    const app = new SffApp();
    const store = new Store(new Fleet(app, 'stores', { orchestrator: 'k3s' }), 's1', {
      network,
      printer: '10.0.42.50/32',
    });
    expect(Chart.isChart(store)).toBe(true);
    expect(store.orchestrator).toBe('k3s');
    expect(find(render(app), 'NetworkPolicy', 'pos').spec.egress).toEqual([
      { ports: [{ port: 9100, protocol: 'TCP' }], to: [{ ipBlock: { cidr: '10.0.42.50/32' } }] },
    ]);
  });

  it('keeps values for the program, and records them', () => {
    const { app, site } = k3s({ values: { tills: 3, open: ['8:00', null] } });
    expect(site.values).toEqual({ tills: 3, open: ['8:00', null] });
    expect(siteJson(app).values).toEqual({ tills: 3, open: ['8:00', null] });
  });

  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  it.each([
    ['a BigInt', { a: 1n }],
    ['a cycle', cycle],
    ['a Date', { a: new Date(0) }],
    ['a function', { a: () => 1 }],
    ['a list', []],
  ])('refuses values with %s', (_, values) => {
    expect(faultsOf(k3s({ values: untyped(values) }).app)).toEqual(['value-invalid stores/s1']);
  });

  it.each<[string, unknown, string]>([
    ['no properties', undefined, 'subnet-invalid'],
    ['no network', {}, 'subnet-invalid'],
    ['a LAN with host bits', { network: { lan: '10.0.42.7/24' } }, 'subnet-invalid'],
    ['a LAN that pods have', { network: { lan: '10.42.3.0/24' } }, 'subnet-overlap'],
    ['pods on Services', { network: { ...network, clusterCidr: '10.43.0.0/16' } }, 'subnet-overlap'],
    ['a range of pods that is none', { network: { ...network, clusterCidr: 'x' } }, 'subnet-invalid'],
    ['a link without speed', { network, link: {} }, 'value-invalid'],
    ['no link at all', { network, link: null }, 'value-invalid'],
    ['an unknown version', { network, version: 'latest' }, 'value-invalid'],
    ['a data directory that is relative', { network, dataDir: 'k3s' }, 'path-invalid'],
    ['a data directory that is none', { network, dataDir: 5 }, 'path-invalid'],
    ['traefik: true', { network, traefik: true }, 'value-invalid'],
    ['labels that are none', { network, labels: { 'a b': 'x' } }, 'label-invalid'],
    ['a label that is a number', { network, labels: { a: 5 } }, 'label-invalid'],
    ['logging that is none', { network, defaults: { logging: { maxSize: 10 } } }, 'value-invalid'],
    ['defaults that are none', { network, defaults: 'x' }, 'value-invalid'],
    ['a default that nobody reads', { network, defaults: { users: 1000 } }, 'property-unknown'],
    ['host paths that are a text', { network, hostPaths: '/data' }, 'value-invalid'],
    ['a proxy that is a text', { network: { ...network, proxy: 'http://10.0.42.2:3128' } }, 'value-invalid'],
    ['a proxy without list', { network: { ...network, proxy: { noProxy: '10.0.0.0/8' } } }, 'value-invalid'],
    ['images that are a list', { network, images: ['pos:1'] }, 'value-invalid'],
    ['images that are a text', { network, images: 'pos:1' }, 'value-invalid'],
    ['all host paths', { network, hostPaths: ['/'] }, 'path-invalid'],
  ])('refuses %s', (_, props, expected) => {
    const app = new SffApp();
    const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
    new SffDevice(new K3sSite(fleet, 's1', untyped(props)), 'node-1', hardware);
    expect(faultsOf(app)).toEqual([`${expected} stores/s1`]);
  });

  it('is no place for a Helm chart unless it runs Kubernetes', () => {
    expect(() => new HelmChart(untyped(new SffApp()), 'x', { chart: 'x', version: '1.0.0' })).toThrow(
      code('scope-unknown'),
    );
  });
});

describe('an application', () => {
  it('gives its workloads a namespace; one inside it gives a prefix', () => {
    const { app, site } = k3s();
    class Till<O extends Orchestrator> extends Application<O> {
      public readonly db: Workload<O>;
      constructor(scope: Site<O> | Application<O>, id: string) {
        super(scope, id, { labels: { team: 'till' } });
        this.db = new Workload<O>(this, 'db', untyped({ ...container, ports: [{ name: 'pg', port: 5432 }] }));
      }
    }
    const outer = new Till(site, 'till');
    const inner = new Till(outer, 'back');
    const apart = new Workload(site, 'agent', container);
    expect([outer.db, inner.db, apart].map((w) => [w.namespace, w.hostname])).toEqual([
      ['till', 'db.till'],
      ['till', 'back-db.till'],
      ['apps', 'agent.apps'],
    ]);
    expect(inner.db.endpoint('pg')).toBe('back-db.till:5432');
    const objects = render(app);
    expect(find(objects, 'Deployment', 'back-db').metadata).toMatchObject({
      namespace: 'till',
      labels: { team: 'till', 'app.kubernetes.io/part-of': 'till' },
    });
    expect(objects.filter((o) => o.kind === 'Namespace').map((o) => o.metadata.name)).toEqual(['apps', 'till']);
  });

  it('may stand below a plain construct', () => {
    const { app, site } = k3s();
    const group = new Construct(site, 'group');
    const workload = new Workload(new Application(untyped(group), 'till'), 'pos', container);
    expect(workload.hostname).toBe('pos.till');
    expect(faultsOf(app)).toEqual([]);
  });

  it('gives its labels to workloads, whose own win', () => {
    const { app, site } = k3s();
    const outer = new Application(site, 'till', { labels: { team: 'a', tier: 'x' } });
    new Workload(new Application(outer, 'in', { labels: { tier: 'y' } }), 'pos', {
      ...container,
      labels: { team: 'b' },
    });
    expect(find(render(app), 'Deployment', 'in-pos').metadata.labels).toMatchObject({ team: 'b', tier: 'y' });
  });

  it('refuses labels that the library sets itself', () => {
    const { app, site } = k3s();
    new Application(site, 'till', { labels: { 'app.kubernetes.io/name': 'x' } });
    new Workload(site, 'pos', { ...container, labels: { 'app.kubernetes.io/part-of': 'x' } });
    expect(faultsOf(app)).toEqual(['label-invalid stores/s1/pos', 'label-invalid stores/s1/till']);
  });
});

describe('a device', () => {
  it('has its id for host name, and a role', () => {
    const { app, site, device } = k3s({}, {}, { address: '10.0.42.11', serial: 'SN-1', labels: { rack: 'a' } });
    new SffDevice(site, 'node-2', { ...hardware, role: 'agent' });
    expect([device.hostname, device.address, device.orchestrator]).toEqual(['node-1', '10.0.42.11', 'k3s']);
    expect(siteJson(app).devices).toMatchObject([
      { name: 'node-1', address: '10.0.42.11', serial: 'SN-1', role: 'server', labels: { rack: 'a' } },
      { name: 'node-2', address: 'dhcp', role: 'agent' },
    ]);
  });

  it('records sizes that are no whole number of KiB', () => {
    const disks = [{ kind: 'nvme', size: Size.gibibytes(0.3) }] as const;
    const { app } = k3s({}, {}, { memory: Size.gibibytes(1.1), disks });
    // 1.1 GiB is no whole number of bytes.
    expect(faultsOf(app)).toEqual(['value-invalid stores/s1/node-1', 'value-invalid stores/s1/node-1']);
    const half = k3s({}, {}, { memory: Size.mebibytes(0.5), disks: [{ kind: 'sd', size: Size.kibibytes(1.5) }] });
    expect(siteJson(half.app).devices).toMatchObject([{ memoryBytes: 524_288, disks: [{ bytes: 1536 }] }]);
  });

  it.each<[string, unknown, string]>([
    ['an unknown architecture', { architecture: 'x86_64' }, 'architecture-unknown'],
    ['no cores', { cores: 0 }, 'value-invalid'],
    ['memory as a number', { memory: 32 }, 'value-invalid'],
    ['an address that is none', { address: '10.0.42.300' }, 'address-invalid'],
    ['an address outside the LAN', { address: '10.0.43.11' }, 'address-invalid'],
    ['an address as a number', { address: 5 }, 'address-invalid'],
    ['a blank serial', { serial: ' ' }, 'value-invalid'],
    ['an unknown role', { role: 'master' }, 'value-invalid'],
    ['disks that are no list', { disks: {} }, 'value-invalid'],
    ['a disk without size', { disks: [{ kind: 'nvme' }] }, 'value-invalid'],
    [
      'a partition without size',
      { disks: [{ kind: 'sd', size: Size.gibibytes(8), partitions: [{}] }] },
      'value-invalid',
    ],
    ['a NIC that is null', { nics: [null] }, 'value-invalid'],
    ['a NIC with a wrong MAC', { nics: [{ name: 'eth0', mac: 'x' }] }, 'value-invalid'],
    ['a GPU as a text', { gpus: ['L4'] }, 'value-invalid'],
    ['a peripheral that is no path', { peripherals: ['ttyUSB0'] }, 'value-invalid'],
    ['labels that are none', { labels: 'x' }, 'label-invalid'],
  ])('refuses %s', (_, props, expected) => {
    expect(faultsOf(k3s({}, {}, untyped(props)).app)).toEqual([`${expected} stores/s1/node-1`]);
  });

  it('without properties is refused, and never a TypeError', () => {
    const { app, site } = k3s();
    new SffDevice(site, 'node-2', untyped(undefined));
    expect(faultsOf(app).every((fault) => / stores\/s1(\/node-2)?$/.test(fault))).toBe(true);
    expect(faultsOf(app)).toContain('architecture-unknown stores/s1/node-2');
  });

  it('has an address of its own in the site, and a serial of its own in the app', () => {
    const { app, fleet, site } = k3s({}, {}, { address: '10.0.42.11', serial: 'SN-1' });
    new SffDevice(site, 'node-2', { ...hardware, role: 'agent', address: '10.0.42.11' });
    const other = new K3sSite(fleet, 's2', { network });
    new SffDevice(other, 'node-1', { ...hardware, address: '10.0.42.11', serial: 'SN-1' });
    expect(faultsOf(app)).toEqual(['address-duplicate stores/s1', 'serial-duplicate stores/s2']);
  });

  it.each([
    [[], ['server-count stores/s1']],
    [['server'], []],
    [['server', 'server'], ['server-count stores/s1']],
    [['server', 'agent'], []],
    [['server', 'server', 'server'], []],
    [['agent'], ['server-count stores/s1']],
  ] as const)('counts: %j', (roles, expected) => {
    const app = new SffApp();
    const site = new K3sSite(new Fleet(app, 'stores', { orchestrator: 'k3s' }), 's1', { network });
    roles.forEach((role, i) => {
      new SffDevice(site, `node-${i}`, { ...hardware, role });
    });
    expect(faultsOf(app)).toEqual(expected);
  });
});

describe('defaults', () => {
  const twoWorkloads = (site: K3sSite) => {
    const { user, ...rest } = container;
    new Workload(site, 'given', { ...rest, user, egress: [], priority: 'normal' });
    new Workload(site, 'taken', rest);
  };

  it('flow from the fleet to the site to the workload, field by field', () => {
    const { app, site } = k3s(
      { defaults: { user: 2000, egress: undefined, priority: 'critical' } },
      { defaults: { user: 1000, egress: [Egress.internet()], pullSecrets: ['registry'] } },
    );
    twoWorkloads(site);
    const objects = render(app);
    expect(mainOf(objects, 'taken').securityContext).toMatchObject({ runAsUser: 2000 });
    expect(podOf(objects, 'taken')).toMatchObject({
      priorityClassName: 'sff-critical',
      imagePullSecrets: [{ name: 'registry' }],
    });
    expect(find(objects, 'NetworkPolicy', 'taken').spec.egress).toHaveLength(1);
    expect(mainOf(objects, 'given').securityContext).toMatchObject({ runAsUser: container.user });
    expect(podOf(objects, 'given').priorityClassName).toBeUndefined();
    expect(find(objects, 'NetworkPolicy', 'given').spec.egress).toBeUndefined();
  });

  it('of choices hold where the workload makes none', () => {
    const { app, site } = k3s({ defaults: { kubernetes: { pids: 'node-wide', reason: 'The node has a limit.' } } });
    new Workload(site, 'pos', { ...container, limits: { ...container.limits, pids: 100 } });
    expect(faultsOf(app)).toEqual([]);
  });

  it.each<[Orchestrator, object]>([
    ['k3s', { compose: { egress: 'unenforced', reason: 'x' } }],
    ['docker-compose', { k3s: { publish: 'hostPort' } }],
    ['docker-compose', { kubernetes: { pids: 'node-wide', reason: 'x' } }],
  ])('for another orchestrator are refused, on a fleet and on a site of %s: %j', (orchestrator, defaults) => {
    const app = new SffApp();
    const fleet = new Fleet<never>(app, 'stores', untyped({ orchestrator, defaults }));
    const Class: typeof K3sSite = orchestrator === 'k3s' ? K3sSite : untyped(DockerComposeSite);
    const site = new Class(untyped(fleet), 's1', { network, defaults: untyped(defaults) });
    new SffDevice(site, 'node-1', hardware);
    new Workload(site, 'pos', container);
    expect(faultsOf(app)).toEqual(['property-unknown stores', 'property-unknown stores/s1']);
  });

  it('that nobody reads are refused on a fleet, too', () => {
    expect(faultsOf(k3s({}, { defaults: untyped({ users: 1000 }) }).app)).toEqual(['property-unknown stores']);
  });

  it('of undefined choices for another orchestrator say nothing', () => {
    expect(faultsOf(k3s({ defaults: untyped({ compose: undefined }) }).app)).toEqual([]);
  });

  it.each<[string, object]>([
    ['user', { user: 'root' }],
    ['no user', { user: null }],
    ['priority', { priority: 'high' }],
    ['egress', { egress: 'x' }],
    ['an egress', { egress: ['10.0.42.50'] }],
    ['pull secrets', { pullSecrets: 'registry' }],
    ['a pull secret', { pullSecrets: ['Registry'] }],
    ['logging', { logging: 5 }],
    ['a number of log files', { logging: { maxFiles: 1 } }],
    ['a log property', { logging: { maxSise: Size.mebibytes(1) } }],
    ['choices', { kubernetes: 'node-wide' }],
    ['a choice', { kubernetes: { pids: 'none', reason: 'r' } }],
    ['a choice without reason', { kubernetes: { pids: 'node-wide' } }],
    ['a peripheral', { kubernetes: { peripherals: { '/dev/ttyUSB0': 'shared' }, reason: 'r' } }],
    ['peripherals', { kubernetes: { peripherals: [], reason: 'r' } }],
    ['a way of publishing', { k3s: { publish: 'nodePort' } }],
  ])('that are wrong are told once, where they are: %s', (_, wrong) => {
    const defaults = untyped({ user: 1000, ...wrong });
    for (const [program, path] of [
      [k3s({}, { defaults }), 'stores'],
      [k3s({ defaults }), 'stores/s1'],
    ] as const) {
      twoWorkloads(program.site);
      const problems = problemsOf(program.app);
      expect(problems).toMatchObject([{ path, message: expect.stringMatching(/^defaults[ .]/) }]);
    }
  });

  it('of logging are merged field by field', () => {
    const { app } = k3s(
      { defaults: { logging: { maxSize: Size.mebibytes(1), maxFiles: undefined } } },
      { defaults: { logging: { maxSize: Size.mebibytes(2), maxFiles: 7 } } },
    );
    expect(siteJson(app).settings).toMatchObject({
      logging: { containerLogMaxSizeBytes: 1024 ** 2, containerLogMaxFiles: 7 },
    });
  });

  it('of choices are merged field by field, each with its reason', () => {
    const { app, site } = k3s(
      { defaults: { kubernetes: { pids: 'node-wide', reason: 'site' } } },
      { defaults: { kubernetes: { pids: 'node-wide', secretsInEnv: 'secretKeyRef', reason: 'fleet' } } },
      { peripherals: ['/dev/ttyUSB0'] },
    );
    new Workload(site, 'pos', {
      ...container,
      limits: { ...container.limits, pids: 100 },
      env: { PASSWORD: Secret.named('db') },
      peripherals: ['/dev/ttyUSB0'],
      kubernetes: { peripherals: { '/dev/ttyUSB0': 'privileged' }, reason: 'workload' },
    });
    const path = 'stores/s1/pos';
    expect(siteJson(app).exceptions).toEqual([
      { path, exception: 'pids', reason: 'site' },
      { path, exception: 'secretsInEnv', reason: 'fleet' },
      { path, exception: 'peripherals', reason: 'workload' },
    ]);
  });

  it.each([
    ['unenforced', []],
    ['open', ['value-invalid kiosks']],
  ])('of choices hold beside those of a workload on Compose, and a wrong one is told once: %s', (egress, expected) => {
    const app = new SffApp();
    const defaults = untyped({ compose: { egress, reason: 'fleet' } });
    const kiosks = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose', defaults });
    const site = new DockerComposeSite(kiosks, 'k1', { network });
    new SffDevice(site, 'box', hardware);
    new Workload(site, 'pos', {
      ...container,
      egress: [Egress.lan()],
      reservations: { cpu: 0.1 },
      compose: { cpuReservation: 'unenforced', reason: 'workload' },
    });
    expect(faultsOf(app)).toEqual(expected);
  });

  it('of egress are not for workloads in the network of the device', () => {
    const { app, site } = k3s({}, { defaults: { egress: [Egress.lan()] } });
    new Workload(site, 'pos', { ...container, hostNetwork: { reason: 'It scans the LAN.' } });
    expect(faultsOf(app)).toEqual([]);
  });

  it('of images and host paths add to those of the fleet', () => {
    const { app, site } = k3s(
      { images: { 'db:2': `sha256:${'b'.repeat(64)}` }, hostPaths: ['/var/lib/db'] },
      { images: { 'pos:1': `sha256:${'a'.repeat(64)}` }, hostPaths: ['/var/lib/pos'] },
    );
    const volumes = ['/var/lib/db/x', '/var/lib/pos'].map((hostPath) => ({ hostPath, mountPath: hostPath }));
    new Workload(site, 'pos', { ...container, image: 'pos:1', volumes });
    new Workload(site, 'db', { ...container, image: 'db:2' });
    new Workload(site, 'bad', { ...container, volumes: [{ hostPath: '/var/lib/position', mountPath: '/x' }] });
    expect(faultsOf(app)).toEqual(['host-path-not-allowed stores/s1/bad']);
  });
});
