import { resolve } from 'node:path';
import { type FileSystem, isErrno, quietly } from './disk';
import { OutputError } from './error';
import { foreignFile } from './foreign';
import { Layout } from './layout';
import { Lock } from './lock';
import { STATE_DIRECTORY } from './paths';

/** The output directory while this process holds it. */
export class Outdir {
  /** @param unit what of the directory is going to be written */
  static enter(fs: FileSystem, outdir: string, unit: string): Outdir {
    const path = resolve(outdir);
    try {
      const presence = fs.mkdirSync(path, { recursive: true }) === undefined ? 'found' : 'made';
      const layout = new Layout(fs.realpathSync(path), unit);
      const state = fs.lstatSync(layout.state, { throwIfNoEntry: false });
      if (state !== undefined && !state.isDirectory()) throw foreignFile(layout, [STATE_DIRECTORY]);
      return new Outdir(fs, layout, Lock.acquire(fs, layout), presence);
    } catch (error) {
      // Missing directories are made: what cannot be is where a link leads nowhere.
      if (isErrno(error, 'ENOENT', 'ELOOP')) throw OutputError.deadLink(path, error);
      throw OutputError.from(error, path);
    }
  }

  private constructor(
    private readonly fs: FileSystem,
    readonly layout: Layout,
    private readonly lock: Lock,
    private readonly presence: 'found' | 'made',
  ) {}

  /** Throws when the lock was lost. */
  verify(): void {
    this.lock.verify();
  }

  /** Forgets a run that has changed nothing yet. */
  dropStaged(journal: 'keep-journal' | 'drop-journal'): void {
    quietly(() => {
      if (!this.lock.isHeld()) return; // what is staged there now is someone else's
      if (journal === 'drop-journal') this.fs.rmSync(this.layout.journal, { force: true });
      this.fs.rmSync(this.layout.staging, { recursive: true, force: true });
    });
  }

  /** Unlocks the directory, and removes it again if it was made for a run that put nothing in it. */
  leave(): void {
    quietly(() => this.lock.release());
    quietly(() => this.fs.rmdirSync(this.layout.state));
    if (this.presence === 'made') quietly(() => this.fs.rmdirSync(this.layout.root));
  }
}
