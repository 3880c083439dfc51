import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { OutputWriter } from '../../lib/output/writer';
import {
  codeOf,
  errorOf,
  type Fault,
  faultyDisk,
  pretendKilled,
  put,
  snapshot,
  stateFiles,
  unsynced,
  useDirectory,
  write,
} from './writer-fixture';

const OLD = {
  'same/file': 'same\n',
  'same/changed': 'old\n',
  'gone/deep/file': 'old\n',
  'becomes-directory': 'old\n',
  'becomes-file/x/y': 'old\n',
  'Case/file': 'old\n',
};
const NEW = {
  'same/file': 'same\n',
  'same/changed': 'new and longer\n',
  'fresh/deep/file': 'new\n',
  'fresh/deep/other': 'new, too\n',
  'fresh/file': 'new\n',
  'becomes-directory/x': 'new\n',
  'becomes-file': 'new\n',
  'case/file': 'new\n',
};
const FOREIGN = { 'README.md': 'mine\n', 'gone/notes.md': 'mine\n', 'same/notes.md': 'mine\n' };

describe('the writer, when a run is cut short', () => {
  const place = useDirectory();
  const journal = () => fs.existsSync(join(place.outdir, '.sff/commit.json'));

  function startAgain(): void {
    fs.rmSync(place.outdir, { recursive: true, force: true });
    write(place.outdir, OLD, unsynced);
    put(place.outdir, FOREIGN);
  }

  /** A run that dies at its n-th call. */
  function dieAt(at: number): void {
    startAgain();
    errorOf(() => write(place.outdir, NEW, faultyDisk({ at, kind: 'dies' }).fs));
  }

  /** Runs with each possible fault, until a run is so short that it meets none. */
  function forEveryCall(fault: (at: number) => Fault, check: (error: unknown) => void, from = 1): number {
    for (let at = from; ; at++) {
      startAgain();
      const disk = faultyDisk(fault(at));
      const error = errorOf(() => write(place.outdir, NEW, disk.fs));
      if (disk.calls.length < at) return at;
      check(error);
    }
  }

  /** The number of the first call that changes the output: the journal is there, and the tree still the old one. */
  function firstChange(): number {
    startAgain();
    const disk = faultyDisk();
    write(place.outdir, NEW, disk.fs);
    return disk.calls.indexOf('unlinkSync') + 1;
  }

  function expectWhole(): void {
    const files = snapshot(place.outdir);
    expect(files).toMatchObject(FOREIGN);
    for (const [path, text] of Object.entries(files)) {
      if (path.endsWith('/')) continue;
      const possible: (string | undefined)[] = [OLD, NEW, FOREIGN].map((tree: Record<string, string>) => tree[path]);
      expect(possible).toContain(text);
    }
  }

  function expectClean(tree: Record<string, string>): void {
    expect(snapshot(place.outdir)).toEqual({ ...tree, ...FOREIGN });
    expect(stateFiles(place.outdir)).toEqual(['files.json']);
  }

  it('leaves only whole files wherever it dies, and the next run gives what a clean one gives', () => {
    const calls = forEveryCall(
      (at) => ({ at, kind: 'dies' }),
      () => {
        expectWhole();
        if (!journal())
          expect([
            { ...OLD, ...FOREIGN },
            { ...NEW, ...FOREIGN },
          ]).toContainEqual(snapshot(place.outdir));
        pretendKilled(place.outdir);
        write(place.outdir, NEW, unsynced);
        expectClean(NEW);
      },
    );
    expect(calls).toBeGreaterThan(100);
  });

  it('is completed or undone by the next run, even one that then fails', () => {
    const outcomes = new Set<string>();
    forEveryCall(
      (at) => ({ at, kind: 'dies' }),
      () => {
        const mixed = journal();
        pretendKilled(place.outdir);
        const next = OutputWriter.open(place.outdir, unsynced);
        outcomes.add(next.recovery);
        if (mixed) expect(next.recovery).toBe('completed');
        next.abort();
        const isNew = 'becomes-directory/x' in snapshot(place.outdir);
        expectClean(isNew ? NEW : OLD);
      },
    );
    expect([...outcomes].sort()).toEqual(['completed', 'none']);
  });

  it('survives a second crash wherever it happens while the first one is repaired', () => {
    startAgain();
    const whole = faultyDisk();
    write(place.outdir, NEW, whole.fs);
    const lastRename = whole.calls.lastIndexOf('renameSync', whole.calls.lastIndexOf('unlinkSync'));
    for (let at = 1; ; at++) {
      dieAt(lastRename);
      expect(journal()).toBe(true);
      pretendKilled(place.outdir);
      const disk = faultyDisk({ at, kind: 'dies' });
      errorOf(() => OutputWriter.open(place.outdir, disk.fs).abort());
      if (disk.calls.length < at) break;
      expectWhole();
      pretendKilled(place.outdir);
      OutputWriter.open(place.outdir, unsynced).abort();
      expectClean(NEW);
    }
  });

  it('completes a run that changes modes only', () => {
    const run = (mode: number, seam = unsynced) => {
      const writer = OutputWriter.open(place.outdir, seam);
      for (const path of ['a', 'b', 'c']) writer.add({ path, text: 'same', mode });
      writer.commit();
    };
    const modes = () => ['a', 'b', 'c'].map((path) => fs.statSync(join(place.outdir, path)).mode & 0o777);
    for (let at = 1; ; at++) {
      run(0o644);
      const disk = faultyDisk({ at, kind: 'dies' });
      errorOf(() => run(0o755, disk.fs));
      if (disk.calls.length < at) break;
      pretendKilled(place.outdir);
      const mixed = journal();
      OutputWriter.open(place.outdir, unsynced).abort();
      if (mixed) expect(modes()).toEqual([0o755, 0o755, 0o755]);
      else expect(new Set(modes()).size).toBe(1);
    }
  });

  it.each(['ENOSPC', 'EPERM'])('reports %s at any call, and says so when the directory is mixed', (fails) => {
    forEveryCall(
      (at) => ({ at, fails }),
      (error) => {
        expectWhole();
        if (error === undefined) return; // a step that does not decide the outcome
        const code = codeOf(() => {
          throw error;
        });
        expect(code).toMatch(/^output-/);
        if (code !== 'output-interrupted') {
          expect(snapshot(place.outdir)).toEqual({ ...OLD, ...FOREIGN });
          expect(journal()).toBe(false);
        }
        if (!fs.existsSync(join(place.outdir, '.sff/lock'))) write(place.outdir, NEW, unsynced);
        else {
          pretendKilled(place.outdir); // the unlocking itself failed
          write(place.outdir, NEW, unsynced);
        }
        expectClean(NEW);
      },
    );
  });

  it('leaves the journal when renaming fails half-way', () => {
    startAgain();
    let renames = 0;
    const seam = {
      ...fs,
      renameSync: (from: fs.PathLike, to: fs.PathLike) => {
        if (String(from).includes('/staging/') && ++renames === 3) {
          throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'rename', path: from, dest: to });
        }
        fs.renameSync(from, to);
      },
    };
    const error = errorOf(() => write(place.outdir, NEW, seam));
    expect(error).toMatchObject({ code: 'output-interrupted', message: expect.stringMatching(/no space/) });
    expect(journal()).toBe(true);
    expect(OutputWriter.open(place.outdir, unsynced).recovery).toBe('completed');
  });

  it.each([
    ['empty', (path: string) => fs.truncateSync(path, 0)],
    ['garbled', (path: string) => fs.writeFileSync(path, 'x'.repeat(fs.statSync(path).size))],
    ['gone', (path: string) => fs.rmSync(path)],
  ])('repairs a power cut after which staged files are %s', (_, damage) => {
    const outcomes = new Set<string>();
    forEveryCall(
      (at) => ({ at, kind: 'dies' }),
      () => {
        if (!journal()) return;
        const staging = join(place.outdir, '.sff/staging');
        const staged = fs.existsSync(staging)
          ? fs.readdirSync(staging, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
          : [];
        for (const file of staged) damage(join(file.parentPath, file.name));
        pretendKilled(place.outdir);

        const failing = OutputWriter.open(place.outdir, unsynced);
        outcomes.add(failing.recovery);
        failing.abort();
        expectWhole();
        if (failing.recovery === 'undone') expectClean(OLD);
        if (failing.recovery === 'completed') expectClean(NEW);
        expect(journal()).toBe(failing.recovery === 'incomplete');

        const { written } = write(place.outdir, NEW, unsynced);
        if (failing.recovery === 'completed') expect(written).toEqual([]);
        expectClean(NEW);
      },
      firstChange(),
    );
    expect(outcomes).toContain('incomplete');
    expect(outcomes).toContain('completed');
  });

  it.each([
    ['empty', (path: string) => fs.truncateSync(path, 0)],
    ['gone', (path: string) => fs.rmSync(path)],
  ])('puts a new directory in place without the file in it that is %s', (_, damage) => {
    dieAt(firstChange() + 1);
    expect(journal()).toBe(true);
    damage(join(place.outdir, '.sff/staging/new/fresh/deep/file'));
    pretendKilled(place.outdir);
    const next = OutputWriter.open(place.outdir, unsynced);
    expect(next.recovery).toBe('incomplete');
    next.abort();
    expect(snapshot(place.outdir)).not.toHaveProperty(['fresh/deep/file']);
    expect(snapshot(place.outdir)).toMatchObject({ 'fresh/deep/other': 'new, too\n', 'fresh/file': 'new\n' });
    expect(write(place.outdir, NEW, unsynced).written).toContain('fresh/deep/file');
    expectClean(NEW);
  });

  it('undoes a run whose staged files were lost before any was moved', () => {
    dieAt(firstChange());
    expect(journal()).toBe(true);
    fs.truncateSync(join(place.outdir, '.sff/staging/new/fresh/deep/file'), 0);
    pretendKilled(place.outdir);
    const next = OutputWriter.open(place.outdir, unsynced);
    expect(next.recovery).toBe('undone');
    next.abort();
    expectClean(OLD);
  });

  it('does not overwrite what someone made in the mixed directory', () => {
    dieAt(firstChange());
    pretendKilled(place.outdir);
    put(place.outdir, { 'fresh/deep/file': 'mine' });
    expect(codeOf(() => OutputWriter.open(place.outdir, unsynced))).toBe('output-foreign-file');
    expect(snapshot(place.outdir)).toMatchObject({ 'fresh/deep/file': 'mine' });
    fs.rmSync(join(place.outdir, 'fresh/deep/file'));
    OutputWriter.open(place.outdir, unsynced).abort();
    expectClean(NEW);
  });

  it('refuses a directory that someone made in place of an own file', () => {
    dieAt(firstChange());
    pretendKilled(place.outdir);
    fs.rmSync(join(place.outdir, 'same/changed'));
    fs.mkdirSync(join(place.outdir, 'same/changed'));
    expect(codeOf(() => OutputWriter.open(place.outdir, unsynced))).toBe('output-foreign-file');
    fs.rmdirSync(join(place.outdir, 'same/changed'));
    OutputWriter.open(place.outdir, unsynced).abort();
    expectClean(NEW);
  });

  it('puts files beside what someone made in a directory that was to be new', () => {
    dieAt(firstChange());
    pretendKilled(place.outdir);
    put(place.outdir, { 'fresh/notes.md': 'mine' });
    expect(OutputWriter.open(place.outdir, unsynced).recovery).toBe('completed');
    expect(snapshot(place.outdir)).toEqual({ ...NEW, ...FOREIGN, 'fresh/notes.md': 'mine' });
  });

  it.each(['{"version":1,', '{"version":1,"clear":["../x"],"place":[],"remove":[],"list":null}'])(
    'refuses a journal that it cannot read: %s',
    (text) => {
      startAgain();
      put(place.outdir, { '.sff/commit.json': text });
      expect(codeOf(() => write(place.outdir, NEW))).toBe('output-journal-unreadable');
      expect(snapshot(place.outdir)).toEqual({ ...OLD, ...FOREIGN });
    },
  );

  it('drops a stale staging directory', () => {
    startAgain();
    put(place.outdir, { '.sff/staging/0': 'x', '.sff/staging/commit.json': '{' });
    write(place.outdir, NEW, unsynced);
    expectClean(NEW);
  });

  it('survives SIGKILL at random moments', async () => {
    fs.mkdirSync(place.outdir);
    const tree = (version: string) =>
      Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`site-${i}/${version}-${i % 7}`, `${version}\n`]));
    const script = `
      const { OutputWriter } = require(${JSON.stringify(join(__dirname, '../../lib/output/writer.ts'))});
      process.stdout.write('x');
      for (let run = 0; ; run++) {
        const writer = OutputWriter.open(${JSON.stringify(place.outdir)});
        const version = run % 2 === 0 ? 'a' : 'b';
        for (let i = 0; i < 300; i++) writer.add({ path: 'site-' + i + '/' + version + '-' + (i % 7), text: version + '\\n' });
        writer.commit();
      }`;
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, ['--import', 'tsx', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 60));
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      OutputWriter.open(place.outdir, unsynced).abort();
      const found = snapshot(place.outdir);
      expect([{}, tree('a'), tree('b')]).toContainEqual(found);
    }
    write(place.outdir, tree('c'));
    expect(snapshot(place.outdir)).toEqual(tree('c'));
    expect(stateFiles(place.outdir)).toEqual(['files.json']);
  });
});
