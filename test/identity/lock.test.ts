import * as fs from 'node:fs';
import { SffApp, SffError } from '../../lib';
import { parseLock, renderLock } from '../../lib/identity/lock-file';
import { acceptChanges, type DecisionProps, retireSites } from '../../lib/lock/decide';
import { IdentityStore } from '../../lib/lock/store';
import { useDirectory } from '../output/writer-fixture';
import { build, hasLock, lockOf, newLines, readLockFile, synth, type Variant, writeLockFile } from './fixture';

const directory = useDirectory();
const base = () => directory.path('.');

/** By which `sff` finds these: they are not where it looks first. */
const flags = () => ` --lock ${lockOf(base())} --outdir ${base()}/dist`;

const decision = (path: string, more: Partial<DecisionProps> = {}): DecisionProps => ({
  path,
  reason: 'The shop asked for it.',
  by: 'Jo',
  at: new Date('2026-11-21T10:00:00Z'),
  lock: lockOf(base()),
  outdir: `${base()}/dist`,
  ...more,
});

function errorOf(action: () => unknown): { code: string; path: string | undefined; message: string; fix: string } {
  try {
    action();
  } catch (error) {
    if (!(error instanceof SffError)) throw error;
    return { code: error.code, path: error.path, message: error.detail, fix: error.fix };
  }
  throw new Error('Nothing was thrown.');
}

describe('a lock', () => {
  it('is made by synth, a fact a line', () => {
    expect(synth(base(), { sites: ['s1'] })).toEqual([]);
    expect(readLockFile(base())).toBe(`{
  "stores/s1/claims/till/db-data": "2Gi sff-local",
  "stores/s1/cluster-cidr": "10.42.0.0/16",
  "stores/s1/data-dir": "/var/lib/rancher/k3s",
  "stores/s1/datastore": "sqlite",
  "stores/s1/devices/box": "server",
  "stores/s1/namespaces/till": true,
  "stores/s1/orchestrator": "k3s",
  "stores/s1/ports/8080-tcp": "till/db",
  "stores/s1/serials/box": "CZ-s1-0",
  "stores/s1/service-cidr": "10.43.0.0/16",
  "version": 1
}
`);
  });

  it('is written aside, and not where a link leads', () => {
    fs.writeFileSync(directory.path('elsewhere'), 'theirs');
    for (const name of ['.all.new', '.new']) fs.symlinkSync(directory.path('elsewhere'), `${lockOf(base())}${name}`);
    expect(synth(base(), { sites: ['s1', 's2'] })).toEqual([]);
    expect(synth(base(), { sites: ['s1'] })).not.toEqual([]);
    retireSites(decision('stores/s2'));
    expect(fs.readFileSync(directory.path('elsewhere'), 'utf8')).toBe('theirs');
    expect(fs.lstatSync(lockOf(base())).isFile()).toBe(true);
  });

  it.each(['5', 'null', '{}', '[{}]', '[{"path":"stores/s1/datastore","was":"sqlite","is":{}}]'])(
    'is compared, and decided on, whatever the cache says has changed: %s',
    (changes) => {
      synth(base(), {});
      synth(base(), { servers: 3 });
      const cached = `${base()}/dist/.sff/cache/lock-changes.json`;
      fs.writeFileSync(cached, `{"version":1,"changes":${changes},"missing":[]}`);
      expect(errorOf(() => acceptChanges(decision('stores/s1/datastore'))).code).toBe('decision-invalid');
      expect(synth(base(), {})).toEqual([]);
    },
  );

  it('has on Compose what Compose keeps', () => {
    expect(synth(base(), { orchestrator: 'docker-compose' })).toEqual([]);
    expect(
      readLockFile(base())
        .split('\n')
        .slice(1, -3)
        .map((line) => line.trim()),
    ).toEqual([
      '"stores/s1/container-range": "172.28.0.0/16",',
      '"stores/s1/devices/box": true,',
      expect.stringMatching(/^"stores\/s1\/networks\/till-db\.published": "172\.28\.\d+\.\d+\/29",$/),
      '"stores/s1/orchestrator": "docker-compose",',
      '"stores/s1/ports/8080-tcp": "till/db",',
      '"stores/s1/project": "s1",',
      '"stores/s1/serials/box": "CZ-s1-0",',
      '"stores/s1/volumes/till-db-data": "s1_till-db-data",',
    ]);
  });

  it('gets lines for what is new, and no other one changes', () => {
    synth(base(), { sites: ['s1', 's3'] });
    const before = readLockFile(base());
    expect(synth(base(), { sites: ['s1', 's2', 's3'] })).toEqual([]);
    expect(newLines(before, readLockFile(base()))).toEqual([]);
    expect(newLines(readLockFile(base()), before)).toHaveLength(10);
  });

  it('is not touched where nothing is new', () => {
    synth(base());
    fs.utimesSync(lockOf(base()), 1, 1);
    expect(synth(base())).toEqual([]);
    expect(fs.statSync(lockOf(base())).mtimeMs).toBe(1000);
  });

  it('is not asked for by false, and not by tests', () => {
    const app = new SffApp({ outdir: `${base()}/dist`, lock: false });
    build(app, {});
    app.synth();
    expect(hasLock(base())).toBe(false);
  });

  it('lets go what nobody misses: networks of connections that were removed', () => {
    const compose = { orchestrator: 'docker-compose', publish: undefined } as const;
    synth(base(), compose);
    const text = readLockFile(base()).replace(
      '  "stores/s1/orch',
      '  "stores/s1/networks/old": "172.28.9.0/29",\n  "stores/s1/orch',
    );
    writeLockFile(base(), text);
    expect(synth(base(), compose)).toEqual([]);
    expect(readLockFile(base())).not.toContain('networks/old');
  });
});

