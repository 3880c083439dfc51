import { type FileSystem, isErrno, quietly, readIfPresent, writeNew } from './disk';
import { OutputError } from './error';
import type { Layout } from './layout';
import { isGone, isRunning, type Owner, parseOwner, thisProcess } from './owner';
import { overlap } from './unit';

/** A claim loses against another one that takes or leaves the lock at the same time; then it looks again. */
const ATTEMPTS = 10;

/**
 * One writer per directory. The lock is a directory that comes into being complete, by renaming one that holds
 * `owner.json`: renaming onto a directory with content fails on every system, and there is no moment without owner.
 */
export class Lock {
  static acquire(fs: FileSystem, layout: Layout): Lock {
    const lock = new Lock(fs, layout);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const holder = lock.holder();
      if (holder !== undefined && !isGone(holder)) throw lock.busy(holder);
      if (lock.evict(holder) && lock.claim()) {
        quietly(() => lock.sweep());
        lock.refuseOverlap();
        return lock;
      }
    }
    throw lock.busy(lock.holder());
  }

  private readonly me = thisProcess();
  private readonly mine: string;

  private constructor(
    private readonly fs: FileSystem,
    private readonly layout: Layout,
  ) {
    this.mine = `${layout.lock}-${this.me.pid}-${this.me.nonce}`;
  }

  /** Throws when the lock is no longer ours: the directory was wiped, or two takers of one stale lock met. */
  verify(): void {
    if (this.isHeld()) return;
    throw new OutputError({
      code: 'output-busy',
      path: this.layout.root,
      message: 'This directory was removed, or taken over by another process, while synth ran.',
      fix: 'Run one synth at a time.',
    });
  }

  isHeld(): boolean {
    return this.holder()?.nonce === this.me.nonce;
  }

  release(): void {
    if (!this.isHeld()) return;
    this.fs.renameSync(this.layout.lock, this.mine);
    this.fs.rmSync(this.mine, { recursive: true, force: true });
  }

  /** `undefined` when nobody holds it; a lock without a readable owner is what a power cut leaves. */
  private holder(): Owner | undefined {
    const text = readIfPresent(this.fs, `${this.layout.lock}/owner.json`);
    return text === undefined ? undefined : parseOwner(text);
  }

  /** Gives up where a run of another unit writes some of the same files; of two that meet, both may give up. */
  private refuseOverlap(): void {
    for (const other of this.layout.others(this.fs)) {
      if (!overlap(this.layout.unit, other.unit)) continue;
      const holder = new Lock(this.fs, other).holder();
      if (holder === undefined || isGone(holder)) continue;
      this.release();
      throw this.busy(holder);
    }
  }

  private claim(): boolean {
    try {
      this.fs.mkdirSync(this.layout.state, { recursive: true });
      this.fs.mkdirSync(this.mine);
      writeNew(this.fs, `${this.mine}/owner.json`, Buffer.from(JSON.stringify(this.me)), 0o644, 'cached');
      this.fs.renameSync(this.mine, this.layout.lock);
      return true;
    } catch (error) {
      quietly(() => this.fs.rmSync(this.mine, { recursive: true, force: true }));
      if (isErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return false;
      // Windows' answer to renaming onto a directory.
      if (isErrno(error, 'EPERM', 'EACCES') && this.holder() !== undefined) return false;
      throw error;
    }
  }

  /** Moves a stale lock aside; if what was moved is not what was judged, puts it back. */
  private evict(judged: Owner | undefined): boolean {
    const aside = `${this.mine}-stale`;
    try {
      this.fs.renameSync(this.layout.lock, aside);
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return true;
      throw error;
    }
    const moved = parseOwner(readIfPresent(this.fs, `${aside}/owner.json`) ?? '');
    if (moved?.nonce === judged?.nonce) {
      this.fs.rmSync(aside, { recursive: true, force: true });
      return true;
    }
    try {
      this.fs.renameSync(aside, this.layout.lock);
    } catch (error) {
      // A third one was quicker. The owner of what was moved learns it from verify(), before it changes anything.
      if (!isErrno(error, 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES')) throw error;
      this.fs.rmSync(aside, { recursive: true, force: true });
    }
    return false;
  }

  /** Removes claims of processes that were killed while they made them. */
  private sweep(): void {
    const prefix = this.layout.lock.slice(this.layout.state.length + 1);
    for (const name of this.fs.readdirSync(this.layout.state)) {
      if (!name.startsWith(`${prefix}-`)) continue;
      const pid = Number(name.slice(prefix.length + 1).split('-')[0]);
      if (!isRunning(pid)) this.fs.rmSync(`${this.layout.state}/${name}`, { recursive: true, force: true });
    }
  }

  private busy(holder: Owner | undefined): OutputError {
    const who = holder === undefined ? 'Another process' : `Process ${holder.pid} on ${holder.host}`;
    return new OutputError({
      code: 'output-busy',
      path: this.layout.root,
      message: `${who} is writing into this directory.`,
      fix: `Wait until it ends. If no such process runs any more, delete ${this.layout.lock}.`,
    });
  }
}
