// What JavaScript, a cast, or JSON can do and the compiler does not see: the built package refuses it at run time.
const cdk8s = require('cdk8s');
const { Construct } = require('constructs');
const sff = require('../../build');
const { Testing } = require('../../build/testing');

const { Application, DockerComposeSite, Egress, Fleet, Health, HelmChart, K3sSite, Rules, Secret } = sff;
const { SffDevice, Workload } = sff;
const { ApiObject, App, Chart, JsonPatch, Size } = cdk8s;

const network = { lan: '10.0.42.0/24' };
const image = `registry.contoso.com/pos:1.4.2@sha256:${'0123456789abcdef'.repeat(4)}`;
const limits = { cpu: 0.5, memory: Size.mebibytes(256) };
const container = { image, limits, user: 10001 };
const hardware = { architecture: 'amd64', cores: 14, memory: Size.gibibytes(32), address: '10.0.42.11' };

/** A store on K3s and a kiosk on Compose that have nothing wrong. */
function scene() {
  const app = Testing.app();
  const stores = new Fleet(app, 'stores', { orchestrator: 'k3s' });
  const store = new K3sSite(stores, 'store-1', { network });
  const node = new SffDevice(store, 'node-1', hardware);
  const till = new Application(store, 'till');
  const db = new Workload(till, 'db', { ...container, ports: [{ name: 'pg', port: 5432 }] });
  const kiosks = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });
  const kiosk = new DockerComposeSite(kiosks, 'kiosk-1', { network });
  const box = new SffDevice(kiosk, 'box', hardware);
  const menu = new Application(kiosk, 'menu');
  const screen = new Workload(menu, 'screen', { ...container, ports: [{ name: 'http', port: 8080 }] });
  return { app, stores, store, node, till, db, kiosks, kiosk, box, menu, screen };
}

/** Code and path of all that is wrong with a program. */
function refusals(program) {
  const here = scene();
  try {
    program(here);
    Testing.synth(here.app);
    return [];
  } catch (error) {
    const problems = error.problems ?? [error];
    if (problems.some(({ code }) => typeof code !== 'string')) throw error;
    return problems.map(({ code, path }) => `${code} at ${path}`);
  }
}

const on = (target, props) => (s) => new Workload(s[target], 'pos', { ...container, ...props });

