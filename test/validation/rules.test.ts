import { ApiObject, App, JsonPatch, Size } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Egress,
  Fleet,
  Health,
  K3sSite,
  type RuleCode,
  Rules,
  Secret,
  SffApp,
  SffDevice,
  SffError,
  SffValidationError,
  Workload,
} from '../../lib';
import { Testing } from '../../lib/testing';
import { RULES } from '../../lib/validation/rules';
import { AZURE_PROGRAMS, type DEPLOY } from '../azure/programs';
import { container, DIGEST, hardware, IMAGE, type K3sProgram, k3s, untyped } from '../tree/program';
import { foreignDeployment } from './foreign';

const network = { lan: '10.0.42.0/24' };

/** Raised by what only Compose has; the tests of Compose sites have their programs. */
const COMPOSE = 'on Compose only';
/** Raised where there is a lock. */
const LOCK = 'with a lock only';

type Program = (program: K3sProgram) => unknown;

const workload =
  (props: unknown, id = 'pos'): Program =>
  ({ site }) =>
    new Workload(site, id, untyped({ ...container, ...(props as object) }));

const foreign =
  (pod: unknown, main: unknown = {}): Program =>
  ({ site }) =>
    foreignDeployment(site, pod, main);

/** A program for every rule: one mistake, which is told once, with that code. */
const PROGRAMS = {
  'app-not-sff': () => new Fleet(new App(), 'stores', { orchestrator: 'k3s' }),
  'fleet-nested': ({ app }) => new Fleet(new Construct(app, 'eu'), 'stores', { orchestrator: 'k3s' }),
  'orchestrator-conflict': ({ app }) =>
    new K3sSite(untyped(new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' })), 'k1', { network }),
  'orchestrator-unknown': ({ app }) => new Fleet(app, 'more', untyped({ orchestrator: 'swarm' })),
  'scope-unknown': ({ app }) => new Workload(untyped(app), 'pos', container),
  'name-invalid': workload({}, 'Pos'),
  'name-duplicate': ({ site }) => [1, 2].map(() => new Workload(site, 'pos', container)),
  'rename-invalid': workload({ renamedFrom: 'node-1' }),
  'identity-changed': LOCK,
  'site-removed': LOCK,
  'lock-outdated': LOCK,
  'lock-invalid': LOCK,
  'shard-invalid': () => new SffApp({ shard: '9/8' }),
  'decision-invalid': LOCK,
  'value-invalid': workload({ replicas: '2' }),
  'property-unknown': workload({ volume: [] }),
  'reference-unknown': ({ site }) => new Workload(site, 'pos', container).endpoint('http'),
  'label-invalid': workload({ labels: { customer: 'Müller & Söhne' } }),
  'inventory-row': ({ fleet }) => fleet.sites([{ id: '' }], { id: 'id' }, () => fleet),
  'waiver-invalid': ({ site }) => Rules.waive(site, ['privileged'], { reason: ' ' }),
  'dependency-between-sites': ({ fleet, site }) => {
    const other = new K3sSite(fleet, 's2', { network });
    new SffDevice(other, 'node-1', hardware);
    site.node.addDependency(other);
  },
  'environment-changes-output': () => {
    process.env.CDK8S_LEGACY_HASH = '1';
    new SffApp().synthYaml();
  },
  'construct-invalid': ({ site }) =>
    new Construct(site, 'other').node.addValidation({ validate: () => ['has no containers'] }),
  'device-count': COMPOSE,
  'server-count': ({ site }) => new SffDevice(site, 'node-2', hardware),
  'architecture-unknown': ({ site }) =>
    new SffDevice(site, 'node-2', untyped({ ...hardware, role: 'agent', architecture: 'x86_64' })),
  'address-invalid': ({ site }) =>
    new SffDevice(site, 'node-2', { ...hardware, role: 'agent', address: '10.0.42.300' }),
  'address-duplicate': ({ site }) =>
    ['a', 'b'].map((id) => new SffDevice(site, id, { ...hardware, role: 'agent', address: '10.0.42.11' })),
  'serial-duplicate': ({ site }) =>
    ['a', 'b'].map((id) => new SffDevice(site, id, { ...hardware, role: 'agent', serial: 'SN-1' })),
  'subnet-invalid': workload({ egress: [Egress.to('10.0.42.7/24', 80)] }),
  'subnet-overlap': ({ fleet }) =>
    new SffDevice(new K3sSite(fleet, 's2', { network: { lan: '10.42.0.0/24' } }), 'node-1', hardware),
  'subnets-exhausted': COMPOSE,
  'hardware-missing': workload({ gpus: 1 }),
  'image-malformed': workload({ image: `registry.contoso.com/POS:1@${DIGEST}` }),
  'image-not-pinned': workload({ image: 'pos:1.4.2' }),
  'image-latest': workload({ image: `pos:latest@${DIGEST}` }),
  'image-lock-mismatch': ({ fleet }) => {
    const images = { 'registry.contoso.com/pos:1.4.2': `sha256:${'b'.repeat(64)}` };
    const site = new K3sSite(fleet, 's2', { network, images });
    new SffDevice(site, 'node-1', hardware);
    new Workload(site, 'pos', { ...container, image: IMAGE });
  },
  'limits-missing': workload({ limits: { cpu: 1 } }),
  'limits-invalid': workload({ reservations: { memory: Size.gibibytes(1) } }),
  'user-missing': workload({ user: undefined }),
  'runs-as-root': workload({ user: 0 }),
  'env-invalid': workload({ env: { 'my-var': '1' } }),
  'text-invalid': workload({ env: { A: '\0' } }),
  'path-invalid': workload({ peripherals: ['../ttyUSB0'] }),
  'mount-duplicate': workload({
    volumes: [{ tmpfs: Size.mebibytes(1), mountPath: '/etc/pos' }],
    configFiles: [{ path: '/etc/pos', content: '' }],
  }),
  'config-too-large': workload({ configFiles: [{ path: '/a', content: 'x'.repeat(1024 ** 2 + 1) }] }),
  'port-invalid': workload({ ports: [{ name: 'http', port: 0 }] }),
  'port-duplicate': workload({ ports: ['http', 'web'].map((name) => ({ name, port: 80 })) }),
  'port-collision': ({ site }) =>
    ['a', 'b'].map(
      (id) => new Workload(site, id, { ...container, ports: [{ name: 'http', port: 8080, publish: 80 }] }),
    ),
  'port-reserved': workload({ ports: [{ name: 'api', port: 8080, publish: 6443 }] }),
  'publish-without-address': COMPOSE,
  'connection-invalid': ({ site }) => {
    const pos = new Workload(site, 'pos', container);
    pos.connectTo(pos);
  },
  'endpoint-without-connection': ({ site }) => {
    const db = new Workload(site, 'db', { ...container, ports: [{ name: 'pg', port: 5432 }] });
    new Workload(site, 'pos', { ...container, env: { URL: `postgres://${db.endpoint('pg')}/till` } });
  },
  'needs-choice': workload({ env: { PASSWORD: Secret.named('db') } }),
  unsupported: workload({
    replicas: 2,
    volumes: [{ name: 'data', mountPath: '/data', size: Size.gibibytes(1) }],
  }),
  'host-path-not-allowed': workload({ volumes: [{ hostPath: '/etc', mountPath: '/x' }] }),
  'reason-missing': workload({ exceptions: { privileged: '' } }),
  privileged: foreign({}, { securityContext: { privileged: true } }),
  'host-namespace': foreign({ hostPID: true }),
  'host-path': foreign({ volumes: [{ name: 'x', hostPath: { path: '/' } }] }, { volumeMounts: [{ name: 'x' }] }),
  'capability-added': foreign({}, { securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }),
  unconfined: foreign({}, { securityContext: { seccompProfile: { type: 'Unconfined' } } }),
  'image-pull-always': foreign({}, { imagePullPolicy: 'Always' }),
  'restart-missing': COMPOSE,
  'port-on-all-interfaces': COMPOSE,
  'build-on-device': COMPOSE,
  interpolation: COMPOSE,
  'compose-invalid': COMPOSE,
  'object-invalid': ({ site }) =>
    new ApiObject(site, 'x', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'Pos' } }),
  'field-dropped': ({ site }) => {
    class Old extends ApiObject {
      public override toJson() {
        const { spec: _, ...rest } = super.toJson();
        return rest;
      }
    }
    new Old(site, 'x', { apiVersion: 'v1', kind: 'ConfigMap' }).addJsonPatch(JsonPatch.add('/spec', { a: 1 }));
  },
  'credential-in-output': workload({ env: { URL: 'postgres://till:hunter2@db/till' } }),
  ...AZURE_PROGRAMS,
} as const satisfies Record<RuleCode, Program | typeof COMPOSE | typeof LOCK | typeof DEPLOY>;

