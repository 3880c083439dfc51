import { App, Size } from 'cdk8s';
import {
  Application,
  ArcConnection,
  ArcFluxConfiguration,
  AzureResource,
  DockerComposeSite,
  type DockerComposeSiteProps,
  Egress,
  Fleet,
  FluxSource,
  Health,
  HelmChart,
  K3sSite,
  type K3sSiteProps,
  SffApp,
  SffDevice,
  Workload,
  type WorkloadProps,
} from '../../lib';
import { azureModel } from '../../lib/azure/resource';
import { Testing } from '../../lib/testing';
import { container, faultsOf, hardware, k3s, problemsOf, untyped } from './program';

const network = { lan: '10.0.42.0/24' };
const chart = { chart: 'oci://registry.contoso.com/agent', version: '1.2.3' };

/** A program of each construct with more properties than it has, and the path at which they are told. */
const CONSTRUCTS: Readonly<Record<string, readonly [(more: object) => App, string]>> = {
  app: [(more) => new SffApp(untyped(more)), ''],
  fleet: [(more) => k3s({}, more).app, 'stores'],
  'K3s site': [(more) => k3s(more).app, 'stores/s1'],
  'network of a K3s site': [(more) => k3s({ network: untyped({ ...network, ...more }) }).app, 'stores/s1'],
  proxy: [(more) => k3s({ network: { ...network, proxy: untyped(more) } }).app, 'stores/s1'],
  link: [(more) => k3s({ link: untyped({ downlink: 50, ...more }) }).app, 'stores/s1'],
  'Compose site': [(more) => compose(more), 'kiosks/k1'],
  'network of a Compose site': [(more) => compose({ network: { ...network, ...more } }), 'kiosks/k1'],
  device: [(more) => k3s({}, {}, more).app, 'stores/s1/node-1'],
  disk: [(more) => machine('disks', { kind: 'nvme', size: Size.gibibytes(8), ...more }), 'stores/s1/node-1'],
  partition: [
    (more) => {
      const partitions = [{ mountPoint: '/', size: Size.gibibytes(8), ...more }];
      return machine('disks', { kind: 'nvme', size: Size.gibibytes(8), partitions });
    },
    'stores/s1/node-1',
  ],
  NIC: [(more) => machine('nics', { name: 'eth0', ...more }), 'stores/s1/node-1'],
  GPU: [(more) => machine('gpus', { vendor: 'nvidia', model: 'L4', ...more }), 'stores/s1/node-1'],
  application: [(more) => below(({ site }) => new Application(site, 'till', untyped(more))), 'stores/s1/till'],
  'Helm chart': [
    (more) => below(({ site }) => new HelmChart(site, 'agent', untyped({ ...chart, ...more }))),
    'stores/s1/agent',
  ],
  inventory: [(more) => below(({ fleet }) => fleet.sites([], untyped({ id: 'id', ...more }), () => fleet)), 'stores'],
};

function machine(parts: string, part: object): App {
  return k3s({}, {}, untyped({ [parts]: [part] })).app;
}

function below(make: (program: ReturnType<typeof k3s>) => unknown): App {
  const program = k3s();
  make(program);
  return program.app;
}

function compose(more: object): App {
  const app = new SffApp();
  const fleet = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });
  new SffDevice(new DockerComposeSite(fleet, 'k1', untyped({ network, ...more })), 'box', hardware);
  return app;
}

