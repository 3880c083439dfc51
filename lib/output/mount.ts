import { type FileSystem, writeNew } from './disk';
import type { Layout } from './layout';

export const DEFAULT_MODE = 0o644;

/** Odd enough that no mount shows it for every file. */
const PROBE_MODE = 0o640;

/** What the file system below the output keeps: FAT, SMB and Windows keep no modes; macOS and Windows ignore case. */
export class Mount {
  static probe(fs: FileSystem, layout: Layout): Mount {
    const path = layout.probe;
    fs.rmSync(path, { force: true });
    try {
      writeNew(fs, path, Buffer.alloc(0), 0o777, 'cached');
      const masked = 0o777 & ~fs.lstatSync(path).mode;
      const upper = fs.lstatSync(path.replace(/probe(?=[^/]*$)/, 'PROBE'), { throwIfNoEntry: false });
      return new Mount(keepsModes(fs, path), masked, upper !== undefined);
    } finally {
      fs.rmSync(path, { force: true });
    }
  }

  private constructor(
    private readonly keepsModes: boolean,
    /** Bits that the umask takes from new files. */
    private readonly masked: number,
    /** Whether `a` and `A` are one file. */
    readonly ignoresCase: boolean,
  ) {}

  /** Whether a file that shows `actual` has the mode `wanted`, as far as one can see here. */
  agrees(actual: number, wanted: number): boolean {
    return !this.keepsModes || (actual & 0o7777) === wanted;
  }

  /** Whether a file that was created with this mode still needs `chmod`. */
  needsChmod(wanted: number): boolean {
    return this.keepsModes && (wanted & (this.masked | 0o7000)) !== 0;
  }
}

function keepsModes(fs: FileSystem, path: string): boolean {
  try {
    fs.chmodSync(path, PROBE_MODE);
  } catch {
    return false; // some mounts refuse it altogether
  }
  return (fs.lstatSync(path).mode & 0o7777) === PROBE_MODE;
}
