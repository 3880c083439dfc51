import { Duration, Size } from 'cdk8s';
import { Egress, Health, type Orchestrator, Secret } from '../../lib';
import { FEATURES, type FeatureId } from '../../lib/workload/features';
import { MATRIX } from '../../lib/workload/matrix';
import { container, untyped } from '../tree/program';
import { type AnyProps, type Case, run, TARGETS } from './targets';

const port = { name: 'http', port: 8080 };
const published = (on: 'lan' | 'loopback' | 'all') => ({ ports: [{ ...port, publish: { port: 80, on } }] });
const volume = { name: 'data', mountPath: '/data', size: Size.gibibytes(1) };
const hostNetwork = { reason: 'Multicast.' };
const reason = 'A test.';

/** A program for each feature. Features that the type has no field for say so. */
const CASES = {
  image: {},
  command: { props: { command: ['/pos'] } },
  args: { props: { args: ['--fast'] } },
  env: { props: { env: { A: '1' } } },
  'env-secret': { props: { env: { A: Secret.named('db') } } },
  'config-files': { props: { configFiles: [{ path: '/etc/pos.conf', content: 'a' }] } },
  secrets: { props: { secrets: [{ secret: Secret.named('db'), mountPath: '/run/db' }] } },
  ports: { props: { ports: [port] } },
  'publish-lan': { props: published('lan') },
  'publish-loopback': { props: published('loopback') },
  'publish-all': { props: published('all') },
  'host-network-publish': { props: { ...published('lan'), hostNetwork } },
  'volume-named': { props: { volumes: [{ ...volume, owner: 'image' }] } },
  'volume-owner': { props: { volumes: [volume] } },
  'volume-owner-stated': { props: { volumes: [{ ...volume, owner: 'device' }] } },
  'volume-tmpfs': { props: { volumes: [{ tmpfs: Size.mebibytes(8), mountPath: '/cache' }] } },
  'volume-host': { props: { volumes: [{ hostPath: '/srv/media', mountPath: '/media' }] } },
  user: { props: { user: 4711 } },
  'user-image': { props: { user: 'image' } },
  group: { props: { group: 4712 } },
  'group-image': { props: { user: 'image', group: 4712 } },
  capabilities: { props: { capabilities: { add: ['NET_ADMIN'], reason } } },
  exceptions: { props: { exceptions: { privileged: reason } } },
  limits: {},
  'limits-pids': { props: { limits: { ...container.limits, pids: 100 } } },
  'limits-ephemeral': { props: { limits: { ...container.limits, ephemeralStorage: Size.gibibytes(2) } } },
  'reservations-memory': { props: { reservations: { memory: Size.mebibytes(64) } } },
  'reservations-cpu': { props: { reservations: { cpu: 0.25 } } },
  'health-command': { props: { health: Health.command(['true']) } },
  'health-http': { props: { health: Health.httpGet({ path: '/', port: 8080 }) } },
  'health-tcp': { props: { health: Health.tcp({ port: 8080 }) } },
  'health-calls': { props: { ports: [port], health: Health.command(['true']) } },
  'health-start': { props: { health: Health.command(['true'], { startPeriod: Duration.seconds(70) }) } },
  'health-restart': { props: { health: Health.command(['true'], { restartAfter: Duration.seconds(90) }) } },
  'stop-grace': { props: { stopGracePeriod: Duration.seconds(77) } },
  sidecars: { props: { sidecars: [{ ...container, name: 'log' }] } },
  'sidecars-replicas': { props: { sidecars: [{ ...container, name: 'log' }], replicas: 2 } },
  init: { props: { init: [{ ...container, name: 'migrate' }] } },
  'host-network': { props: { hostNetwork } },
  'host-network-edges': { props: { hostNetwork, egress: [Egress.internet()] } },
  replicas: { props: { replicas: 3 } },
  'replicas-volume': { props: { replicas: 2, volumes: [{ ...volume, owner: 'image' }] } },
  'replicas-publish': { props: { replicas: 2, ...published('lan') } },
  'replicas-host-port': { props: { replicas: 2, hostNetwork } },
  'publish-without-egress': { props: published('lan') },
  'publish-host-port': { props: { ports: [{ ...port, publish: 8080 }], k3s: { publish: 'hostPort' } } },
  priority: { props: { priority: 'critical' } },
  peripherals: { props: { peripherals: ['/dev/ttyUSB7'] } },
  gpus: { props: { gpus: 1 } },
  labels: { props: { labels: { ring: 'canary' } } },
  on: { props: { on: untyped('the device') } },
  'egress-lan': { props: { egress: [Egress.lan()] } },
  'egress-to': { props: { egress: [Egress.to('10.9.9.9/32', 443)] } },
  'egress-internet': { props: { egress: [Egress.internet()] } },
  connect: { build: ({ workload, other }) => workload.connectTo(other) },
  'allow-from': {
    props: { ports: [port] },
    build: ({ workload }) => workload.allowFrom.call(untyped(workload), { namespace: 'ingress' }),
  },
  'pull-secrets': { defaults: { pullSecrets: ['registry'] } },
  logging: { defaults: { logging: { maxFiles: 5 } } },
  restart: {},
  ingress: 'no field',
  jobs: 'no field',
  cron: 'no field',
  backup: 'no field',
  'start-order': 'no field',
  rolling: 'no field',
  'gpu-sharing': 'no field',
  ulimits: 'no field',
  networks: 'no field',
  namespaces: 'no field',
  'service-account': 'no field',
  scheduling: 'no field',
  build: 'no field',
} as const satisfies Record<FeatureId, Case | 'no field'>;

