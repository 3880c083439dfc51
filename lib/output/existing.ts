import type { Stats } from 'node:fs';
import { sha256 } from '../portable/hash';
import { Directories } from './directories';
import { type FileSystem, isErrno, Reader } from './disk';
import type { Layout } from './layout';
import type { Mount } from './mount';
import { parentOf } from './paths';

/** What is on disk where a file is wanted. */
export type Finding =
  | { readonly kind: 'absent' }
  /** Nor is the directory that it belongs in. */
  | { readonly kind: 'no-directory' }
  | { readonly kind: 'same' }
  | { readonly kind: 'other-mode' }
  | { readonly kind: 'other-file' }
  | { readonly kind: 'directory' }
  /** `by`, above it, is a file or a link. */
  | { readonly kind: 'blocked'; readonly by: string };

const ABSENT: Finding = { kind: 'absent' };
const NO_DIRECTORY: Finding = { kind: 'no-directory' };
const SAME: Finding = { kind: 'same' };
const OTHER_MODE: Finding = { kind: 'other-mode' };
const OTHER_FILE: Finding = { kind: 'other-file' };
const DIRECTORY: Finding = { kind: 'directory' };

/** The output directory as an earlier run, or someone else, left it. */
export class Existing {
  private readonly directories: Directories;
  private readonly reader: Reader;

  constructor(
    private readonly fs: FileSystem,
    private readonly layout: Layout,
    private readonly mount: Mount,
  ) {
    this.directories = new Directories(fs, layout);
    this.reader = new Reader(fs);
  }

  find(path: string, bytes: Buffer, mode: number): Finding {
    const parent = this.directories.look(parentOf(path));
    if (parent.kind !== 'present') return parent.kind === 'absent' ? NO_DIRECTORY : parent;
    const file = this.layout.file(path);
    const stat = this.fs.lstatSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return ABSENT;
    if (stat.isDirectory()) return DIRECTORY;
    if (!stat.isFile() || stat.size !== bytes.length || this.read(file, stat.size)?.equals(bytes) !== true) {
      return OTHER_FILE;
    }
    return this.mount.agrees(stat.mode, mode) ? SAME : OTHER_MODE;
  }

  /** What the file system says of a file; undefined where there is no such file of this mode. */
  stat(path: string, mode: number): Stats | undefined {
    if (this.directories.look(parentOf(path)).kind !== 'present') return undefined;
    const stat = this.fs.lstatSync(this.layout.file(path), { throwIfNoEntry: false });
    return stat?.isFile() === true && this.mount.agrees(stat.mode, mode) ? stat : undefined;
  }

  /** SHA-256 of the bytes of a file that is there, in hex; undefined where it may not be read, or is gone by now. */
  hashOf(path: string, { size }: Stats): string | undefined {
    const bytes = this.read(this.layout.file(path), size);
    return bytes === undefined ? undefined : sha256(bytes);
  }

  /** Whether a path that was listed leads, without a link, to something that is not a directory. */
  isThere(path: string): boolean {
    if (this.directories.look(parentOf(path)).kind !== 'present') return false;
    return this.fs.lstatSync(this.layout.file(path), { throwIfNoEntry: false })?.isDirectory() === false;
  }

  /** Files in a directory, at any depth, and with a slash at the end what holds nothing: it, or a directory in it. */
  contentsOf(directory: string): string[] {
    const entries = this.fs.readdirSync(this.layout.file(directory), { withFileTypes: true });
    if (entries.length === 0) return [`${directory}/`];
    return entries.flatMap((entry) => {
      const path = `${directory}/${entry.name}`;
      return entry.isDirectory() ? this.contentsOf(path) : path;
    });
  }

  /** `undefined` where the file may not be read, or is gone by now. */
  private read(file: string, size: number): Buffer | undefined {
    try {
      return this.reader.read(file, size);
    } catch (error) {
      if (isErrno(error, 'EACCES', 'EPERM', 'ENOENT', 'ELOOP')) return undefined;
      throw error;
    }
  }
}