describe('a locked fact', () => {
  it.each<[string, Variant, Variant, string, string]>([
    [
      'a volume removed',
      {},
      { volume: undefined },
      'claims/till/db-data',
      'claim till/db-data (2Gi sff-local) would go: its data are read by nobody.',
    ],
    [
      'a volume made smaller',
      {},
      { gibibytes: 1 },
      'claims/till/db-data',
      'claim till/db-data of 2Gi sff-local would become 1Gi sff-local: Kubernetes refuses this for a claim that is there.',
    ],
    [
      'a port moved',
      {},
      { publish: 9090 },
      'ports/8080-tcp',
      'port 8080/tcp of till/db would close: its callers are refused.',
    ],
    [
      'a machine replaced',
      {},
      { serial: 'NEW' },
      'serials/box',
      'device box would be machine NEW-s1-0 instead of CZ-s1-0, which has none of its data.',
    ],
    [
      'servers added',
      {},
      { servers: 3 },
      'datastore',
      'the datastore sqlite would become etcd: K3s takes its content along only when the first server is started with --cluster-init.',
    ],
    [
      'servers removed',
      { servers: 3 },
      {},
      'datastore',
      'the datastore etcd would become sqlite: the state of the cluster would be lost.',
    ],
    [
      'another range',
      {},
      { range: '10.52.0.0/16' },
      'cluster-cidr',
      'the range of pods 10.42.0.0/16 would become 10.52.0.0/16, which a cluster keeps for life: it would be installed anew.',
    ],
    [
      'another data directory',
      {},
      { dataDir: '/acsa/k3s' },
      'data-dir',
      'the data directory /var/lib/rancher/k3s would become /acsa/k3s: what K3s has there leads to itself, and it starts no more.',
    ],
    [
      'a Compose volume removed',
      { orchestrator: 'docker-compose' },
      { orchestrator: 'docker-compose', volume: undefined },
      'volumes/till-db-data',
      'volume till-db-data (s1_till-db-data) would go: its data are read by nobody.',
    ],
    [
      'another range for containers',
      { orchestrator: 'docker-compose' },
      { orchestrator: 'docker-compose', range: '172.30.0.0/16' },
      'container-range',
      'the range of container networks 172.28.0.0/16 would become 172.30.0.0/16: every network and container is made anew. Docker refuses addresses that it still has for another one: on the device, run docker compose down with the old project first, which keeps volumes.',
    ],
  ])('is not changed by %s', (_, before, after, fact, message) => {
    expect(synth(base(), before)).toEqual([]);
    const [lock, output] = [readLockFile(base()), fs.readdirSync(`${base()}/dist/stores/s1`, { recursive: true })];
    const problems = synth(base(), after);
    expect(problems).toContainEqual({
      code: 'identity-changed',
      path: 'stores/s1',
      message,
      fix: expect.stringContaining(`sff accept stores/s1/${fact} --reason "…"${flags()}.`),
    });
    expect(readLockFile(base())).toBe(lock);
    expect(fs.readdirSync(`${base()}/dist/stores/s1`, { recursive: true })).toEqual(output);
  });

  it('may be kept under a new name: the message says how', () => {
    synth(base());
    const fixes = synth(base(), { app: 'checkout' }).map(({ message, fix }) => `${message} ${fix}`);
    expect(fixes).toContainEqual(
      expect.stringMatching(
        /^namespace till would go.* If it was renamed, write renamedFrom on what makes namespaces checkout now\./,
      ),
    );
    expect(synth(base(), { app: 'checkout', appFormer: 'till' })).toEqual([]);
  });

  it('changes with its orchestrator altogether: that is one problem', () => {
    synth(base());
    expect(synth(base(), { orchestrator: 'docker-compose' })).toEqual([
      {
        code: 'identity-changed',
        path: 'stores/s1',
        message: 'k3s would become docker-compose: all that runs there would stay behind, with its data.',
        fix: `Undo it. If you mean it: sff accept stores/s1/orchestrator --reason "…"${flags()}.`,
      },
    ]);
  });

  it('that is the same in many sites is one problem', () => {
    const sites = Array.from({ length: 300 }, (_, i) => `s${i}`);
    synth(base(), { sites });
    expect(synth(base(), { sites, volume: undefined })).toEqual([
      {
        code: 'identity-changed',
        path: 'stores',
        message:
          '300 sites (s0, s1, s10, …): claim till/db-data (2Gi sff-local) would go: its data are read by nobody.',
        fix: `Undo it. If you mean it: sff accept 'stores/*/claims/till/db-data' --reason "…"${flags()}.`,
      },
    ]);
    expect(acceptChanges(decision('stores/*/claims/till/db-data'))).toHaveLength(300);
    expect(synth(base(), { sites, volume: undefined })).toEqual([]);
  });

  it('is accepted by a name that begins with that of its site', () => {
    const device = 's1-pc';
    synth(base(), { device });
    synth(base());
    expect(acceptChanges(decision('stores/*/devices/{site}-pc')).map(({ path }) => path)).toEqual([
      `stores/s1/devices/${device}`,
    ]);
    expect(acceptChanges(decision('stores/*/serials/{site}-pc'))).toHaveLength(1);
    expect(errorOf(() => retireSites(decision('stores/{site}'))).message).toBe('The lock has no such path.');
    expect(synth(base())).toEqual([]);
  });

  it('is accepted with the outcome that was meant, where sites differ', () => {
    const sites = ['s1', 's2', 's3', 's4'];
    const [smaller, without] = [{ gibibytes: 1 }, { volume: undefined }];
    const after = { sites, at: { s1: smaller, s2: smaller, s3: without, s4: without } };
    const pattern = 'stores/*/claims/till/db-data';
    synth(base(), { sites });
    expect(synth(base(), after).map(({ fix }) => fix)).toEqual(
      ["'1Gi sff-local'", 'gone'].map((to) => expect.stringContaining(`sff accept '${pattern}' --to ${to} --reason`)),
    );
    expect(errorOf(() => acceptChanges(decision(pattern)))).toEqual({
      code: 'decision-invalid',
      path: pattern,
      message:
        'It covers what would go (stores/s3/claims/till/db-data) and what would change (stores/s2/claims/till/db-data).',
      fix: 'Say which you mean: --to gone, or --to with what it becomes.',
    });
    expect(acceptChanges(decision(pattern, { to: '1Gi sff-local' }))).toHaveLength(2);
    expect(synth(base(), after).map(({ fix }) => fix)).toEqual([
      expect.stringContaining(`sff accept '${pattern}' --reason`),
    ]);
    expect(acceptChanges(decision(pattern, { to: 'gone' }))).toHaveLength(2);
    expect(synth(base(), after)).toEqual([]);
  });

  it('that a part of the program finds unchanged again cannot be accepted any more', () => {
    const sites = ['s1', 's2'];
    synth(base(), { sites });
    synth(base(), { sites, gibibytes: 1 });
    expect(synth(base(), { sites, only: 'stores/s1', at: { s2: { gibibytes: 1 } } })).toEqual([]);
    const message = 'Nothing there has changed since the last synth.';
    expect(errorOf(() => acceptChanges(decision('stores/s1'))).message).toBe(message);
    expect(acceptChanges(decision('stores/s2'))).toHaveLength(1);
  });

  it('needs no flags where the lock and the output are where sff looks first', () => {
    const before = process.cwd();
    process.chdir(base());
    try {
      const synthesise = (volume: string | undefined) => {
        const app = new SffApp({ frozen: false });
        build(app, { volume });
        app.synth();
      };
      synthesise('data');
      expect(() => synthesise(undefined)).toThrow('sff accept stores/s1/claims/till/db-data --reason "…".');
    } finally {
      process.chdir(before);
    }
  });

  it('is not looked at while the program has other mistakes, which leave things out', () => {
    synth(base());
    expect(synth(base(), { gibibytes: 0 }).map(({ code }) => code)).toEqual(['value-invalid']);
  });
});