const REFUSED = [
  // one orchestrator
  ['a fleet without an orchestrator', (s) => new Fleet(s.app, 'f', {}), 'orchestrator-unknown at f'],
  ['a fleet without properties', (s) => new Fleet(s.app, 'f'), 'orchestrator-unknown at f'],
  [
    'a fleet of another orchestrator',
    (s) => new Fleet(s.app, 'f', { orchestrator: 'swarm' }),
    'orchestrator-unknown at f',
  ],
  [
    'a fleet of a list of orchestrators',
    (s) => new Fleet(s.app, 'f', { orchestrator: ['k3s', 'docker-compose'] }),
    'orchestrator-unknown at f',
  ],
  ['a fleet of "K3S"', (s) => new Fleet(s.app, 'f', { orchestrator: 'K3S' }), 'orchestrator-unknown at f'],
  ['JSON that names another orchestrator', () => sff.parseOrchestrator('swarm'), 'orchestrator-unknown at undefined'],
  ['JSON that names none', () => sff.parseOrchestrator(null), 'orchestrator-unknown at undefined'],
  [
    'a K3s site in a Compose fleet',
    (s) => new K3sSite(s.kiosks, 'k', { network }),
    'orchestrator-conflict at kiosks/k',
  ],
  [
    'a Compose site in a K3s fleet',
    (s) => new DockerComposeSite(s.stores, 'k', { network }),
    'orchestrator-conflict at stores/k',
  ],
  [
    'a subclass of K3sSite in a Compose fleet',
    (s) => new (class Store extends K3sSite {})(s.kiosks, 'k', { network }),
    'orchestrator-conflict at kiosks/k',
  ],
  [
    'a role on Compose',
    (s) => new SffDevice(s.kiosk, 'b', { ...hardware, role: 'server' }),
    'value-invalid at kiosks/kiosk-1/b',
  ],
  [
    'Kubernetes choices on Compose',
    on('menu', { kubernetes: { reason: 'r', pids: 'node-wide' } }),
    'property-unknown at kiosks/kiosk-1/menu/pos',
  ],
  [
    'K3s choices on Compose',
    on('menu', { k3s: { publish: 'hostPort' } }),
    'property-unknown at kiosks/kiosk-1/menu/pos',
  ],
  [
    'Compose choices on K3s',
    on('till', { compose: { reason: 'r', egress: 'unenforced' } }),
    'property-unknown at stores/store-1/till/pos',
  ],
  [
    'pods that are let in on Compose',
    (s) => s.screen.allowFrom({ namespace: 'kube-system' }),
    'unsupported at kiosks/kiosk-1/menu/screen',
  ],
  [
    'a Helm chart on a Compose site',
    (s) => new HelmChart(s.kiosk, 'ingress', { chart: 'oci://registry.contoso.com/ingress', version: '1.2.3' }),
    'orchestrator-conflict at kiosks/kiosk-1/ingress',
  ],
  [
    'a Kubernetes object in a Compose site',
    (s) => new ApiObject(new Chart(s.kiosk, 'chart'), 'quota', { apiVersion: 'v1', kind: 'ResourceQuota' }),
    'scope-unknown at kiosks/kiosk-1/chart',
  ],
  [
    'connections between orchestrators',
    (s) => s.db.connectTo(s.screen),
    'connection-invalid at stores/store-1/till/db',
  ],

  // the tree
  ['a fleet in a plain cdk8s app', () => new Fleet(new App(), 'f', { orchestrator: 'k3s' }), 'app-not-sff at f'],
  ['a fleet in a fleet', (s) => new Fleet(s.stores, 'f', { orchestrator: 'k3s' }), 'fleet-nested at stores/f'],
  ['a fleet in a site', (s) => new Fleet(s.store, 'f', { orchestrator: 'k3s' }), 'fleet-nested at stores/store-1/f'],
  [
    'a fleet in a construct',
    (s) => new Fleet(new Construct(s.app, 'eu'), 'f', { orchestrator: 'k3s' }),
    'fleet-nested at eu/f',
  ],
  ['a site in the app', (s) => new K3sSite(s.app, 'k', { network }), 'scope-unknown at k'],
  ['a site in a site', (s) => new K3sSite(s.store, 'k', { network }), 'scope-unknown at stores/store-1/k'],
  [
    'a site in a construct of a fleet',
    (s) => new K3sSite(new Construct(s.stores, 'eu'), 'k', { network }),
    'scope-unknown at stores/eu/k',
  ],
  ['a device in a fleet', (s) => new SffDevice(s.stores, 'n', hardware), 'scope-unknown at stores'],
  ['an application in a fleet', (s) => new Application(s.stores, 'a'), 'scope-unknown at stores'],
  ['an application in the app', (s) => new Application(s.app, 'a'), 'scope-unknown at '],
  ['a workload in a fleet', (s) => new Workload(s.stores, 'w', container), 'scope-unknown at stores'],
  ['a workload in the app', (s) => new Workload(s.app, 'w', container), 'scope-unknown at '],
  [
    'an object that says it is a site',
    (s) => new Workload({ node: new Construct(s.app, 'x').node, orchestrator: 'k3s' }, 'w', container),
    'scope-unknown at x',
  ],
  [
    'a chart in the app',
    (s) => new ApiObject(new Chart(s.app, 'c'), 'o', { apiVersion: 'v1', kind: 'Pod' }),
    'scope-unknown at c',
  ],
  [
    'a device with a capital in its name',
    (s) => new SffDevice(s.store, 'Node', hardware),
    'name-invalid at stores/store-1',
  ],
  ['a workload without a name', (s) => new Workload(s.till, '', container), 'name-invalid at stores/store-1/till'],
  ['two workloads of one name', (s) => new Workload(s.till, 'db', container), 'name-duplicate at stores/store-1/till'],
  [
    'a second device on Compose',
    (s) => new SffDevice(s.kiosk, 'b', { ...hardware, address: '10.0.42.12' }),
    'device-count at kiosks/kiosk-1',
  ],

  // sites and devices
  ['a site without properties', (s) => new K3sSite(s.stores, 'k'), 'subnet-invalid at stores/k'],
  ['a site without a network', (s) => new DockerComposeSite(s.kiosks, 'k', {}), 'subnet-invalid at kiosks/k'],
  ['a LAN that is a number', (s) => new K3sSite(s.stores, 'k', { network: { lan: 10 } }), 'subnet-invalid at stores/k'],
  [
    'an unknown architecture',
    (s) => new SffDevice(s.store, 'n', { ...hardware, architecture: 'x86_64' }),
    'architecture-unknown at stores/store-1/n',
  ],
  [
    'the memory of a device as text',
    (s) => new SffDevice(s.store, 'n', { ...hardware, memory: '32Gi' }),
    'value-invalid at stores/store-1/n',
  ],
  [
    'a role that K3s does not know',
    (s) => new SffDevice(s.store, 'n', { ...hardware, role: 'master' }),
    'value-invalid at stores/store-1/n',
  ],
  [
    'a Helm chart without a version',
    (s) => new HelmChart(s.store, 'h', { chart: 'oci://registry.contoso.com/h' }),
    'value-invalid at stores/store-1/h',
  ],

  // workloads
  ['a workload without properties', (s) => new Workload(s.till, 'pos'), 'value-invalid at stores/store-1/till/pos'],
  ['a workload without an image', on('till', { image: undefined }), 'value-invalid at stores/store-1/till/pos'],
  ['a workload without limits', on('till', { limits: undefined }), 'limits-missing at stores/store-1/till/pos'],
  ['limits without memory', on('menu', { limits: { cpu: 1 } }), 'limits-missing at kiosks/kiosk-1/menu/pos'],
  ['memory as text', on('till', { limits: { cpu: 1, memory: '256Mi' } }), 'value-invalid at stores/store-1/till/pos'],
  [
    'cpu as text',
    on('till', { limits: { cpu: '500m', memory: Size.gibibytes(1) } }),
    'limits-invalid at stores/store-1/till/pos',
  ],
  [
    'cpu that is no number',
    on('till', { limits: { cpu: Number.NaN, memory: Size.gibibytes(1) } }),
    'limits-invalid at stores/store-1/till/pos',
  ],
  ['a workload without a user', on('till', { user: undefined }), 'user-missing at stores/store-1/till/pos'],
  ['a user by name', on('till', { user: 'postgres' }), 'value-invalid at stores/store-1/till/pos'],
  [
    'an unknown capability',
    on('till', { capabilities: { add: ['NET_EVERYTHING'], reason: 'r' } }),
    'value-invalid at stores/store-1/till/pos',
  ],
  [
    'a capability without its reason',
    on('till', { capabilities: { add: ['NET_ADMIN'] } }),
    'reason-missing at stores/store-1/till/pos',
  ],
  [
    'root without a reason',
    on('till', { user: 0, exceptions: { root: true } }),
    'reason-missing at stores/store-1/till/pos',
  ],
  [
    'the network of the device without a reason',
    on('till', { hostNetwork: true }),
    'value-invalid at stores/store-1/till/pos',
  ],
  [
    'a choice without its reason',
    on('menu', { compose: { egress: 'unenforced' } }),
    'reason-missing at kiosks/kiosk-1/menu/pos',
  ],
  [
    'a choice that there is not',
    on('till', { k3s: { publish: 'nodePort' } }),
    'value-invalid at stores/store-1/till/pos',
  ],
  [
    'a port that is published to the world',
    on('till', { ports: [{ name: 'http', port: 80, publish: { port: 80, on: 'wan' } }] }),
    'value-invalid at stores/store-1/till/pos',
  ],
  ['a port as in `docker run -p`', on('till', { ports: ['80:8080'] }), 'value-invalid at stores/store-1/till/pos'],
  [
    'a protocol that is none',
    on('till', { ports: [{ name: 'http', port: 80, protocol: 'http' }] }),
    'value-invalid at stores/store-1/till/pos',
  ],
  [
    'an egress rule as an object',
    on('till', { egress: [{ kind: 'internet' }] }),
    'value-invalid at stores/store-1/till/pos',
  ],
  [
    'an egress rule to nowhere',
    on('till', { egress: [Egress.to('printer', 9100)] }),
    'subnet-invalid at stores/store-1/till/pos',
  ],
  [
    'a health check as an object',
    on('till', { health: { httpGet: { path: '/', port: 80 } } }),
    'value-invalid at stores/store-1/till/pos',
  ],
  [
    'a health command as one line of shell',
    on('till', { health: Health.command('curl -f localhost') }),
    'value-invalid at stores/store-1/till/pos',
  ],
  [
    'a health check of a port that there is not',
    on('till', { health: Health.tcp({ port: 'http' }) }),
    'reference-unknown at stores/store-1/till/pos',
  ],
  [
    'a secret by its name only',
    on('till', { secrets: [{ secret: 'db', mountPath: '/run/secrets/db' }] }),
    'value-invalid at stores/store-1/till/pos',
  ],
  [
    'a secret in the environment without the choice',
    on('till', { env: { DB: Secret.named('db') } }),
    'needs-choice at stores/store-1/till/pos',
  ],
  [
    'an object in the environment',
    on('till', { env: { SETTINGS: { currency: 'EUR' } } }),
    'value-invalid at stores/store-1/till/pos',
  ],
  [
    'a volume without a size',
    on('till', { volumes: [{ name: 'data', mountPath: '/data' }] }),
    'value-invalid at stores/store-1/till/pos',
  ],
  [
    'a volume that is named and in memory at once',
    on('till', { volumes: [{ name: 'data', tmpfs: Size.mebibytes(1), size: Size.gibibytes(1), mountPath: '/data' }] }),
    'value-invalid at stores/store-1/till/pos',
  ],
  ['a priority that there is not', on('till', { priority: 'high' }), 'value-invalid at stores/store-1/till/pos'],
  ['a device by its name', on('till', { on: 'node-1' }), 'reference-unknown at stores/store-1/till/pos'],
  [
    'a device of another site',
    (s) => new Workload(s.till, 'pos', { ...container, on: s.box }),
    'reference-unknown at stores/store-1/till/pos',
  ],
  ['a misspelt field', on('till', { replica: 2 }), 'property-unknown at stores/store-1/till/pos'],
  ['replicas as text', on('till', { replicas: '2' }), 'value-invalid at stores/store-1/till/pos'],
  ['a connection to itself', (s) => s.db.connectTo(s.db), 'connection-invalid at stores/store-1/till/db'],
  ['a connection to a name', (s) => s.db.connectTo('pos'), 'connection-invalid at stores/store-1/till/db'],
  ['a connection to nothing', (s) => s.db.connectTo(undefined), 'connection-invalid at stores/store-1/till/db'],
  [
    'the endpoint of a port that there is not',
    (s) => s.db.endpoint('http'),
    'reference-unknown at stores/store-1/till/db',
  ],
  [
    'a patch that makes a container privileged',
    (s) => s.db.patch(JsonPatch.add('/spec/template/spec/containers/0/securityContext/privileged', true)),
    'privileged at stores/store-1/till/db',
  ],

  // rules
  [
    'waiving a rule that cannot be waived',
    (s) => Rules.waive(s.store, ['user-missing'], { reason: 'legacy' }),
    'waiver-invalid at stores/store-1',
  ],
  [
    'waiving a rule that there is not',
    (s) => Rules.waive(s.store, ['be-nice'], { reason: 'legacy' }),
    'waiver-invalid at stores/store-1',
  ],
  [
    'waiving a rule of every object',
    (s) => Rules.waive(s.store, ['toString'], { reason: 'legacy' }),
    'waiver-invalid at stores/store-1',
  ],
  ['waiving without a reason', (s) => Rules.waive(s.store, ['runs-as-root']), 'waiver-invalid at stores/store-1'],
  ['waiving everything', (s) => Rules.waive(s.store, '*', { reason: 'legacy' }), 'waiver-invalid at stores/store-1'],
  [
    'an inventory that is text',
    (s) => s.stores.sites('id,lan', { id: 'id' }, (id) => new K3sSite(s.stores, id, { network })),
    'inventory-row at stores',
  ],
];

describe('JavaScript', () => {
  it('may build the scene that the misuses start from', () => {
    expect(refusals(() => {})).toEqual([]);
  });

  it.each(REFUSED)('is refused %s', (_title, program, refusal) => {
    expect(refusals(program)).toContain(refusal);
  });

  it('gets an error that says what was needed and what it got', () => {
    const { kiosks } = scene();
    expect(() => new K3sSite(kiosks, 'k', { network })).toThrow(sff.OrchestratorConflictError);
    expect(() => new K3sSite(kiosks, 'k2', { network })).toThrow(
      expect.objectContaining({ needed: 'k3s', got: 'docker-compose', path: 'kiosks/k2' }),
    );
  });

  it('gains nothing by changing the orchestrator of a fleet', () => {
    const { stores } = scene();
    Object.assign(stores, { orchestrator: 'docker-compose' });
    expect(() => new K3sSite(stores, 'store-2', { network })).toThrow(sff.OrchestratorConflictError);
  });
});
