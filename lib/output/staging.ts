import { type Content, contentOf } from './content';
import { type FileSystem, syncDirectory, syncFile, writeNew } from './disk';
import type { Placement } from './journal';
import type { Layout } from './layout';
import type { Mount } from './mount';

/**
 * Up to so many staged files are synced to the medium, each at some milliseconds: an everyday change is safe against a
 * power cut. A first run has tens of thousands; after a power cut theirs are known to be whole by size and hash instead.
 */
const SYNCED = 64;

/** Files that are written, but not yet in place. */
export class Staging {
  readonly placements: Placement[] = [];
  private made = false;

  constructor(
    private readonly fs: FileSystem,
    private readonly layout: Layout,
    private readonly mount: Mount,
  ) {}

  add(path: string, bytes: Buffer, mode: number, target: Placement['target']): void {
    this.make();
    const index = this.placements.length;
    const staged = this.layout.staged(index);
    writeNew(this.fs, staged, bytes, mode, 'cached');
    if (this.mount.needsChmod(mode)) this.fs.chmodSync(staged, mode);
    this.placements.push({ path, target, ...contentOf(bytes) });
  }

  addList(text: string): Content {
    this.make();
    const bytes = Buffer.from(text);
    writeNew(this.fs, this.layout.stagedList, bytes, 0o644, 'synced');
    return contentOf(bytes);
  }

  /** What a journal speaks of has to be on the medium before it: the names, and the bytes of not too many files. */
  sync(): void {
    if (!this.made) return;
    if (this.placements.length <= SYNCED) {
      for (const index of this.placements.keys()) syncFile(this.fs, this.layout.staged(index));
    }
    syncDirectory(this.fs, this.layout.staging);
  }

  private make(): void {
    if (this.made) return;
    this.fs.mkdirSync(this.layout.staging);
    this.made = true;
  }
}
