import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { thisProcess } from '../../lib/output/owner';
import { shard } from '../../lib/output/unit';
import { OutputWriter } from '../../lib/output/writer';
import { codeOf, errorOf, put, snapshot, stateFiles, unsynced, useDirectory, write } from './writer-fixture';

describe('two writers of one directory', () => {
  const place = useDirectory();
  const lockOf = (owner: object) => put(place.outdir, { '.sff/lock/owner.json': JSON.stringify(owner) });

  it('fails the second at once, and leaves the first alone', () => {
    const first = OutputWriter.open(place.outdir);
    first.add({ path: 'a', text: 'first' });
    const error = errorOf(() => OutputWriter.open(place.outdir));
    expect(error).toMatchObject({ code: 'output-busy', message: expect.stringContaining(String(process.pid)) });
    first.commit();
    expect(snapshot(place.outdir)).toEqual({ a: 'first' });
    expect(write(place.outdir, { a: 'second' }).written).toEqual(['a']);
  });

  it('lets two shards begin at any moment of each other', () => {
    for (const call of ['openSync', 'lstatSync', 'chmodSync', 'rmSync'] as const) {
      let others = 0;
      const meanwhile = {
        ...unsynced,
        [call]: (path: string, ...rest: unknown[]) => {
          if (path.includes('/.sff/probe') && others++ === 0) OutputWriter.open(place.outdir, fs, shard(2, 2)).abort();
          return (unsynced[call] as (...all: unknown[]) => unknown)(path, ...rest);
        },
      };
      OutputWriter.open(place.outdir, meanwhile as typeof unsynced, shard(1, 2)).abort();
      expect(others).toBeGreaterThan(0);
    }
  });

  it('takes over the lock of a process that ended', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    lockOf({ ...thisProcess(), pid, nonce: 'x' });
    write(place.outdir, { a: '1' });
    expect(stateFiles(place.outdir)).toEqual(['files.json']);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('takes over the lock of a process whose pid another one has now', () => {
    lockOf({ ...thisProcess(), started: '1', nonce: 'x' });
    expect(write(place.outdir, { a: '1' }).written).toEqual(['a']);
  });

  onLinux('takes over a lock from before a reboot', () => {
    lockOf({ ...thisProcess(), boot: 'earlier', nonce: 'x' });
    expect(write(place.outdir, { a: '1' }).written).toEqual(['a']);
  });

  it.each([
    ['another host', { host: 'elsewhere' }],
    ['another host after its reboot', { host: 'elsewhere', boot: 'other' }],
    ['another container', { pids: 'pid:[1]' }],
  ])('does not judge a process on %s', (_, fields) => {
    lockOf({ ...thisProcess(), pid: 4194999, nonce: 'x', ...fields });
    expect(codeOf(() => OutputWriter.open(place.outdir))).toBe('output-busy');
  });

  it.each([
    ['empty', ''],
    ['garbled', '{"pid":'],
    ['of another shape', '{"pid":-1}'],
  ])('takes over a lock whose owner is %s', (_, text) => {
    put(place.outdir, { '.sff/lock/owner.json': text });
    write(place.outdir, { a: '1' });
    expect(stateFiles(place.outdir)).toEqual(['files.json']);
  });

  it('changes nothing when the lock was taken away meanwhile', () => {
    write(place.outdir, { a: 'old' });
    const first = OutputWriter.open(place.outdir);
    first.add({ path: 'a', text: 'first' });
    fs.rmSync(join(place.outdir, '.sff/lock'), { recursive: true });
    const second = OutputWriter.open(place.outdir);
    second.add({ path: 'a', text: 'second' });
    expect(codeOf(() => first.commit())).toBe('output-busy');
    expect(snapshot(place.outdir)).toEqual({ a: 'old' });
    second.commit();
    expect(snapshot(place.outdir)).toEqual({ a: 'second' });
  });

  it('does not write into a directory that was removed meanwhile', () => {
    const writer = OutputWriter.open(place.outdir);
    writer.add({ path: 'a', text: '' });
    fs.rmSync(place.outdir, { recursive: true });
    expect(codeOf(() => writer.commit())).toMatch(/^output-/);
    expect(fs.existsSync(place.outdir)).toBe(false);
  });
});