/** How a program makes each choice. */
const CHOICES: Readonly<Record<Orchestrator, Partial<Record<FeatureId, AnyProps>>>> = {
  k3s: {
    'env-secret': { kubernetes: { secretsInEnv: 'secretKeyRef', reason } },
    'publish-loopback': { k3s: { publish: 'hostPort' } },
    'limits-pids': { kubernetes: { pids: 'node-wide', reason } },
    peripherals: { kubernetes: { peripherals: { '/dev/ttyUSB7': { resource: 'squat.ai/serial' } }, reason } },
  },
  'docker-compose': {
    'env-secret': { compose: { secretsInEnv: 'env-file', reason } },
    'limits-ephemeral': { compose: { ephemeralStorage: 'unenforced', reason } },
    'reservations-cpu': { compose: { cpuReservation: 'unenforced', reason } },
    'health-http': { health: Health.httpGet({ path: '/', port: 8080, composeTool: 'curl' }) },
    'health-tcp': { health: Health.tcp({ port: 8080, composeTool: 'nc' }) },
    'health-restart': { compose: { liveness: 'reported', reason } },
    sidecars: { compose: { sidecars: 'shared-network', reason } },
    'egress-lan': { compose: { egress: 'unenforced', reason } },
    'egress-to': { compose: { egress: 'unenforced', reason } },
  },
};

const asked = FEATURES.filter(({ id }) => CASES[id] !== 'no field').map(({ id }) => id);

describe.each(TARGETS)('the matrix on %s', (target) => {
  const column = MATRIX[target];
  const caseOf = (id: FeatureId): Case => {
    const found: Case | 'no field' = CASES[id];
    if (found === 'no field') throw new Error(id);
    return found;
  };
  const title = (id: FeatureId) => FEATURES.find((f) => f.id === id)?.title ?? id;

  it.each(asked.filter((id) => column[id].verdict === 'mapped'))('honours %s without a word', (id) => {
    const { problems, notes } = run(target, caseOf(id));
    expect(problems.filter((p) => p.message.startsWith(`${title(id)}: `))).toEqual([]);
    expect(notes.map((n) => n.feature)).not.toContain(id);
  });

  it.each(asked.filter((id) => column[id].verdict === 'note'))('notes what differs of %s', (id) => {
    const { problems, notes } = run(target, caseOf(id));
    expect(problems).toEqual([]);
    expect(notes.map((n) => n.feature)).toContain(id);
  });

  it.each(asked.filter((id) => column[id].verdict === 'choice'))('asks for a choice about %s, and notes it', (id) => {
    const plain = caseOf(id);
    const problems = run(target, plain).problems.filter((p) => p.message.startsWith(`${title(id)}: `));
    expect(problems.map(({ code, path }) => ({ code, path }))).toEqual([
      { code: 'needs-choice', path: 'fleet/s1/pos' },
    ]);
    const chosen = run(target, { ...plain, props: { ...plain.props, ...CHOICES[target][id] } });
    expect(chosen.problems).toEqual([]);
    expect(chosen.notes.map((n) => n.feature)).toContain(id);
  });

  it.each(asked.filter((id) => column[id].verdict === 'refused'))('refuses %s', (id) => {
    const problems = run(target, caseOf(id)).problems;
    // `allowFrom` is refused by its own method, which knows before synth.
    const said = problems.filter((p) => p.code === 'unsupported');
    expect(said.map((p) => p.path)).toContain('fleet/s1/pos');
    for (const { fix } of said) expect(fix).toMatch(/\S/);
  });

  it('has a choice for the program to make wherever it asks for one', () => {
    const choices = FEATURES.filter(({ id }) => column[id].verdict === 'choice').map(({ id }) => id);
    expect(Object.keys(CHOICES[target]).sort()).toEqual([...choices].sort());
  });

  it('says what to do today about what no field asks for', () => {
    for (const { id, uses } of FEATURES.filter((f) => CASES[f.id] === 'no field')) {
      const cell = column[id];
      expect(cell.verdict).toBe('refused');
      if (cell.verdict === 'refused') expect(cell.instead).toMatch(/\S/);
      expect(uses(untyped({}))).toBe(false);
    }
  });
});
