import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { Fleet, K3sSite, SffApp, SffDevice, SffValidationError } from '../../lib';
import { OutputWriter } from '../../lib/output/writer';
import { snapshot, useDirectory } from '../output/writer-fixture';
import { container, hardware } from '../tree/program';
import { buildStores, type Row, rowsOf } from './program/stores';

const directory = useDirectory();
const base = () => directory.path('.');
const lock = () => directory.path('sff.lock.json');

interface Part {
  readonly shard?: string;
  readonly only?: string;
}

/** The program for a part of its sites, and how many of its inventory were made. */
function program(outdir: string, rows: readonly Row[], part: Part = {}, image?: string) {
  const app = new SffApp({ outdir, lock: lock(), frozen: false, ...part });
  return { app, built: buildStores(app, rows, image) };
}

const whole = (rows: readonly Row[], image?: string) => {
  const outdir = directory.path('whole');
  fs.rmSync(outdir, { recursive: true, force: true });
  fs.rmSync(lock(), { force: true });
  program(outdir, rows, {}, image).app.synth();
  const result = { files: snapshot(outdir), lock: fs.readFileSync(lock(), 'utf8') };
  fs.rmSync(lock());
  return result;
};

const inShards = (rows: readonly Row[], count: number, image?: string) => {
  let built = 0;
  for (let k = 1; k <= count; k++) {
    const run = program(directory.outdir, rows, { shard: `${k}/${count}` }, image);
    built += run.built;
    run.app.synth();
  }
  return built;
};

const now = () => ({ files: snapshot(directory.outdir), lock: fs.readFileSync(lock(), 'utf8') });

describe('shards', () => {
  it.each([1, 2, 3, 8, 64])('of %i give together what one run gives, and make each site once', (count) => {
    const rows = rowsOf(40);
    const expected = whole(rows);
    expect(inShards(rows, count)).toBe(40);
    expect(now()).toEqual(expected);
  });

  it('give it also when their number changes, with sites that come, go and change', () => {
    const first = rowsOf(30);
    const then = [...first.slice(5), { id: 'new', ring: 'broad' }];
    const image = container.image.replace('1.4.2', '1.4.3');
    const expected = whole(then, image);
    inShards(first, 8);
    fs.rmSync(lock()); // sites go: what the lock says of that is another test's
    inShards(then, 3, image);
    expect(now()).toEqual(expected);
    fs.rmSync(lock());
    inShards(first, 5);
    fs.rmSync(lock());
    program(directory.outdir, then, {}, image).app.synth();
    expect(now()).toEqual(expected);
    expect(fs.readdirSync(join(directory.outdir, '.sff')).sort()).toEqual(['cache', 'files.json']);
  });

  it('remove only what is theirs', () => {
    const rows = rowsOf(20);
    inShards(rows, 4);
    const before = snapshot(directory.outdir);
    fs.rmSync(lock());
    program(directory.outdir, [], { shard: '2/4' }).app.synth();
    const after = snapshot(directory.outdir);
    const gone = new Set(
      Object.keys(before)
        .filter((path) => !(path in after))
        .map((path) => path.split('/')[1]),
    );
    expect(gone.size).toBeGreaterThan(0);
    expect(gone.size).toBeLessThan(20);
    inShards(rows, 4);
    expect(snapshot(directory.outdir)).toEqual(before);
  });

  it('run at the same time, as processes of their own', async () => {
    const expected = whole(rowsOf(24));
    const codes = await Promise.all(
      [1, 2, 3, 4].map(
        (k) =>
          new Promise<number | null>((resolve) => {
            const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'program/shard.ts')], {
              env: { ...process.env, TEST_OUTDIR: directory.outdir, TEST_LOCK: lock(), SFF_SHARD: `${k}/4` },
              stdio: 'inherit',
            });
            child.on('exit', resolve);
          }),
      ),
    );
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(now()).toEqual(expected);
  }, 60_000);

  it('refuse a run that would write the same files, and leave one alone that would not', () => {
    fs.mkdirSync(directory.outdir);
    const writer = OutputWriter.open(directory.outdir, undefined, shardOf('1-of-4', 0, 4));
    try {
      expect(() => program(directory.outdir, [], {}).app.synth()).toThrow(/is writing into this directory/);
      expect(() => program(directory.outdir, [], { shard: '1/8' }).app.synth()).toThrow(/is writing into this/);
      expect(() => program(directory.outdir, [], { shard: '1/4' }).app.synth()).toThrow(/is writing into this/);
      program(directory.outdir, [], { shard: '2/4' }).app.synth();
      program(directory.outdir, [], { shard: '2/8' }).app.synth();
    } finally {
      writer.abort();
    }
    program(directory.outdir, []).app.synth();
  });

  it('see serial numbers of all rows, and of other fleets', () => {
    const { app } = program(directory.outdir, rowsOf(8), { shard: '1/64' });
    const other = new Fleet(app, 'others', { orchestrator: 'k3s' });
    const site = new K3sSite(other, 'x', { network: { lan: '10.0.1.0/24' } });
    for (let i = 0; i < 8; i++) new SffDevice(site, `d${i}`, { ...hardware, role: 'agent', serial: `CZ-s${i}` });
    expect(() => app.synth()).toThrow(SffValidationError);
    try {
      app.synth();
    } catch (error) {
      const codes = (error as SffValidationError).problems.map(({ code }) => code);
      expect(codes.filter((code) => code === 'serial-duplicate')).toHaveLength(8);
    }
  });

  it('know a renamed site by its first name', () => {
    const rows = rowsOf(6);
    const renamed = rows.map((row) => (row.id === 's3' ? { ...row, id: 'hamburg', former: 's3' } : row));
    inShards(rows, 2);
    const before = now();
    inShards(renamed, 2);
    expect(now().lock).toBe(before.lock);
    expect(Object.keys(now().files)).toEqual(Object.keys(before.files));
    expect(now().files['fleet.json']).toBe(before.files['fleet.json']);
  });

  it('bring a lock of any form in order', () => {
    const rows = rowsOf(6);
    const { lock: expected } = whole([...rows, { id: 'new', ring: 'broad' }]);
    inShards(rows, 2);
    fs.writeFileSync(lock(), JSON.stringify(JSON.parse(fs.readFileSync(lock(), 'utf8'))));
    inShards([...rows, { id: 'new', ring: 'broad' }], 2);
    expect(now().lock).toBe(expected);
  });

  it('compare their own sites with the lock, and no others', () => {
    const rows = rowsOf(12);
    inShards(rows, 3);
    const less = rows.slice(1);
    const problems = [1, 2, 3].map((k) => {
      try {
        program(directory.outdir, less, { shard: `${k}/3` }).app.synth();
        return [];
      } catch (error) {
        return (error as SffValidationError).problems.map(({ code, path }) => `${code} ${path}`);
      }
    });
    expect(problems.flat()).toEqual(['site-removed stores/s0']);
  });
});