describe('a site that is gone', () => {
  it('has to be retired, which tells what stays on its devices', () => {
    synth(base(), { sites: ['s1', 's2'] });
    expect(synth(base())).toEqual([
      {
        code: 'site-removed',
        path: 'stores/s2',
        message: 'is locked, and no more in the program: what runs there, and its data, would be left alone.',
        fix: `Undo it. If it is given up: sff retire stores/s2 --reason "…"${flags()}.`,
      },
    ]);
    expect(retireSites(decision('stores/s2'))).toEqual([
      {
        path: 'stores/s2',
        stays: [
          'claims/till/db-data (2Gi sff-local)',
          'devices/box (server)',
          'namespaces/till',
          'serials/box (CZ-s2-0)',
        ],
      },
    ]);
    expect(synth(base())).toEqual([]);
    expect(readLockFile(base())).not.toContain('"stores/s2');
    expect(readLockFile(base())).toContain(
      '  "retired 2026-11-21T10:00:00.000Z stores/s2": { "facts": 10, "reason": "The shop asked for it.", "by": "Jo" },\n',
    );
  });

  it('may have been renamed: the message says how', () => {
    synth(base(), { sites: ['s1', 's2'] });
    expect(synth(base(), { sites: ['s1', 'hamburg'] })).toEqual([
      expect.objectContaining({
        code: 'site-removed',
        fix: `Undo it. If stores/hamburg is what it was renamed to, write renamedFrom there. If it is given up: sff retire stores/s2 --reason "…"${flags()}.`,
      }),
    ]);
  });

  it('is one of many in one problem', () => {
    synth(base(), { sites: ['s1', 's2', 's3', 's4', 's5'] });
    expect(synth(base())).toEqual([
      expect.objectContaining({
        path: 'stores',
        message:
          '4 sites (s2, s3, s4, …) are locked, and no more in the program: what runs there, and its data, would be left alone.',
        fix: `Undo it. If they are given up: sff retire 'stores/*' --reason "…"${flags()}.`,
      }),
    ]);
    expect(retireSites(decision('stores/*')).map(({ path }) => path)).toEqual(
      ['s2', 's3', 's4', 's5'].map((s) => `stores/${s}`),
    );
    expect(synth(base())).toEqual([]);
  });
});

