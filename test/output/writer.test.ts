import * as fs from 'node:fs';
import { join } from 'node:path';
import { OutputError } from '../../lib/output/error';
import { OutputWriter } from '../../lib/output/writer';
import {
  codeOf,
  errorOf,
  faultyDisk,
  put,
  snapshot,
  stateFiles,
  systemError,
  useDirectory,
  write,
} from './writer-fixture';

const OLD = { 'fleet.json': '{}\n', 'stores/s1/site.json': '{"a":1}\n', 'stores/s1/apps/till.yaml': 'old\n' };

describe('the writer', () => {
  const place = useDirectory();

  it('writes every file, its list, and nothing else', () => {
    expect(write(place.outdir, OLD)).toEqual({ written: Object.keys(OLD), unchanged: 0, removed: 0 });
    expect(snapshot(place.outdir)).toEqual(OLD);
    expect(stateFiles(place.outdir)).toEqual(['files.json']);
    expect(fs.readFileSync(join(place.outdir, '.sff/files.json'), 'utf8')).toBe(
      '{"version":1,"files":[\n"fleet.json",\n"stores/s1/apps/till.yaml",\n"stores/s1/site.json"\n]}\n',
    );
  });

  it('puts a directory that is new in place by one rename, with all that is in it', () => {
    write(place.outdir, OLD);
    const renamed: string[] = [];
    const renameSync = (from: fs.PathLike, to: fs.PathLike) => {
      if (String(from).includes('/staging/')) renamed.push(String(to).slice(place.outdir.length + 1));
      fs.renameSync(from, to);
    };
    const added = {
      'stores/s2/site.json': '{"a":2}\n',
      'stores/s2/apps/till.yaml': 'new\n',
      'kiosks/k1/site.json': '',
    };
    const tree = { ...OLD, 'fleet.json': '[]\n', ...added };
    write(place.outdir, tree, { ...fs, renameSync });
    expect(snapshot(place.outdir)).toEqual(tree);
    expect(renamed.filter((path) => !path.startsWith('.sff/'))).toEqual(['stores/s2', 'kiosks', 'fleet.json']);
  });

  it('changes nothing before commit', () => {
    write(place.outdir, OLD);
    const writer = OutputWriter.open(place.outdir);
    writer.add({ path: 'fleet.json', text: 'new' });
    writer.add({ path: 'new/file', text: 'new' });
    expect(snapshot(place.outdir)).toEqual(OLD);
    writer.abort();
    expect(snapshot(place.outdir)).toEqual(OLD);
    expect(stateFiles(place.outdir)).toEqual(['files.json']);
  });

  it('leaves no trace of an aborted first run', () => {
    const writer = OutputWriter.open(place.outdir);
    writer.add({ path: 'a/b', text: '' });
    writer.abort();
    writer.abort();
    expect(fs.existsSync(place.outdir)).toBe(false);
  });

  it('takes no more files after its end', () => {
    const writer = OutputWriter.open(place.outdir);
    writer.commit();
    expect(() => writer.add({ path: 'a', text: '' })).toThrow(/ended/);
    expect(() => writer.commit()).toThrow(/ended/);
  });

  it('keeps mtime and inode of an unchanged file, also beside a changed one', () => {
    write(place.outdir, OLD);
    const path = join(place.outdir, 'fleet.json');
    fs.utimesSync(path, 1000, 1000);
    const before = fs.statSync(path);
    expect(write(place.outdir, { ...OLD, 'stores/s1/site.json': 'new' })).toEqual({
      written: ['stores/s1/site.json'],
      unchanged: 2,
      removed: 0,
    });
    expect(fs.statSync(path).mtimeMs).toBe(before.mtimeMs);
    expect(fs.statSync(path).ino).toBe(before.ino);
  });

  it('stages and writes nothing when nothing changed', () => {
    write(place.outdir, OLD);
    const disk = faultyDisk();
    expect(write(place.outdir, OLD, disk.fs)).toEqual({ written: [], unchanged: 3, removed: 0 });
    const count = (name: string) => disk.calls.filter((call) => call === name).length;
    expect(count('fsyncSync')).toBe(0);
    expect(count('writeSync')).toBe(1); // the lock's owner
    expect(count('lstatSync')).toBeLessThanOrEqual(3 + 3 + 5); // files, directories, probing
  });

  it('writes UTF-8 and large files as they are', () => {
    const big = 'ä€😀\n'.repeat(100_000);
    write(place.outdir, { big, small: 'x' });
    expect(snapshot(place.outdir)).toEqual({ big, small: 'x' });
    expect(write(place.outdir, { big, small: 'x' }).written).toEqual([]);
    expect(write(place.outdir, { big: big.replace('ä', 'ö'), small: 'x' }).written).toEqual(['big']);
  });

  it('gives files their mode whatever the umask is, and restores it', () => {
    const before = process.umask(0o077);
    try {
      const run = () => {
        const writer = OutputWriter.open(place.outdir);
        writer.add({ path: 'install.sh', text: '#!/bin/sh\n', mode: 0o755 });
        writer.add({ path: 'plain', text: '' });
        writer.add({ path: 'narrow', text: '', mode: 0o600 });
        return writer.commit().written;
      };
      const modes = () =>
        ['install.sh', 'plain', 'narrow'].map((name) => fs.statSync(join(place.outdir, name)).mode & 0o777);
      expect(run()).toHaveLength(3);
      expect(modes()).toEqual([0o755, 0o644, 0o600]);
      expect(run()).toEqual([]);
      fs.chmodSync(join(place.outdir, 'install.sh'), 0o644);
      expect(run()).toEqual(['install.sh']);
      expect(modes()).toEqual([0o755, 0o644, 0o600]);
    } finally {
      process.umask(before);
    }
  });

  it('does not insist on modes where the file system keeps none', () => {
    const seam = { ...fs, chmodSync: () => {} };
    write(place.outdir, OLD, seam);
    fs.chmodSync(join(place.outdir, 'fleet.json'), 0o777);
    expect(write(place.outdir, OLD, seam).written).toEqual([]);
  });

  describe('with files of an earlier run', () => {
    it('removes those that are no longer wanted, and directories that became empty', () => {
      write(place.outdir, { ...OLD, 'stores/s2/apps/a.yaml': 'x', 'stores/s2/site.json': 'y' });
      expect(write(place.outdir, OLD)).toEqual({ written: [], unchanged: 3, removed: 2 });
      expect(snapshot(place.outdir)).toEqual(OLD);
      expect(fs.existsSync(join(place.outdir, 'stores/s2'))).toBe(false);
    });

    it('keeps a directory in which someone else has a file', () => {
      write(place.outdir, { 'a/b/own': 'x' });
      put(place.outdir, { 'a/notes.md': 'mine' });
      write(place.outdir, {});
      expect(snapshot(place.outdir)).toEqual({ 'a/notes.md': 'mine' });
    });

    it('replaces a file by a directory, and a directory by a file', () => {
      write(place.outdir, { a: 'file', 'b/c/d': 'x', 'b/e': 'y' });
      expect(write(place.outdir, { 'a/x': 'z', b: 'file' }).removed).toBe(3);
      expect(snapshot(place.outdir)).toEqual({ 'a/x': 'z', b: 'file' });
    });

    it('follows a change of case', () => {
      write(place.outdir, { 'Store/x': '1', 'other/X': '2' });
      write(place.outdir, { 'store/x': '1', 'other/x': '2' });
      expect(snapshot(place.outdir)).toEqual({ 'store/x': '1', 'other/x': '2' });
    });

    it('restores a file that was edited or removed', () => {
      write(place.outdir, OLD);
      put(place.outdir, { 'fleet.json': 'edited' });
      fs.rmSync(join(place.outdir, 'stores'), { recursive: true });
      expect(write(place.outdir, OLD).written).toHaveLength(3);
      expect(snapshot(place.outdir)).toEqual(OLD);
    });

    it('does not mind that an unwanted file is gone already', () => {
      write(place.outdir, OLD);
      fs.rmSync(join(place.outdir, 'stores'), { recursive: true });
      expect(write(place.outdir, { 'fleet.json': '{}\n' }).removed).toBe(0);
    });

    it.each([
      ['is no JSON', '{"version":1,"files":['],
      ['is of another version', '{"version":2,"files":[]}'],
      ['leads outside', '{"version":1,"files":["../secret"]}'],
    ])('refuses a list that %s', (_, text) => {
      put(place.outdir, { '.sff/files.json': text });
      expect(codeOf(() => write(place.outdir, OLD))).toBe('output-list-unreadable');
      expect(stateFiles(place.outdir)).toEqual(['files.json']);
    });
  });

  describe('with files of someone else', () => {
    it('never touches them', () => {
      put(place.outdir, { 'README.md': 'mine', 'stores/s1/notes': 'mine too' });
      write(place.outdir, OLD);
      write(place.outdir, {});
      expect(snapshot(place.outdir)).toEqual({ 'README.md': 'mine', 'stores/s1/notes': 'mine too' });
    });

    it('refuses to replace one, before anything is changed, and names it', () => {
      write(place.outdir, OLD);
      put(place.outdir, { 'stores/s2/site.json': 'mine' });
      const error = errorOf(() => write(place.outdir, { a: 'new', 'stores/s2/site.json': 'new' }));
      expect(error).toBeInstanceOf(OutputError);
      expect(error).toMatchObject({
        code: 'output-foreign-file',
        path: expect.stringMatching(/stores\/s2\/site\.json$/),
        fix: expect.any(String),
      });
      expect(snapshot(place.outdir)).toEqual({ ...OLD, 'stores/s2/site.json': 'mine' });
      expect(stateFiles(place.outdir)).toEqual(['files.json']);
    });

    it('adopts one that has the same bytes', () => {
      put(place.outdir, { 'fleet.json': '{}\n' });
      expect(write(place.outdir, { 'fleet.json': '{}\n' })).toEqual({ written: [], unchanged: 1, removed: 0 });
      expect(write(place.outdir, {}).removed).toBe(1);
    });

    it.each([
      ['a file where a directory is wanted', (out: string) => put(out, { stores: 'mine' })],
      ['a directory with a file where a file is wanted', (out: string) => put(out, { 'fleet.json/mine': 'x' })],
      ['a link where a file is wanted', (out: string) => fs.symlinkSync('/etc/hosts', join(out, 'fleet.json'))],
      ['a file in place of its own directory', (out: string) => put(out, { '.sff': 'x' })],
    ])('refuses %s', (_, obstruct) => {
      fs.mkdirSync(place.outdir);
      obstruct(place.outdir);
      const before = snapshot(place.outdir);
      expect(codeOf(() => write(place.outdir, OLD))).toBe('output-foreign-file');
      expect(snapshot(place.outdir)).toEqual(before);
    });

    it('refuses a directory of old files to which someone added one', () => {
      write(place.outdir, { 'a/b': 'x' });
      put(place.outdir, { 'a/mine': 'y' });
      expect(codeOf(() => write(place.outdir, { a: 'file' }))).toBe('output-foreign-file');
      expect(snapshot(place.outdir)).toEqual({ 'a/b': 'x', 'a/mine': 'y' });
    });

    it.each(['a', 'b/c', 'b/c/d/e'])('refuses an empty directory where a file is wanted: %s', (made) => {
      write(place.outdir, { a: 'x', 'b/c': 'y' });
      const [at = ''] = ['a', 'b/c'].filter((file) => made.startsWith(file));
      fs.rmSync(join(place.outdir, at));
      fs.mkdirSync(join(place.outdir, made), { recursive: true });
      expect(() => write(place.outdir, { a: 'x', 'b/c': 'y' })).toThrow(`${made}/: This is in the way of the output`);
      expect(codeOf(() => write(place.outdir, { a: 'x', 'b/c': 'y' }))).toBe('output-foreign-file');
      fs.rmSync(join(place.outdir, at), { recursive: true });
      write(place.outdir, { a: 'x', 'b/c': 'y' });
      expect(snapshot(place.outdir)).toEqual({ a: 'x', 'b/c': 'y' });
    });

    it('follows no link out of the directory, neither to write nor to remove', () => {
      write(place.outdir, { 'a/b/c': 'x', 'd/e': 'y' });
      put(place.path('elsewhere'), { c: 'x', e: 'y' });
      for (const name of ['a/b', 'd']) {
        fs.rmSync(join(place.outdir, name), { recursive: true });
        fs.symlinkSync(place.path('elsewhere'), join(place.outdir, name));
      }
      expect(codeOf(() => write(place.outdir, { 'a/b/c': 'new' }))).toBe('output-foreign-file');
      write(place.outdir, {});
      expect(snapshot(place.path('elsewhere'))).toEqual({ c: 'x', e: 'y' });
      expect(Object.keys(snapshot(place.outdir))).toEqual(['a/b', 'd']);
    });

    it('replaces a link that was put in place of an own file, not what it points to', () => {
      write(place.outdir, { a: 'x' });
      put(place.path('elsewhere'), { a: 'mine' });
      fs.rmSync(join(place.outdir, 'a'));
      fs.symlinkSync(place.path('elsewhere/a'), join(place.outdir, 'a'));
      write(place.outdir, { a: 'x' });
      expect(snapshot(place.outdir)).toEqual({ a: 'x' });
      expect(snapshot(place.path('elsewhere'))).toEqual({ a: 'mine' });
    });
  });

  describe('where it cannot write', () => {
    it.each(['out', 'out/dist'])('says that a link leads nowhere: %s', (outdir) => {
      fs.symlinkSync(place.path('gone'), place.path('out'));
      const open = () => OutputWriter.open(place.path(outdir));
      expect(open).toThrow(`${place.path(outdir)}: is, or lies below, a link that leads nowhere.`);
      expect(codeOf(open)).toBe('output-not-a-directory');
    });

    it('says that the output directory is a file', () => {
      put(place.path('.'), { out: 'file' });
      expect(errorOf(() => OutputWriter.open(place.outdir))).toMatchObject({
        code: 'output-not-a-directory',
        path: place.outdir,
      });
    });

    it('says that the output directory lies below a file', () => {
      put(place.path('.'), { out: 'file' });
      expect(codeOf(() => OutputWriter.open(join(place.outdir, 'dist')))).toBe('output-not-a-directory');
    });

    it('says that a name is too long', () => {
      write(place.outdir, OLD);
      const run = () => write(place.outdir, { [`${'x'.repeat(300)}/a`]: '' });
      expect(codeOf(run)).toBe('output-path-too-long');
      expect(snapshot(place.outdir)).toEqual(OLD);
    });

    it.each([
      ['EROFS', 'output-not-writable'],
      ['EACCES', 'output-not-writable'],
      ['ENOSPC', 'output-full'],
      ['EDQUOT', 'output-full'],
      ['EIO', 'output-failed'],
    ])('turns %s while staging into %s, and keeps the earlier output', (errno, code) => {
      write(place.outdir, OLD);
      const seam = {
        ...fs,
        openSync: (...args: Parameters<typeof fs.openSync>) => {
          if (String(args[0]).endsWith('staging/new/b/c')) throw systemError(errno, 'open');
          return fs.openSync(...args);
        },
      };
      const run = () => write(place.outdir, { a: '1', 'b/c': '2', d: '3' }, seam);
      expect(errorOf(run)).toMatchObject({ code, path: expect.stringMatching(/out\/b\/c$/) });
      expect(snapshot(place.outdir)).toEqual(OLD);
      expect(stateFiles(place.outdir)).toEqual(['files.json']);
    });
  });
});