/** Rules that end a program at once: nothing could be built on such a construct, or nothing rendered there. */
const AT_ONCE: readonly RuleCode[] = [
  'app-not-sff',
  'fleet-nested',
  'orchestrator-conflict',
  'orchestrator-unknown',
  'scope-unknown',
  'environment-changes-output',
  'shard-invalid',
];

/** Every error of a program, as data. */
function run(program: Program): { code: string; path: string | undefined; message: string; fix: string }[] {
  const built = k3s();
  try {
    program(built);
    Testing.synth(built.app);
    return [];
  } catch (error) {
    if (error instanceof SffValidationError) return [...error.problems];
    if (error instanceof SffError) {
      const { code, path, message, fix } = error;
      return [{ code, path, message, fix }];
    }
    throw error;
  } finally {
    delete process.env.CDK8S_LEGACY_HASH;
  }
}

const entries = Object.entries(PROGRAMS) as [RuleCode, Program | typeof COMPOSE | typeof LOCK | typeof DEPLOY][];
const onK3s = entries.filter((entry): entry is [RuleCode, Program] => typeof entry[1] === 'function');

describe('a rule', () => {
  it.each(onK3s)('%s has a program that breaks it, and only it, once', (code, program) => {
    const errors = run(program);
    expect(errors.map((e) => e.code)).toEqual([code]);
    expect(errors[0]?.message).toMatch(/\S/);
    expect(errors[0]?.fix).toMatch(/^\S.*\S$/);
    // A sentence, and one line: it is read in a list.
    expect(errors[0]?.message).not.toMatch(/\n|undefined|\[object/);
  });

  it.each(Object.entries(RULES))('%s says what it is about, and how to follow it', (_, { about, example, fix }) => {
    for (const text of [about, example, fix]) expect(text.trim().length).toBeGreaterThan(5);
  });

  it.each(onK3s.filter(([code]) => RULES[code].waivable))('%s can be waived', (code, program) => {
    // What the program of a workload says with a reason of its own is not found in the output.
    const inProgram: RuleCode[] = ['limits-missing', 'runs-as-root'];
    const errors = run((built) => {
      program(built);
      Rules.waive(built.app, [untyped(code)], { reason: 'An experiment.' });
    });
    expect(errors.map((e) => e.code)).toEqual(inProgram.includes(code) ? [code] : []);
  });

  it.each(onK3s.filter(([code]) => !RULES[code].waivable && !AT_ONCE.includes(code)))(
    '%s cannot be waived',
    (code, program) => {
      const errors = run((built) => {
        program(built);
        Rules.waive(built.app, [untyped(code)], { reason: 'An experiment.' });
      });
      expect(errors.map((e) => e.code).sort()).toEqual([code, 'waiver-invalid'].sort());
    },
  );

  it('of the edge has its own finding for a foreign pod', () => {
    const broken = { limits: undefined, image: 'nginx:1.27' };
    expect(run(foreign({}, { resources: {} })).map((e) => e.code)).toEqual(['limits-missing']);
    expect(run(foreign({}, { image: broken.image })).map((e) => e.code)).toEqual(['image-not-pinned']);
    expect(run(foreign({}, { securityContext: { runAsUser: 0 } })).map((e) => e.code)).toEqual(['runs-as-root']);
  });
});

describe('a health check', () => {
  it('names a port that is there', () => {
    expect(run(workload({ health: Health.tcp({ port: 'http' }) })).map((e) => e.code)).toEqual(['reference-unknown']);
  });

  it('refuses timing that nobody reads', () => {
    const health = Health.command(['true'], untyped({ retrys: 3 }));
    expect(run(workload({ health })).map((e) => e.code)).toEqual(['property-unknown']);
    expect(run(workload({ health: Health.command(['true'], untyped(null)) })).map((e) => e.code)).toEqual([
      'value-invalid',
    ]);
  });
});
