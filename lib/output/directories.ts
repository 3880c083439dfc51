import { type FileSystem, isErrno } from './disk';
import type { Layout } from './layout';
import { parentOf } from './paths';

/** `blocked`: at `by`, the directory itself or one above it, is a file or a link, which is never followed. */
export type DirectoryState =
  | { readonly kind: 'present' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'blocked'; readonly by: string };

const PRESENT: DirectoryState = { kind: 'present' };
const ABSENT: DirectoryState = { kind: 'absent' };

/** What is on disk where directories are wanted; looks once at each. */
export class Directories {
  private readonly seen = new Map<string, DirectoryState>([['', PRESENT]]);

  constructor(
    private readonly fs: FileSystem,
    private readonly layout: Layout,
  ) {}

  look(directory: string): DirectoryState {
    let state = this.seen.get(directory);
    if (state === undefined) {
      const above = this.look(parentOf(directory));
      state = above.kind === 'present' ? this.lookAt(directory) : above;
      this.seen.set(directory, state);
    }
    return state;
  }

  /** The highest directory at or above this one that is not there yet; `undefined` where this one is there. */
  highestAbsent(directory: string): string | undefined {
    if (this.look(directory).kind === 'present') return undefined;
    let highest = directory;
    for (let above = parentOf(highest); this.look(above).kind !== 'present'; above = parentOf(highest)) highest = above;
    return highest;
  }

  private lookAt(directory: string): DirectoryState {
    const stat = this.fs.lstatSync(this.layout.file(directory), { throwIfNoEntry: false });
    if (stat === undefined) return ABSENT;
    return stat.isDirectory() ? PRESENT : { kind: 'blocked', by: directory };
  }
}

/** Removes those of these directories, and of those above them, that hold nothing any more. */
export function removeEmpty(fs: FileSystem, layout: Layout, directories: Iterable<string>): void {
  const deepestFirst = [...directories].sort((a, b) => b.length - a.length);
  for (const start of deepestFirst) {
    for (let directory = start; directory !== ''; directory = parentOf(directory)) {
      try {
        fs.rmdirSync(layout.file(directory));
      } catch (error) {
        if (isErrno(error, 'ENOENT')) continue;
        if (isErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EBUSY')) break;
        throw error;
      }
    }
  }
}
