import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Size } from 'cdk8s';
import {
  Egress,
  Fleet,
  Health,
  K3sSite,
  Secret,
  SffApp,
  SffDevice,
  SffError,
  SffValidationError,
  Workload,
} from '../../lib';
import { Testing } from '../../lib/testing';
import { container, DIGEST, hardware, type K3sProgram, k3s, problemsOf, untyped } from '../tree/program';

const http = { name: 'http', port: 8080 };
const pem = `-----BEGIN ${'PRIVATE'} KEY-----\n${'aB3dE6gH'.repeat(8)}\n-----END PRIVATE KEY-----\n`;

const pos =
  (props: unknown) =>
  ({ site }: K3sProgram) =>
    new Workload(site, 'pos', untyped({ ...container, ...(props as object) }));

const named = (id: string) => (program: K3sProgram) => new Workload(program.site, id, container);

describe('what is said of bad input', () => {
  const password = 'hunter2-hunter2';
  const url = `https://till:${password}@registry.contoso.com`;

  it.each<[string, (program: K3sProgram) => unknown]>([
    ['an image', pos({ image: `${url}/pos:1` })],
    ['a value of another form', pos({ env: { A: { url } } })],
    ['a long value', pos({ args: [{ [`${'x'.repeat(40)}`]: url }] })],
    ['a name', named(url)],
    ['an id of a row', ({ fleet }) => fleet.sites([{ id: url }], { id: 'id' }, () => untyped(undefined))],
  ])('shows no credential that stands in %s, nor a part of one', (_, build) => {
    const program = k3s();
    build(program);
    const problems = problemsOf(program.app);
    expect(problems).not.toEqual([]);
    expect(JSON.stringify(problems)).not.toContain(password.slice(0, 5));
    expect(new SffValidationError(problems).message).not.toContain(password.slice(0, 5));
  });

  it('is on one line, and sends a terminal, or the log of a pipeline, nothing that it obeys', () => {
    const program = k3s();
    pos({ image: 'x\u001b[31m:1' })(program);
    program.fleet.sites([{ id: 'a\u202e\n::error::b' }], { id: 'id' }, () => untyped(undefined));
    const problems = problemsOf(program.app);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('"a\\u202e\\n::error::b"'),
      expect.stringContaining('x\\u001b[31m'),
    ]);
    const error = new SffError({ code: 'x', message: 'a\u001bb', fix: 'c' });
    expect(error.message).toBe('a\\u001bb c');
  });
});