describe('properties that nobody reads', () => {
  it.each(Object.entries(CONSTRUCTS))('are refused: %s', (_, [build, path]) => {
    expect(faultsOf(build({ printer: '10.0.42.50' }))).toEqual([`property-unknown ${path}`]);
    expect(faultsOf(build({ printer: undefined }))).toEqual([]);
  });

  it.each([
    ['fleet', 'hostPath', 'hostPaths'],
    ['K3s site', 'lables', 'labels'],
    ['K3s site', 'Traefik', 'traefik'],
    ['network of a K3s site', 'clusterCIDR', 'clusterCidr'],
    ['device', 'adress', 'address'],
    ['device', 'Role', 'role'],
    ['application', 'label', 'labels'],
    ['Helm chart', 'Values', 'values'],
    ['inventory', 'Serials', 'serials'],
  ])('are told with what was meant: %s, %s', (construct, name, meant) => {
    const [build] = CONSTRUCTS[construct] ?? [() => new App()];
    expect(problemsOf(build({ [name]: 'x' }))).toMatchObject([{ fix: `Did you mean ${meant}?` }]);
  });

  it('may be those of a subclass, unless they look like ours', () => {
    class Store extends K3sSite {
      constructor(scope: Fleet<'k3s'>, id: string, props: K3sSiteProps & { readonly printer: string }) {
        super(scope, id, props);
        new SffDevice(this, 'node-1', hardware);
      }
    }
    class Kiosk extends DockerComposeSite {
      constructor(
        scope: Fleet<'docker-compose'>,
        id: string,
        props: DockerComposeSiteProps & { readonly hall: string },
      ) {
        super(scope, id, props);
        new SffDevice(this, 'box', hardware);
      }
    }
    class Pos extends Workload<'k3s'> {
      constructor(scope: K3sSite, props: WorkloadProps & { readonly printer: string }) {
        super(scope, 'pos', props);
      }
    }
    const app = new SffApp();
    const stores = new Fleet(app, 'stores', { orchestrator: 'k3s' });
    const own = { network, printer: '10.0.42.50' };
    const store = new Store(stores, 's1', own);
    new Pos(store, { ...container, printer: '10.0.42.50' });
    new Store(stores, 's2', untyped({ ...own, lables: { ring: 'canary' } }));
    new Kiosk(new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' }), 'k1', { network, hall: 'B' });
    expect(faultsOf(app)).toEqual(['property-unknown stores/s2']);
  });
});

/** An object of a class whose properties are all getters: a spread of it is empty. */
function gotten<T extends object>(props: T): T {
  const getters = Object.entries(props).map(([name, value]) => [name, { get: () => value }] as const);
  return Object.create(Object.create(Object.prototype, Object.fromEntries(getters)));
}

/** What is asked for in Azure. */
function resourcesOf(app: App): unknown[] {
  const resources = app.node.findAll().filter((x) => AzureResource.isAzureResource(x));
  return resources.map((resource) => [resource[azureModel].body, resource[azureModel].lifecycle]);
}

describe('properties that a class gives by getters', () => {
  it.each<[string, (program: ReturnType<typeof k3s>, as: <T extends object>(props: T) => T) => unknown]>([
    [
      'device',
      ({ site }, as) =>
        new SffDevice(site, 'node-2', as({ ...hardware, address: '10.0.42.12', serial: 'SN-2', role: 'agent' })),
    ],
    ['Helm chart', ({ site }, as) => new HelmChart(site, 'agent', as({ ...chart, namespace: 'ns', values: { a: 1 } }))],
    [
      'site',
      ({ fleet }, as) => {
        const defaults = as({ user: 5, egress: [Egress.internet()], priority: 'critical' as const });
        const site = new K3sSite(fleet, 's2', as({ network, labels: { ring: 'a' }, defaults }));
        new SffDevice(site, 'node-1', hardware);
        const health = Health.httpGet(as({ path: '/', port: 80, composeTool: 'curl' as const }));
        const ports = [as({ name: 'http', port: 80, publish: 80 })];
        new Workload(site, 'pos', as({ image: container.image, limits: container.limits, health, ports }));
        expect(health.check).toMatchObject({ tool: 'curl' });
      },
    ],
    [
      'connection and source',
      ({ site }, as) => {
        const place = { resourceGroup: 'rg-stores', location: 'eastus' };
        const arc = new ArcConnection(site, 'arc', as({ ...place, tags: { a: 'b' }, workloadIdentity: true }));
        const source = FluxSource.oci(as({ url: 'oci://x/y', ref: { tag: '1' }, useWorkloadIdentity: true }));
        const kustomizations = { apps: { path: './', prune: true } };
        new ArcFluxConfiguration(
          arc,
          'apps',
          as({ source, kustomizations, suspend: true, lifecycle: { protect: false } }),
        );
      },
    ],
  ])('are read: %s', (_, build) => {
    const [plain, classy] = [k3s(), k3s()];
    build(plain, (props) => props);
    build(classy, gotten);
    expect(resourcesOf(classy.app)).toEqual(resourcesOf(plain.app));
    expect(problemsOf(classy.app)).toEqual(problemsOf(plain.app));
    if (problemsOf(plain.app).length === 0) expect(Testing.synth(classy.app)).toEqual(Testing.synth(plain.app));
  });
});

it('takes what a site is given as it is then: a program may change it for the next one', () => {
  const program = k3s();
  const kiosks = new Fleet(program.app, 'kiosks', { orchestrator: 'docker-compose' });
  const proxy = { http: 'http://10.0.42.1:3128', noProxy: ['a.contoso.com'] };
  const given = { lan: '10.0.42.0/24', proxy };
  const values = { tills: { count: 2 } };
  const sites = [
    new K3sSite(program.fleet, 's2', { network: given, values }),
    new DockerComposeSite(kiosks, 'k1', { network: given, values }),
  ];
  for (const site of sites) new SffDevice<'k3s' | 'docker-compose'>(site, 'box', hardware);
  const before = Testing.synth(program.app);
  given.lan = '10.0.43.0/24';
  proxy.http = 'http://10.0.43.1:3128';
  proxy.noProxy.push('b.contoso.com');
  values.tills.count = 3;
  expect(Testing.synth(program.app)).toEqual(before);
  expect(sites.map(({ network: { lan }, values }) => [lan, values])).toEqual([
    ['10.0.42.0/24', { tills: { count: 2 } }],
    ['10.0.42.0/24', { tills: { count: 2 } }],
  ]);
});
