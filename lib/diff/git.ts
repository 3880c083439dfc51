import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { STATE_DIRECTORY } from '../output/paths';
import { DiffError } from './error';
import type { OutputTree } from './tree';

/** More than the list of 100,000 files. */
const LONGEST_LIST = 256 * 1024 * 1024;

/**
 * The output in a revision of a Git repository, read by the `git` command.
 *
 * @param revision as Git writes it: `main:dist` from the top of the repository, `HEAD~1:./dist` from `directory`
 * @param directory somewhere in the repository
 * @throws DiffError where Git, the revision or the path is not there
 */
export function treeOfRevision(revision: string, directory = process.cwd()): OutputTree {
  const blobs = listOf(revision, directory);
  const paths = [...blobs.keys()].sort();
  let objects: Objects | undefined;
  return {
    name: revision,
    paths: () => paths,
    blob: (path) => blobs.get(path),
    bytes: (path) => {
      objects ??= new Objects(revision, directory);
      return objects.read(blobs.get(path) ?? '', path);
    },
    close: () => objects?.close(),
  };
}

/** The id that Git gives to a file; SHA-256 in repositories of that format. */
export function blobId(bytes: Uint8Array, like: string): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function listOf(revision: string, directory: string): Map<string, string> {
  const list = spawnSync('git', ['ls-tree', '-r', '-z', '--full-tree', revision, '--'], {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: LONGEST_LIST,
  });
  if (list.error !== undefined) {
    throw new DiffError('diff-git', revision, `git cannot be run: ${list.error.message}.`, list.error);
  }
  if (list.status !== 0) throw new DiffError('diff-git', revision, `${list.stderr.trim().replace(/\.$/, '')}.`);
  const blobs = new Map<string, string>();
  for (const line of list.stdout.split('\0')) {
    const [, type, id, path] = /^\d+ (\w+) ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    if (type !== 'blob' || id === undefined || path === undefined) continue;
    if (!path.startsWith(`${STATE_DIRECTORY}/`)) blobs.set(path, id);
  }
  return blobs;
}

interface Waiting {
  readonly path: string;
  readonly done: (bytes: Buffer) => void;
  readonly fail: (error: unknown) => void;
}

/** Reads objects through one `git cat-file --batch`. */
class Objects {
  private readonly git: ChildProcessWithoutNullStreams;
  private readonly waiting: Waiting[] = [];
  private received = Buffer.alloc(0);
  private chunks: Buffer[] = [];
  /** Bytes that the object at hand still needs, with the line feed at its end; undefined before its header. */
  private missing: number | undefined;

  constructor(
    private readonly revision: string,
    directory: string,
  ) {
    this.git = spawn('git', ['cat-file', '--batch'], { cwd: directory });
    this.git.stdout.on('data', (chunk: Buffer) => this.receive(chunk));
    this.git.on('error', (error) => this.fail(error.message, error));
    this.git.on('close', () => this.fail('git cat-file has ended'));
    // What fails here is told by the process' end.
    this.git.stdin.on('error', () => undefined);
  }

  read(id: string, path: string): Promise<Buffer> {
    return new Promise((done, fail) => {
      this.waiting.push({ path, done, fail });
      this.git.stdin.write(`${id}\n`);
    });
  }

  close(): void {
    this.git.stdin.end();
    this.git.kill();
  }

  private receive(chunk: Buffer): void {
    this.chunks.push(chunk);
    const length = this.chunks.reduce((sum, each) => sum + each.length, this.received.length);
    if (this.missing !== undefined && length < this.missing) return;
    this.received = Buffer.concat([this.received, ...this.chunks]);
    this.chunks = [];
    while (this.take()) {
      // until what was received ends within an object
    }
  }

  /** Takes one object, or its header, from what was received; tells whether there may be more. */
  private take(): boolean {
    if (this.missing === undefined) {
      const end = this.received.indexOf('\n');
      if (end < 0) return false;
      const header = this.received.toString('utf8', 0, end);
      const [, size] = / blob (\d+)$/.exec(header) ?? [];
      this.received = this.received.subarray(end + 1);
      if (size === undefined) {
        this.waiting.shift()?.fail(new DiffError('diff-git', this.revision, `git has no object for it: ${header}.`));
        return true;
      }
      this.missing = Number(size) + 1;
    }
    if (this.received.length < this.missing) return false;
    const bytes = Buffer.from(this.received.subarray(0, this.missing - 1));
    this.received = this.received.subarray(this.missing);
    this.missing = undefined;
    this.waiting.shift()?.done(bytes);
    return true;
  }

  private fail(why: string, cause?: unknown): void {
    for (const { path, fail } of this.waiting.splice(0)) {
      fail(new DiffError('diff-git', `${this.revision}/${path}`, `${why}.`, cause));
    }
  }
}
