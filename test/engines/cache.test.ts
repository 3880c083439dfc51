import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDirectory, cacheKey, enginePath, isReady, prepare, removeStale } from '../../engines/cache';
import { fixtureEngine } from './cache-fixture';

describe('the cache of engines', () => {
  let root: string;
  const before = process.env.SFF_ENGINES_CACHE;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sff-cache-'));
    process.env.SFF_ENGINES_CACHE = join(root, 'cache');
    writeFileSync(join(root, 'pin'), 'v1');
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
    if (before === undefined) delete process.env.SFF_ENGINES_CACHE;
    else process.env.SFF_ENGINES_CACHE = before;
  });

  const builds = () => (existsSync(join(root, 'builds')) ? readFileSync(join(root, 'builds'), 'utf8').length : 0);

  it('builds an engine once', async () => {
    const engine = fixtureEngine(root);
    expect(isReady(engine)).toBe(false);
    expect(await prepare(engine)).toBe(true);
    expect(await prepare(engine)).toBe(false);
    expect(enginePath(engine, 'program')).toBe(join(cacheDirectory(engine), 'program'));
    expect(builds()).toBe(1);
    expect(readdirSync(join(root, 'cache'))).toEqual([`fixture-${cacheKey(engine)}`]);
  });

  it('builds it again when a pin changes, and removes what no pin names any more', async () => {
    const engine = fixtureEngine(root);
    await prepare(engine);
    const old = `fixture-${cacheKey(engine)}`;
    writeFileSync(join(root, 'pin'), 'v2');
    expect(isReady(engine)).toBe(false);
    await prepare(engine);
    expect(removeStale([engine])).toEqual([old]);
    expect(isReady(engine)).toBe(true);
  });

  it('says how to prepare an engine that is not there', () => {
    expect(() => enginePath(fixtureEngine(root), 'program')).toThrow('npm run engines -- prepare fixture');
  });

  it('keeps nothing of a build that fails, or that makes less than it should', async () => {
    const engine = fixtureEngine(root);
    const failing = { ...engine, prepare: () => Promise.reject(new Error('no compiler')) };
    await expect(prepare(failing)).rejects.toThrow('no compiler');
    await expect(prepare({ ...engine, prepare: () => undefined })).rejects.toThrow('program');
    expect(readdirSync(join(root, 'cache'))).toEqual([]);
  });

  it('lets one of two processes build while the other waits', async () => {
    const [first, second] = [child(), child()];
    await Promise.all([ended(first), ended(second)]);
    expect(builds()).toBe(1);
    expect(isReady(fixtureEngine(root))).toBe(true);
  });

  it('takes over from a build that was killed', async () => {
    const killed = child();
    while (builds() === 0) await sleep(20);
    killed.kill('SIGKILL');
    await ended(killed);
    expect(isReady(fixtureEngine(root))).toBe(false);
    await prepare(fixtureEngine(root));
    expect(builds()).toBe(2);
    expect(readdirSync(join(root, 'cache'))).toEqual([`fixture-${cacheKey(fixtureEngine(root))}`]);
  });

  function child(): ChildProcess {
    return spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'cache-fixture.ts'), root], {
      stdio: 'inherit',
      env: process.env, // jest's own, not the one that Node has
    });
  }
});

function ended(process: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (process.exitCode !== null || process.signalCode !== null) resolve();
    else process.on('exit', () => resolve());
  });
}