describe('a single site', () => {
  it('is made and written alone', () => {
    const rows = rowsOf(10);
    const expected = whole(rows);
    program(directory.outdir, rows).app.synth();
    fs.rmSync(join(directory.outdir, 'stores/s4'), { recursive: true });
    fs.rmSync(join(directory.outdir, 'stores/s5'), { recursive: true });
    const run = program(directory.outdir, rows, { only: 'stores/s4' });
    run.app.synth();
    expect(run.built).toBe(1);
    const { files } = expected;
    const without = Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('stores/s5/')));
    expect(snapshot(directory.outdir)).toEqual(without);
    program(directory.outdir, rows).app.synth();
    expect(now()).toEqual(expected);
  });

  it.each([
    [
      { only: 'stores/s99' },
      '1 problem; nothing was written.\n  (app): has no site stores/s99. Write the <fleet>/<site> of its directory. [shard-invalid]',
    ],
    [{ only: 's4' }, '"s4" is no path of a site. Write <fleet>/<site>.'],
    [{ shard: '9/8' }, '"9/8" is no shard. Write 1/8 to 8/8, say; at most 64 shards.'],
    [{ shard: '0/8' }, '"0/8" is no shard. Write 1/8 to 8/8, say; at most 64 shards.'],
    [{ shard: '1/65' }, '"1/65" is no shard. Write 1/8 to 8/8, say; at most 64 shards.'],
    [{ shard: 'two' }, '"two" is no shard. Write 1/8 to 8/8, say; at most 64 shards.'],
    [
      { shard: '1/2', only: 'stores/s1' },
      'A shard (1/2) and a single site (stores/s1) are asked for. Ask for one of them.',
    ],
  ])('or shard that is none, %j, is an error', (part, message) => {
    expect(() => program(directory.outdir, rowsOf(3), part).app.synth()).toThrow(message);
  });
});

describe('what an inventory has to say', () => {
  it('is what fleet.json needs of sites that another shard makes', () => {
    const app = new SffApp({ outdir: directory.outdir, lock: false });
    const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
    fleet.sites([{ id: 's1' }], { id: 'id' }, (id) => {
      const site = new K3sSite(fleet, id, {
        network: { lan: '10.0.1.0/24' },
        labels: { ring: 'canary' },
        renamedFrom: 's0',
      });
      new SffDevice(site, 'box', hardware);
      return site;
    });
    expect(() => app.synth()).toThrow('stores/s1: says the label ring, renamedFrom, which its inventory does not.');
  });

  it('has to be readable, row by row', () => {
    const app = new SffApp({ outdir: base(), lock: false });
    const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
    const make = (id: string) => {
      const site = new K3sSite(fleet, id, { network: { lan: '10.0.1.0/24' } });
      new SffDevice(site, 'box', hardware);
      return site;
    };
    fleet.sites(
      [
        { id: 's1', n: 1 },
        { id: 's2', n: 2 },
      ],
      {
        id: 'id',
        labels: ({ n }) => {
          if (n === 1) throw new Error('no ring');
          return { Ring: 'not a label value!' };
        },
        renamedFrom: ({ n }) => (n === 1 ? 's1' : undefined),
      },
      make,
    );
    expect(() => app.synth()).toThrow(
      /row 1 has no readable labels: Error: no ring(?:.|\n)*row 1 was renamed from "s1", which is its name/,
    );
  });
});

function shardOf(name: string, remainder: number, count: number) {
  return { name, includes: (site: string) => site.length % count === remainder };
}