describe('a decision', () => {
  it('is recorded in the lock, which has then what the program says', () => {
    synth(base());
    synth(base(), { gibibytes: 4 });
    expect(acceptChanges(decision('stores/s1/claims'))).toEqual([
      { path: 'stores/s1/claims/till/db-data', was: '2Gi sff-local', is: '4Gi sff-local' },
    ]);
    const text = readLockFile(base());
    expect(text).toContain('"stores/s1/claims/till/db-data": "4Gi sff-local",\n');
    expect(text).toContain(
      '  "accepted 2026-11-21T10:00:00.000Z stores/s1/claims": { "facts": 1, "reason": "The shop asked for it.", "by": "Jo" },\n',
    );
    expect(synth(base(), { gibibytes: 4 })).toEqual([]);
    expect(readLockFile(base())).toBe(text);
  });

  it('of a whole site covers a switched orchestrator', () => {
    synth(base());
    synth(base(), { orchestrator: 'docker-compose' });
    acceptChanges(decision('stores/s1'));
    expect(synth(base(), { orchestrator: 'docker-compose' })).toEqual([]);
  });

  it('about an orchestrator is one about all that changes with it', () => {
    synth(base());
    synth(base(), { orchestrator: 'docker-compose' });
    expect(acceptChanges(decision('stores/*/orchestrator')).length).toBeGreaterThan(1);
    expect(synth(base(), { orchestrator: 'docker-compose' })).toEqual([]);
  });

  it.each<[string, () => unknown, string]>([
    ['a path that the lock does not have', () => acceptChanges(decision('stores/s9')), 'The lock has no such path.'],
    [
      'what has not changed',
      () => acceptChanges(decision('stores/s1/ports')),
      'Nothing there has changed since the last synth.',
    ],
    ['a site that is there', () => retireSites(decision('stores/s1')), 'The last synth had this site.'],
    ['a site that is not known', () => retireSites(decision('stores/s9')), 'The lock has no such path.'],
    [
      'a gone site by accept',
      () => acceptChanges(decision('stores/s2/ports')),
      'The whole site is no more in the program.',
    ],
    [
      'anything without a reason',
      () => acceptChanges(decision('stores/s1', { reason: ' ' })),
      'A decision needs a reason, and someone who makes it.',
    ],
    [
      'anything by nobody',
      () => retireSites(decision('stores/s2', { by: '' })),
      'A decision needs a reason, and someone who makes it.',
    ],
    [
      'another lock',
      () => acceptChanges(decision('stores/s1', { lock: `${base()}/no.json` })),
      'There is no such lock.',
    ],
  ])('is not made about %s', (_, decide, message) => {
    synth(base(), { sites: ['s1', 's2'] });
    synth(base(), { gibibytes: 4 });
    const before = readLockFile(base());
    expect(errorOf(decide)).toEqual(
      expect.objectContaining({ code: 'decision-invalid', message, fix: expect.stringMatching(/\S/) }),
    );
    expect(readLockFile(base())).toBe(before);
  });

  it('is not made about what another branch has changed meanwhile', () => {
    synth(base());
    synth(base(), { gibibytes: 4 });
    writeLockFile(base(), readLockFile(base()).replace('"2Gi sff-local"', '"3Gi sff-local"'));
    expect(errorOf(() => acceptChanges(decision('stores/s1')))).toEqual(
      expect.objectContaining({
        code: 'decision-invalid',
        message: 'The lock is not the one that synth has compared.',
      }),
    );
  });
});

