import { type Content, contentOf } from './content';
import { type FileSystem, syncDirectory, syncFile, writeNew } from './disk';
import type { Placement } from './journal';
import { type Layout, STAGED_TOGETHER } from './layout';
import type { Mount } from './mount';

/** Files that are written, but not yet in place. */
export class Staging {
  readonly placements: Placement[] = [];
  private made = false;

  constructor(
    private readonly fs: FileSystem,
    private readonly layout: Layout,
    private readonly mount: Mount,
  ) {}

  add(path: string, bytes: Buffer, hash: string, mode: number, target: Placement['target']): void {
    this.make();
    const index = this.placements.length;
    if (index % STAGED_TOGETHER === 0) this.fs.mkdirSync(this.layout.stagedIn(index));
    const staged = this.layout.staged(index);
    writeNew(this.fs, staged, bytes, mode, 'cached');
    if (this.mount.needsChmod(mode)) this.fs.chmodSync(staged, mode);
    this.placements.push({ path, target, ...contentOf(bytes, hash) });
  }

  addList(text: string): Content {
    this.make();
    const bytes = Buffer.from(text);
    writeNew(this.fs, this.layout.stagedList, bytes, 0o644, 'synced');
    return contentOf(bytes);
  }

  /**
   * What a journal speaks of has to be on the medium before it, so that a power cut loses nothing. A sync takes some
   * milliseconds a file: what one directory holds, an everyday change, is synced. Of the tens of thousands of files of a
   * first run it is known by size and hash whether they are whole.
   */
  sync(): void {
    if (!this.made) return;
    if (this.placements.length > 0 && this.placements.length <= STAGED_TOGETHER) {
      for (const index of this.placements.keys()) syncFile(this.fs, this.layout.staged(index));
      syncDirectory(this.fs, this.layout.stagedIn(0));
    }
    syncDirectory(this.fs, this.layout.staging);
  }

  private make(): void {
    if (this.made) return;
    this.fs.mkdirSync(this.layout.staging);
    this.made = true;
  }
}