describe('bad input', () => {
  it.each<[string, (program: K3sProgram) => unknown, string, string]>([
    ['an image without digest', pos({ image: 'pos:1.4.2' }), 'image-not-pinned', 'stores/s1/pos'],
    ['latest', pos({ image: `pos:latest@${DIGEST}` }), 'image-latest', 'stores/s1/pos'],
    ['latest, unsaid', pos({ image: 'pos' }), 'image-latest', 'stores/s1/pos'],
    ['a malformed digest', pos({ image: 'pos:1@sha256:abc' }), 'image-malformed', 'stores/s1/pos'],
    ['a missing limit', pos({ limits: { cpu: 1 } }), 'limits-missing', 'stores/s1/pos'],
    ['no limits', pos({ limits: undefined }), 'limits-missing', 'stores/s1/pos'],
    [
      'memory below reservation',
      pos({ reservations: { memory: Size.gibibytes(1) } }),
      'limits-invalid',
      'stores/s1/pos',
    ],
    ['a missing user', pos({ user: undefined }), 'user-missing', 'stores/s1/pos'],
    [
      'two workloads with one published port',
      ({ site }) => {
        new Workload(site, 'a', { ...container, ports: [{ ...http, publish: 80 }] });
        new Workload(site, 'b', { ...container, ports: [{ ...http, publish: 80 }] });
      },
      'port-collision',
      'stores/s1/b',
    ],
    ['port 6443', pos({ ports: [{ ...http, publish: 6443 }] }), 'port-reserved', 'stores/s1/pos'],
    ['a name with capitals', named('Pos'), 'name-invalid', 'stores/s1'],
    ['a name starting with a digit', named('1pos'), 'name-invalid', 'stores/s1'],
    ['a name of 64 characters', named('a'.repeat(64)), 'name-invalid', 'stores/s1'],
    ['an empty name', named(''), 'name-invalid', 'stores/s1'],
    [
      'connectTo itself',
      (program) => {
        const workload = pos({ ports: [http] })(program);
        workload.connectTo(workload);
      },
      'connection-invalid',
      'stores/s1/pos',
    ],
    [
      "connectTo another site's workload",
      (program) => {
        const other = new K3sSite(program.fleet, 's2', { network: { lan: '10.0.43.0/24' } });
        new SffDevice(other, 'node-1', hardware);
        pos({})(program).connectTo(new Workload(other, 'db', { ...container, ports: [http] }));
      },
      'connection-invalid',
      'stores/s1/pos',
    ],
    [
      'connectTo one without ports',
      (program) => pos({})(program).connectTo(new Workload(program.site, 'db', container)),
      'connection-invalid',
      'stores/s1/pos',
    ],
    [
      'connectTo what is no workload',
      (program) => pos({})(program).connectTo(untyped(null)),
      'connection-invalid',
      'stores/s1/pos',
    ],
    ['a credential in env', pos({ env: { URL: 'amqp://a:hunter2@q/' } }), 'credential-in-output', 'stores/s1/pos'],
    [
      'a PEM key in a config file',
      pos({ configFiles: [{ path: '/etc/tls.key', content: pem }] }),
      'credential-in-output',
      'stores/s1/pos',
    ],
    [
      'config files over 1 MiB in all',
      pos({ configFiles: ['/a', '/b'].map((path) => ({ path, content: 'x'.repeat(600_000) })) }),
      'config-too-large',
      'stores/s1/pos',
    ],
    [
      'replicas 2 with a host port',
      pos({ replicas: 2, ports: [{ ...http, publish: 80 }], k3s: { publish: 'hostPort' } }),
      'unsupported',
      'stores/s1/pos',
    ],
    ['two servers', ({ site }) => new SffDevice(site, 'node-2', hardware), 'server-count', 'stores/s1'],
    [
      'a device in two sites',
      ({ fleet, site }) => {
        new SffDevice(site, 'node-2', { ...hardware, role: 'agent', serial: 'SN-1' });
        const other = new K3sSite(fleet, 's2', { network: { lan: '10.0.43.0/24' } });
        new SffDevice(other, 'node-1', { ...hardware, serial: 'SN-1' });
      },
      'serial-duplicate',
      'stores/s2',
    ],
    [
      'overlapping pod and LAN subnets',
      ({ fleet }) => new SffDevice(new K3sSite(fleet, 's2', { network: { lan: '10.42.0.0/16' } }), 'node-1', hardware),
      'subnet-overlap',
      'stores/s2',
    ],
    [
      'an inventory with a duplicate id',
      ({ fleet }) =>
        fleet.sites([{ id: 's8' }, { id: 's8' }], { id: 'id' }, (id) => {
          const site = new K3sSite(fleet, id, { network: { lan: '10.0.43.0/24' } });
          new SffDevice(site, 'node-1', hardware);
          return site;
        }),
      'inventory-row',
      'stores',
    ],
    [
      'a device of another site',
      (program) => {
        const other = new K3sSite(program.fleet, 's2', { network: { lan: '10.0.43.0/24' } });
        pos({ on: new SffDevice(other, 'node-1', hardware) })(program);
      },
      'reference-unknown',
      'stores/s1/pos',
    ],
    [
      'a sidecar without its name',
      pos({ sidecars: [{ ...container, name: 'Log Shipper' }] }),
      'name-invalid',
      'stores/s1/pos',
    ],
    [
      'a volume of two kinds',
      pos({ volumes: [{ tmpfs: Size.mebibytes(1), hostPath: '/x', mountPath: '/x' }] }),
      'value-invalid',
      'stores/s1/pos',
    ],
    [
      'a file below a file',
      pos({ configFiles: ['/etc/pos', '/etc/pos/pos.conf'].map((path) => ({ path, content: '' })) }),
      'mount-duplicate',
      'stores/s1/pos',
    ],
    ['egress to a name', pos({ egress: [Egress.to('db.contoso.com', 443)] }), 'subnet-invalid', 'stores/s1/pos'],
    ['no properties', ({ site }) => new Workload(site, 'pos', untyped(undefined)), 'value-invalid', 'stores/s1/pos'],
  ])('%s is one problem with a code, a path and a fix, and nothing is rendered', (_, build, code, path) => {
    const program = k3s();
    build(program);
    expect(() => Testing.synth(program.app)).toThrow(SffValidationError);
    const problems = problemsOf(program.app);
    expect(problems).toEqual([{ code, path, message: expect.any(String), fix: expect.stringMatching(/\S/) }]);
  });

  it.each<[string, unknown]>([
    ['image', 5],
    ['image', null],
    ['limits', null],
    ['limits', 'all'],
    ['limits', { cpu: '1', memory: Size.mebibytes(64) }],
    ['limits', { cpu: 1, memory: 64 }],
    ['reservations', 5],
    ['reservations', { memory: null }],
    ['ports', {}],
    ['ports', [null]],
    ['ports', [{ name: null, port: 1 }]],
    ['ports', [{ name: 'http', port: 80, publish: null }]],
    ['ports', [{ name: 'http', port: 80, publish: {} }]],
    ['ports', [{ name: 'http', port: 80, publish: { port: 80, on: 'wan' } }]],
    ['ports', [{ name: 'http', port: 80, protocol: 'sctp' }]],
    ['env', null],
    ['env', 'A=1'],
    ['env', { A: null }],
    ['env', { A: {} }],
    ['env', { A: [] }],
    ['env', { PORT: Number.NaN }],
    ['env', { PORT: Number.POSITIVE_INFINITY }],
    ['volumes', [null]],
    ['volumes', ['data']],
    ['volumes', [{}]],
    ['volumes', [{ name: 5, mountPath: '/a', size: Size.gibibytes(1) }]],
    ['volumes', [{ name: 'data', mountPath: '/a', size: 5 }]],
    ['volumes', [{ name: 'data', mountPath: '/a', size: Size.gibibytes(1), owner: 'root' }]],
    ['volumes', [{ tmpfs: null, mountPath: '/a' }]],
    ['capabilities', null],
    ['capabilities', { add: ['EVERYTHING'], reason: 'x' }],
    ['exceptions', 'root'],
    ['exceptions', { root: 5 }],
    ['hostNetwork', null],
    ['hostNetwork', true],
    ['sidecars', [null]],
    ['sidecars', {}],
    ['init', [{ ...container, name: 'a', mounts: [null] }]],
    ['init', [{ ...container, name: 'a', mounts: [{ volume: 'b', mountPath: '/b' }] }]],
    ['health', null],
    ['health', {}],
    ['health', Health.httpGet(untyped(undefined))],
    ['health', Health.tcp(untyped(null))],
    ['health', Health.command(['pos'], untyped(null))],
    ['stopGracePeriod', 30],
    ['on', null],
    ['on', 'node-1'],
    ['labels', null],
    ['labels', 'a=b'],
    ['labels', new Map([['ring', 'pilot']])],
    ['labels', Promise.resolve({ ring: 'pilot' })],
    ['env', new Map([['CURRENCY', 'EUR']])],
    ['env', new Set(['CURRENCY'])],
    ['env', new Date(0)],
    ['kubernetes', 'x'],
    ['kubernetes', {}],
    ['kubernetes', { reason: 'x', pids: 'pod-wide' }],
    ['kubernetes', { reason: 'x', peripherals: 'x' }],
    ['kubernetes', { reason: 'x', peripherals: { '/dev/x': 'privileged' } }],
    ['k3s', { publish: 'nodePort' }],
    ['k3s', []],
    ['compose', { reason: 'x' }],
    ['egress', [null]],
    ['egress', 'internet'],
    ['egress', null],
    ['egress', [Egress.to('10.0.42.50/32', 80, untyped('icmp'))]],
    ['egress', [Egress.to('10.0.42.50/32', 80, untyped(null))]],
    ['priority', null],
    ['command', 'sh'],
    ['args', [1]],
    ['user', 'root'],
    ['user', -1],
    ['group', 'x'],
    ['replicas', 0],
    ['gpus', 0.5],
    ['priority', 'high'],
    ['peripherals', [5]],
    ['secrets', [null]],
    ['secrets', [{ secret: 'db', mountPath: '/run/db' }]],
    ['secrets', [{ secret: Secret.named('db', untyped('password')), mountPath: '/run/db' }]],
    ['secrets', [{ secret: Secret.named('db', untyped({ Key: 'password' })), mountPath: '/run/db' }]],
    ['secrets', [{ secret: Secret.named('db', untyped(null)), mountPath: '/run/db' }]],
    ['configFiles', [null]],
    ['configFiles', [{ path: '/a', content: 5 }]],
  ])('of JavaScript in %s, %j, is a problem and never a TypeError', (field, value) => {
    const program = k3s();
    pos({ [field]: value })(program);
    const problems = problemsOf(program.app);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.path).toBe('stores/s1/pos');
  });

  it.each<[string, (program: K3sProgram) => unknown, RegExp, RegExp]>([
    ['no number', pos({ limits: { ...container.limits, cpu: Number.NaN } }), /NaN/, /0\.5/],
    ['no port number', pos({ ports: [{ name: 'http', port: Number.NaN }] }), /NaN/, /1 to 65535/],
    ['no id', named(untyped(undefined)), /is missing/, /a-z/],
    [
      'a UDP port to check',
      pos({ ports: [{ name: 'x', port: 53, protocol: 'udp' }], health: Health.tcp({ port: 'x' }) }),
      /UDP/,
      /Health\.command/,
    ],
    ['a check of nothing', pos({ health: Health.tcp(untyped(undefined)) }), /nothing/, /Health\.tcp\(/],
    [
      'a secret given a text, which may be its value',
      pos({ secrets: [{ secret: Secret.named('db', untyped('hunter2')), mountPath: '/run/db' }] }),
      /^(?!.*hunter2).*a string/,
      /key/,
    ],
    [
      'labels of pods that are none',
      (program) => pos({ ports: [http] })(program).allowFrom({ namespace: 'a', podLabels: untyped(null) }),
      /podLabels is null/,
      /podLabels: {/,
    ],
    [
      'nobody to let in',
      (program) => pos({ ports: [http] })(program).allowFrom(untyped(undefined)),
      /nothing/,
      /namespace/,
    ],
    [
      'a text for yes',
      ({ fleet }) => {
        const props = { network: { lan: '10.0.43.0/24' }, pushManifests: untyped('yes') };
        new SffDevice(new K3sSite(fleet, 's2', props), 'node-1', hardware);
      },
      /pushManifests is "yes"/,
      /true or false/,
    ],
    [
      'a proxy with a password',
      ({ fleet }) => {
        const proxy = { https: 'http://till:hunter2@10.0.42.2:3128' };
        new SffDevice(new K3sSite(fleet, 's2', { network: { lan: '10.0.43.0/24', proxy } }), 'node-1', hardware);
      },
      /network\/proxy/,
      /Leave/,
    ],
  ])('says what it is and what to do: %s', (_, build, message, fix) => {
    const program = k3s();
    build(program);
    expect(problemsOf(program.app)).toMatchObject([
      { message: expect.stringMatching(message), fix: expect.stringMatching(fix) },
    ]);
  });

  it('as peripherals: what does not say how it gets in is refused', () => {
    const { app, site } = k3s({}, {}, { peripherals: ['/dev/x'] });
    const kubernetes = { reason: 'x', peripherals: { '/dev/x': { resource: 'serial' } } };
    new Workload(site, 'pos', { ...container, peripherals: ['/dev/x'], kubernetes });
    expect(problemsOf(app).map((p) => p.code)).toEqual(['value-invalid']);
  });

  it('all over a program is told at once', () => {
    const app = new SffApp();
    const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s', labels: { 'a b': 'x' } });
    const site = new K3sSite(fleet, 's1', { network: { lan: 'x' } });
    const broken = { image: 'pos:1', limits: { cpu: 1 }, ports: [{ name: 'http', port: 0 }], env: { 'a-b': '' } };
    new Workload(site, 'pos', untyped({ ...broken, replicas: 2, env: { 'a-b': '' }, volume: 1, health: null }));
    new Workload(site, 'db', { ...container, env: { URL: 'postgres://a:hunter2@db/' } });
    expect(problemsOf(app).map((p) => `${p.code} ${p.path}`)).toEqual([
      'label-invalid stores',
      'server-count stores/s1',
      'subnet-invalid stores/s1',
      'credential-in-output stores/s1/db',
      'env-invalid stores/s1/pos',
      'image-not-pinned stores/s1/pos',
      'limits-missing stores/s1/pos',
      'port-invalid stores/s1/pos',
      'property-unknown stores/s1/pos',
      'user-missing stores/s1/pos',
      'value-invalid stores/s1/pos',
    ]);
  });

  it('in one workload breaks no other, and no later call on it', () => {
    const { app, site } = k3s();
    const broken = new Workload(site, 'broken', untyped({}));
    const good = new Workload(site, 'good', { ...container, ports: [http] });
    expect(broken.hostname).toBe('broken.apps');
    expect(broken.endpoint('pg')).toBe('broken.apps:0');
    good.connectTo(broken);
    broken.connectTo(good);
    broken.allowFrom({ namespace: 'ingress' });
    broken.patch();
    expect(new Set(problemsOf(app).map((p) => p.path))).toEqual(new Set(['stores/s1/broken']));
    expect(site.toJson()).not.toHaveLength(0);
  });
});

describe('an error of validation', () => {
  const many = (count: number) => {
    const { app, site } = k3s({}, {}, { cores: 128, memory: Size.gibibytes(128) });
    for (let i = 0; i < count; i++) new Workload(site, `w${i}`, { ...container, image: 'pos:1' });
    try {
      Testing.synth(app);
    } catch (error) {
      if (error instanceof SffValidationError) return error;
    }
    throw new Error('no error');
  };

  it('reads as a list, with the path, the sentence, the fix and the code of each problem', () => {
    const { message, problems } = many(2);
    for (const problem of problems) {
      const line = message.split('\n').find((l) => l.includes(problem.path));
      for (const part of [problem.message, problem.fix, problem.code]) expect(line).toContain(part);
    }
    expect(message.split('\n')).toHaveLength(3);
  });

  it('has all problems as data, and so many of them in its message as one can read', () => {
    const { message, problems, name } = many(150);
    expect(name).toBe('SffValidationError');
    expect(problems).toHaveLength(150);
    expect(message.split('\n')).toHaveLength(102);
  });

  it('is printed by Node without saying everything twice', () => {
    const error = many(2);
    expect(inspect(error)).toContain(error.message);
    for (const { path } of error.problems) expect(inspect(error).split(`${path}: `)).toHaveLength(2);
  });

  it('leaves the disk alone', () => {
    const base = mkdtempSync(join(tmpdir(), 'sff-bad-'));
    try {
      const app = new SffApp({ outdir: join(base, 'out'), lock: false });
      new K3sSite(new Fleet(app, 'stores', { orchestrator: 'k3s' }), 's1', { network: { lan: '10.0.42.0/24' } });
      expect(() => app.synth()).toThrow(SffValidationError);
      expect(() => rmSync(join(base, 'out'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    } finally {
      rmSync(base, { recursive: true });
    }
  });

  it('is one of the library, and not of validation, where nothing could be built', () => {
    expect(() => new Workload(untyped(new SffApp()), 'pos', container)).toThrow(SffError);
  });
});
