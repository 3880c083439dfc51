import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLock } from '../../lib/lock/store';
import { snapshot } from '../output/writer-fixture';

const PROGRAM = join(__dirname, '../synth/program/shard.ts');
const KILLS = 24;

/** A program that is run in a directory with a lock. */
class Run {
  readonly base = mkdtempSync(join(tmpdir(), 'sff-lock-'));
  readonly lock = join(this.base, 'sff.lock.json');
  readonly outdir = join(this.base, 'dist');

  /** Runs it for so many sites, and kills it after so long; the milliseconds that it took, and whether it was killed. */
  async go(sites: number, killAfter?: number): Promise<{ took: number; killed: boolean; stderr: string }> {
    const begun = performance.now();
    const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM], {
      env: { ...process.env, TEST_OUTDIR: this.outdir, TEST_LOCK: this.lock, TEST_SITES: String(sites) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('exit', (_, signal) => resolve(signal)));
    if (killAfter !== undefined) {
      await Promise.race([ended, sleep(killAfter)]);
      child.kill('SIGKILL');
    }
    return { killed: (await ended) === 'SIGKILL', took: performance.now() - begun, stderr };
  }

  result() {
    return { files: snapshot(this.outdir), lock: readFileSync(this.lock, 'utf8') };
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

describe('a synth with a lock', () => {
  it(`that is killed ${KILLS} times, at points all over its run, leaves a lock and an output that the next run completes`, async () => {
    const [run, undisturbed] = [new Run(), new Run()];
    try {
      expect((await undisturbed.go(200)).stderr).toBe('');
      const { took } = await undisturbed.go(400);
      let killed = 0;
      for (let i = 0; i < KILLS; i++) {
        // Most of the time goes into loading the program: the second half is what counts.
        const outcome = await run.go(i < KILLS / 2 ? 200 : 400, took * (0.4 + (0.7 * (i % (KILLS / 2))) / (KILLS / 2)));
        if (outcome.killed) killed++;
        else expect(outcome.stderr).toBe('');
        // Whole at any moment.
        readLock(run.lock);
      }
      expect(killed).toBeGreaterThan(KILLS / 4);
      // Someone who was killed while he held the lock keeps it for ten seconds.
      expect((await run.go(400)).stderr).toBe('');
      expect(run.result()).toEqual(undisturbed.result());
    } finally {
      run.remove();
      undisturbed.remove();
    }
  });
});
