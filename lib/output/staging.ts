import { type Content, contentOf } from './content';
import { type FileSystem, syncDirectory, syncFile, writeNew } from './disk';
import type { Placement } from './journal';
import type { Layout } from './layout';
import type { Mount } from './mount';
import { parentOf } from './paths';
import { traceOf } from './seals';

/** A change of every day has fewer files than this, and loses none in a power cut. */
const SYNCED_AT_MOST = 64;

/** Files that are written, but not yet in place. */
export class Staging {
  readonly placements: Placement[] = [];
  private readonly made = new Set<string>();

  constructor(
    private readonly fs: FileSystem,
    private readonly layout: Layout,
    private readonly mount: Mount,
  ) {}

  add(path: string, bytes: Buffer, hash: string, mode: number, target: Placement['target']): string {
    const staged = this.layout.staged({ path, target }, this.placements.length);
    this.make(parentOf(staged));
    const trace = traceOf(writeNew(this.fs, staged, bytes, mode, 'cached'));
    if (this.mount.needsChmod(mode)) this.fs.chmodSync(staged, mode);
    this.placements.push({ path, target, ...contentOf(bytes, hash) });
    return trace;
  }

  addList(text: string): Content {
    this.make(this.layout.staging);
    const bytes = Buffer.from(text);
    writeNew(this.fs, this.layout.stagedList, bytes, 0o644, 'synced');
    return contentOf(bytes);
  }

  /**
   * What a journal speaks of has to be on the medium before it, so that a power cut loses nothing. A sync takes some
   * milliseconds a file: that of a change of every day is paid. Of the tens of thousands of files of a first run it is
   * known by size and hash whether they are whole.
   */
  sync(): void {
    if (this.made.size === 0) return;
    if (this.placements.length <= SYNCED_AT_MOST) {
      for (const [index, to] of this.placements.entries()) syncFile(this.fs, this.layout.staged(to, index));
      for (const directory of this.made) syncDirectory(this.fs, directory);
    } else syncDirectory(this.fs, this.layout.staging);
  }

  /** Makes a directory of the staging, and those above it. */
  private make(directory: string): void {
    if (this.made.has(directory)) return;
    if (directory !== this.layout.staging) this.make(parentOf(directory));
    this.fs.mkdirSync(directory);
    this.made.add(directory);
  }
}
