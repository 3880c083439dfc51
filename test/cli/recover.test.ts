import * as nodeFs from 'node:fs';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileSystem } from '../../lib/output/disk';
import { OutputWriter } from '../../lib/output/writer';
import { sff } from './run';

let dist: string;
beforeEach(() => {
  dist = join(mkdtempSync(join(tmpdir(), 'sff-recover-')), 'dist');
  write(dist, 'old');
});
afterEach(() => rmSync(join(dist, '..'), { recursive: true, force: true }));

function write(directory: string, text: string, fs?: FileSystem): void {
  const writer = OutputWriter.open(directory, fs);
  for (const name of ['a', 'b', 'c']) writer.add({ path: `${name}.txt`, text });
  writer.commit();
}

/** A disk on which the process ends when it puts the second file in place. */
function killedHalfWay(): FileSystem {
  let placed = 0;
  return {
    ...nodeFs,
    renameSync: (from: nodeFs.PathLike, to: nodeFs.PathLike) => {
      if (String(to).endsWith('.txt') && ++placed === 2) throw new Error('killed');
      nodeFs.renameSync(from, to);
    },
  };
}

const texts = () => ['a', 'b', 'c'].map((name) => readFileSync(join(dist, `${name}.txt`), 'utf8'));

describe('sff recover', () => {
  it('has nothing to do after a synth that has ended', async () => {
    expect(await sff(['recover', dist, '--json'])).toMatchObject({
      code: 0,
      out: `${JSON.stringify({ directory: dist, recovery: 'none' }, undefined, 2)}\n`,
    });
  });

  it('completes a synth that was killed half-way', async () => {
    expect(() => write(dist, 'new', killedHalfWay())).toThrow('killed');
    expect(new Set(texts()).size).toBe(2);
    const { code, out } = await sff(['recover', dist]);
    expect([code, out]).toEqual([0, expect.stringContaining('was completed')]);
    expect(texts()).toEqual(['new', 'new', 'new']);
  });

  it('makes no directory where there is none', async () => {
    const { code, err } = await sff(['recover', `${dist}-other`]);
    expect([code, err]).toEqual([3, expect.stringContaining('[diff-not-an-output]')]);
    expect(existsSync(`${dist}-other`)).toBe(false);
  });

  it('says so when a synth is running', async () => {
    const running = OutputWriter.open(dist);
    expect(await sff(['recover', dist])).toMatchObject({ code: 3, err: expect.stringContaining('[output-busy]') });
    running.abort();
  });
});
