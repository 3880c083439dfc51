import * as fs from 'node:fs';
import { join } from 'node:path';
import type { FileSystem } from '../../lib/output/disk';
import { sealOfFiles } from '../../lib/output/seals';
import type { OutputFile } from '../../lib/output/tree';
import { OutputWriter } from '../../lib/output/writer';
import { sha256 } from '../../lib/portable/hash';
import { VERSION } from '../../lib/version';
import { faultyDisk, groupOf, put, snapshot, stateFiles, useDirectory } from './writer-fixture';

const place = useDirectory();
const FILES = [
  { path: 's1/a.yaml', text: 'a: 1\n' },
  { path: 's1/site.json', text: '{}\n' },
];
const TREE = { 's1/a.yaml': 'a: 1\n', 's1/site.json': '{}\n' };

/** Writes `files` as one group; returns how often they were made, and what was written. */
function write(files: readonly OutputFile[] = FILES, digest = 'd1', disk: FileSystem = fs) {
  const writer = OutputWriter.open(place.outdir, disk);
  let made = 0;
  const make = () => {
    made++;
    return files;
  };
  writer.addGroup({ ...groupOf('s1', files), digest: () => digest, files: make });
  return { ...writer.commit(), made };
}

const cached = (name: string) => join(place.outdir, '.sff/cache', name);
const at = (path: string) => join(place.outdir, path);

/** Lets the seals be younger than the files, and a tick of the clock pass, as in a run of thousands of files. */
function settle(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
  const later = Date.now() / 1000 + 60;
  fs.utimesSync(cached('seals.json'), later, later);
}