describe('a frozen lock', () => {
  it('is only read, and has to know everything', () => {
    synth(base());
    expect(synth(base(), {}, true)).toEqual([]);
    const before = readLockFile(base());
    expect(synth(base(), { sites: ['s1', 's2'] }, true)).toEqual([
      {
        code: 'lock-outdated',
        path: '',
        message: `${lockOf(base())} does not have 10 facts of 1 site (stores/s2), and is frozen.`,
        fix: `Run synth where CI is not set, or with SFF_FROZEN=0, and commit ${lockOf(base())}.`,
      },
    ]);
    expect(readLockFile(base())).toBe(before);
  });

  it('has to be there', () => {
    expect(synth(base(), {}, true).map(({ code }) => code)).toEqual(['lock-outdated']);
    expect(hasLock(base())).toBe(false);
  });

  it.each([
    [{ CI: 'true' }, true],
    [{ CI: '' }, false],
    [{ CI: 'false' }, false],
    [{ CI: 'true', SFF_FROZEN: '0' }, false],
    [{ SFF_FROZEN: '1' }, true],
  ])('is what %p means: %p', (env, frozen) => {
    const before = { CI: process.env.CI, SFF_FROZEN: process.env.SFF_FROZEN };
    try {
      delete process.env.SFF_FROZEN;
      delete process.env.CI;
      Object.assign(process.env, env);
      const app = new SffApp({ outdir: `${base()}/dist`, lock: lockOf(base()) });
      build(app, {});
      if (frozen) expect(() => app.synth()).toThrow(/is frozen/);
      else app.synth();
      expect(hasLock(base())).toBe(!frozen);
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});

describe('a lock that a merge or a hand has changed', () => {
  const lines = (...more: readonly string[]) => `{\n${more.map((line) => `  ${line},\n`).join('')}  "version": 1\n}\n`;

  it.each<[string, string, string]>([
    ['from a newer version', '{\n  "version": 2\n}\n', 'It has version 2; this library reads 1.'],
    ['without a version', '{}', 'It has no version.'],
    [
      'with conflict markers',
      lines('"a/b/project": "b"').replace('  "version"', '<<<<<<< HEAD\n  "version"'),
      'Line 3 is a conflict marker: two branches disagree.',
    ],
    [
      'with two values for one fact',
      lines('"a/b/project": "b"', '"a/b/project": "c"'),
      '"a/b/project" is "b" in line 2 and "c" in line 3.',
    ],
    [
      'with two values for one fact, and no newline at the end',
      lines('"a/b/project": "b"', '"a/b/project": "c"').trimEnd(),
      '"a/b/project" is "b" in line 2 and "c" in line 3.',
    ],
    [
      'with two facts in a line',
      lines('"a/b/project": "b", "a/b/project": "c"', '"a/b/datastore": "etcd"').replace(/\n {2}"version/, ' "version'),
      '"a/b/project" is "b" in line 2 and "c" in line 2.',
    ],
    ['with an unknown fact', lines('"a/b/colour": "red"'), '"a/b/colour" is no fact and no decision.'],
    ['with a fact of no site', lines('"project": "red"'), '"project" is no fact and no decision.'],
    ['with a number for a fact', lines('"a/b/project": 5'), '"a/b/project" is no fact and no decision.'],
    [
      'with a decision of nobody',
      lines('"accepted 2026 a/b": { "facts": 1, "reason": "r" }'),
      '"accepted 2026 a/b" is no fact and no decision.',
    ],
    ['that is a list', '[1]', 'It is no JSON object.'],
    ['that is cut off', '{\n  "a/b/project": "b",\n', 'It is no JSON: '],
  ])('%s is refused, and stays as it is', (_, text, message) => {
    writeLockFile(base(), text);
    const error = errorOf(() => synth(base()));
    expect(error).toEqual(expect.objectContaining({ code: 'lock-invalid', path: lockOf(base()) }));
    expect(error.message).toContain(message);
    expect(error.fix).toMatch(/\S/);
    expect(readLockFile(base())).toBe(text);
    expect(fs.existsSync(`${base()}/dist/stores`)).toBe(false);
  });

  it('is good with lines in any order, and with one twice, as a union of branches has them', () => {
    synth(base(), { sites: ['s1', 's2'] });
    const text = readLockFile(base());
    const facts = text.split('\n').slice(1, -3);
    writeLockFile(base(), `{\n${[...facts].reverse().join('\n')}\n${facts[3]}\n  "version": 1\n}\n`);
    expect(synth(base(), { sites: ['s1', 's2'] }, true)).toEqual([]);
    expect(synth(base(), { sites: ['s1', 's2'] })).toEqual([]);
    expect(readLockFile(base())).toBe(text);
  });

  it('is read as it was written', () => {
    synth(base());
    synth(base(), { gibibytes: 4 });
    acceptChanges(decision('stores/s1'));
    const text = readLockFile(base());
    expect(renderLock(parseLock(text, 'sff.lock.json'))).toBe(text);
  });

  it('that is a directory is an error, before anything is written', () => {
    fs.mkdirSync(lockOf(base()));
    expect(errorOf(() => synth(base()))).toEqual(
      expect.objectContaining({ code: 'lock-invalid', path: lockOf(base()) }),
    );
    expect(fs.existsSync(`${base()}/dist/stores`)).toBe(false);
  });
});

describe('a synth that is killed', () => {
  it('between output and lock leaves what the next one locks', () => {
    synth(base());
    const killed = jest.spyOn(IdentityStore.prototype, 'commit').mockImplementation(() => {
      throw new Error('killed');
    });
    expect(() => synth(base(), { sites: ['s1', 's2'] })).toThrow('killed');
    killed.mockRestore();
    expect(fs.existsSync(`${base()}/dist/stores/s2/site.json`)).toBe(true);
    expect(readLockFile(base())).not.toContain('stores/s2');
    expect(synth(base(), { sites: ['s1', 's2'] })).toEqual([]);
    expect(readLockFile(base())).toContain('stores/s2');
  });
});
