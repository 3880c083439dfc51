import * as nodeFs from 'node:fs';
import { errnoOf } from './error';

/** The synchronous calls that the writer makes. A seam: tests let each of them fail. */
export type FileSystem = Pick<
  typeof nodeFs,
  | 'chmodSync'
  | 'closeSync'
  | 'copyFileSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'linkSync'
  | 'lstatSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readFileSync'
  | 'readSync'
  | 'readdirSync'
  | 'realpathSync'
  | 'renameSync'
  | 'rmSync'
  | 'rmdirSync'
  | 'unlinkSync'
  | 'writeSync'
>;

/** Whether a write returns only when the bytes are on the medium. */
export type Durability = 'synced' | 'cached';

// Absent on Windows, where `lstat` comes first everywhere.
const NO_FOLLOW = nodeFs.constants.O_NOFOLLOW ?? 0;
const READ = nodeFs.constants.O_RDONLY | NO_FOLLOW;

/** Creates a file that must not be there yet; what it holds may be made of what the file system says of it. */
export function writeNew(
  fs: FileSystem,
  path: string,
  content: Buffer | ((file: nodeFs.Stats) => Buffer),
  mode: number,
  durability: Durability,
): nodeFs.Stats {
  const fd = fs.openSync(path, 'wx', mode);
  try {
    const bytes = typeof content === 'function' ? content(fs.fstatSync(fd)) : content;
    let written = 0;
    while (written < bytes.length) written += fs.writeSync(fd, bytes, written);
    if (durability === 'synced') fs.fsyncSync(fd);
    return fs.fstatSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Makes the bytes of a file durable. */
export function syncFile(fs: FileSystem, path: string): void {
  // Windows syncs only what is open for writing; elsewhere the mode may forbid that.
  const fd = fs.openSync(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Makes the names in a directory durable, where the system has a way to (Windows has none). */
export function syncDirectory(fs: FileSystem, path: string): void {
  if (process.platform === 'win32') return;
  const fd = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(fd);
  } catch (error) {
    if (!isErrno(error, 'EINVAL', 'ENOTSUP')) throw error; // some network and FUSE file systems
  } finally {
    fs.closeSync(fd);
  }
}

export function readIfPresent(fs: FileSystem, path: string): string | undefined {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Removes a file or a link. What is gone already, or has become a directory, stays as it is. */
export function unlinkIfFile(fs: FileSystem, path: string): void {
  try {
    fs.unlinkSync(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return;
    // Unlinking a directory is EPERM on macOS and Windows.
    if (isErrno(error, 'EPERM') && fs.lstatSync(path).isDirectory()) return;
    throw error;
  }
}

/** Reads files into one buffer that it keeps: the result is valid until the next read. */
export class Reader {
  private buffer = Buffer.allocUnsafe(64 * 1024);

  constructor(private readonly fs: FileSystem) {}

  /** At most `size` bytes, from a file known to be a regular one. */
  read(path: string, size: number): Buffer {
    if (size > this.buffer.length) this.buffer = Buffer.allocUnsafe(size * 2);
    const fd = this.fs.openSync(path, READ);
    try {
      let length = 0;
      while (length < size) {
        const count = this.fs.readSync(fd, this.buffer, length, size - length, null);
        if (count === 0) break;
        length += count;
      }
      return this.buffer.subarray(0, length);
    } finally {
      this.fs.closeSync(fd);
    }
  }
}

/** For steps that come after the outcome is decided: what they leave behind, the next run clears away. */
export function quietly(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}

export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  const errno = errnoOf(error);
  return errno !== undefined && codes.includes(errno);
}