describe('a group of files', () => {
  it('is made once, and kept while nothing changes', () => {
    expect(write()).toMatchObject({ made: 1, written: ['s1/a.yaml', 's1/site.json'] });
    expect(write()).toEqual({ made: 0, written: [], unchanged: 2, removed: 0 });
    expect(snapshot(place.outdir)).toEqual(TREE);
  });

  it('is read where a change could have left no trace, and else looked at only', () => {
    const reads = () => {
      const disk = faultyDisk();
      expect(write(FILES, 'd1', disk.fs)).toMatchObject({ made: 0, unchanged: 2 });
      return disk.calls.filter((call) => call === 'readSync').length;
    };
    write();
    // As young as the files, however long this machine took.
    const { ctime } = fs.statSync(at('s1/a.yaml'));
    fs.utimesSync(cached('seals.json'), ctime, ctime);
    expect(reads()).toBe(2);
    settle();
    expect(reads()).toBe(0);
    // Other inodes, as in a restored copy: read once.
    fs.cpSync(at('s1'), place.path('copy'), { recursive: true });
    fs.rmSync(at('s1'), { recursive: true });
    fs.renameSync(place.path('copy'), at('s1'));
    expect(reads()).toBe(2);
    settle();
    expect(reads()).toBe(0);
  });

  it('is made when its data have changed, and what is the same stays', () => {
    write();
    const before = fs.statSync(at('s1/site.json')).ino;
    expect(write([{ path: 's1/a.yaml', text: 'a: 2\n' }, FILES[1] as OutputFile], 'd2')).toMatchObject({
      made: 1,
      written: ['s1/a.yaml'],
      unchanged: 1,
    });
    expect(fs.statSync(at('s1/site.json')).ino).toBe(before);
    expect(write(FILES, 'd1')).toMatchObject({ made: 1, written: ['s1/a.yaml'] });
  });

  it('is made when its data have changed, even where its bytes have not', () => {
    write();
    expect(write(FILES, 'd2')).toMatchObject({ made: 1, written: [] });
    expect(write(FILES, 'd2')).toMatchObject({ made: 0, written: [] });
  });

  it.each<[string, () => void]>([
    [
      'bytes of the same length and time',
      () => {
        const { atime, mtime } = fs.statSync(at('s1/a.yaml'));
        fs.writeFileSync(at('s1/a.yaml'), 'a: 9\n');
        fs.utimesSync(at('s1/a.yaml'), atime, mtime);
      },
    ],
    ['a file that is gone', () => fs.rmSync(at('s1/a.yaml'))],
    ['a directory that is gone', () => fs.rmSync(at('s1'), { recursive: true })],
    ['another mode', () => fs.chmodSync(at('s1/a.yaml'), 0o755)],
    [
      'a link to the same bytes',
      () => {
        fs.renameSync(at('s1/a.yaml'), place.path('elsewhere'));
        fs.symlinkSync(place.path('elsewhere'), at('s1/a.yaml'));
      },
    ],
  ])('is made where it finds %s', (_, change) => {
    write();
    change();
    expect(write()).toMatchObject({ made: 1, written: expect.arrayContaining(['s1/a.yaml']) });
    settle();
    change();
    expect(write()).toMatchObject({ made: 1, written: expect.arrayContaining(['s1/a.yaml']) });
    expect(snapshot(place.outdir)).toEqual(TREE);
    expect(fs.statSync(at('s1/a.yaml')).mode & 0o777).toBe(0o644);
    expect(write().made).toBe(0);
  });

  it('is made where its seals are a copy, which could say anything of the files', () => {
    write();
    settle();
    fs.writeFileSync(at('s1/a.yaml'), 'a: 9\n');
    const file = cached('seals.json');
    const { seals, ...rest } = JSON.parse(fs.readFileSync(file, 'utf8'));
    const [data] = seals.s1.split(' ');
    const bytes = sealOfFiles(['s1/a.yaml', 's1/site.json'].map((path) => [path, sha256(fs.readFileSync(at(path)))]));
    fs.rmSync(file);
    fs.writeFileSync(file, JSON.stringify({ ...rest, seals: { s1: `${data} ${bytes} none` } }));
    expect(write()).toMatchObject({ made: 1, written: ['s1/a.yaml'] });
    expect(snapshot(place.outdir)).toEqual(TREE);
  });

  it('is sealed in the directory, and not where a link leads', () => {
    write();
    fs.rmSync(cached('.'), { recursive: true });
    fs.mkdirSync(place.path('elsewhere'));
    fs.symlinkSync(place.path('elsewhere'), join(place.outdir, '.sff/cache'));
    write();
    expect(fs.readdirSync(place.path('elsewhere'))).toEqual([]);
    expect(write().made).toBe(0);
  });

  it('is not mixed from two runs', () => {
    write();
    const old = fs.readFileSync(at('s1/a.yaml'));
    write([{ path: 's1/a.yaml', text: 'a: 2\n' }, FILES[1] as OutputFile], 'd2');
    fs.writeFileSync(at('s1/a.yaml'), old);
    expect(write([{ path: 's1/a.yaml', text: 'a: 2\n' }, FILES[1] as OutputFile], 'd2')).toMatchObject({ made: 1 });
  });

  it.each([
    ['missing', () => fs.rmSync(cached('seals.json'))],
    ['empty', () => fs.truncateSync(cached('seals.json'))],
    ['half', () => fs.truncateSync(cached('seals.json'), 20)],
    ['not an object', () => fs.writeFileSync(cached('seals.json'), 'null')],
    ['without seals', () => fs.writeFileSync(cached('seals.json'), '{"version":1}')],
    ['of another version', () => fs.writeFileSync(cached('seals.json'), '{"version":2,"seals":{"s1":"x"}}')],
    ['those of another library', () => sealAs('0.0.1')],
    ['gone with the cache', () => fs.rmSync(cached('.'), { recursive: true })],
  ])('is made again when the seals are %s, and nothing is written', (_, damage) => {
    write();
    damage();
    expect(write()).toMatchObject({ made: 1, written: [], unchanged: 2 });
    expect(write().made).toBe(0);
    expect(fs.readdirSync(cached('.')).sort()).toEqual(['.gitignore', 'seals.json']);
  });

  it('that is no longer there is removed, and its seal with it', () => {
    write();
    OutputWriter.open(place.outdir).commit();
    expect(snapshot(place.outdir)).toEqual({});
    expect(JSON.parse(fs.readFileSync(cached('seals.json'), 'utf8')).seals).toEqual({});
  });

  it('is not taken from a directory whose list is gone', () => {
    write();
    fs.rmSync(at('.sff/files.json'));
    expect(write()).toMatchObject({ made: 1, written: [], unchanged: 2 });
    expect(stateFiles(place.outdir)).toEqual(['files.json']);
  });

  it('leaves no seal where the run fails', () => {
    write();
    put(place.outdir, { 's1/b.yaml': 'mine\n' });
    const before = fs.readFileSync(cached('seals.json'), 'utf8');
    expect(() => write([...FILES, { path: 's1/b.yaml', text: 'b: 1\n' }], 'd2')).toThrow(/b\.yaml/);
    expect(fs.readFileSync(cached('seals.json'), 'utf8')).toBe(before);
  });

  it('is written where seals cannot be kept', () => {
    put(place.outdir, { '.sff/cache': 'a file\n' });
    expect(write()).toMatchObject({ made: 1, written: ['s1/a.yaml', 's1/site.json'] });
    expect(write()).toMatchObject({ made: 1, written: [] });
  });

  /** Another version of the library seals what is in place. */
  function sealAs(version: string): void {
    expect(version).not.toBe(VERSION);
    jest.isolateModules(() => {
      jest.doMock('../../lib/version', () => ({ VERSION: version }));
      const other = require('../../lib/output/writer') as typeof import('../../lib/output/writer');
      const writer = other.OutputWriter.open(place.outdir);
      writer.addGroup({ ...groupOf('s1', FILES), digest: () => 'd1' });
      writer.commit();
      jest.dontMock('../../lib/version');
    });
  }
});
