import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileSystem } from '../../lib/output/disk';
import { OutputError } from '../../lib/output/error';
import type { OutputFile, OutputGroup } from '../../lib/output/tree';
import { OutputWriter, type WriteReport } from '../../lib/output/writer';

export type Tree = Readonly<Record<string, string>>;

/** A directory of its own for each test, removed afterwards; the output goes to `out` in it. */
export function useDirectory(): { readonly outdir: string; readonly path: (name: string) => string } {
  let base = '';
  beforeEach(() => {
    base = fs.mkdtempSync(join(tmpdir(), 'sff-writer-'));
  });
  afterEach(() => fs.rmSync(base, { recursive: true, force: true }));
  return {
    get outdir() {
      return join(base, 'out');
    },
    path: (name) => join(base, name),
  };
}

export function write(outdir: string, tree: Tree, seam: FileSystem = fs): WriteReport {
  const writer = OutputWriter.open(outdir, seam);
  for (const files of neighbours(tree)) {
    const [first] = files;
    if (first?.path.includes('/')) writer.addGroup(groupOf(first.path, files));
    else for (const file of files) writer.add(file);
  }
  return writer.commit();
}

/** Files in their order, those of one directory at the top together, as those of a site are. */
function neighbours(tree: Tree): OutputFile[][] {
  const parts: OutputFile[][] = [];
  for (const [path, text] of Object.entries(tree)) {
    const part = parts.at(-1);
    if (part?.[0] !== undefined && topOf(part[0].path) === topOf(path)) part.push({ path, text });
    else parts.push([{ path, text }]);
  }
  return parts;
}

function topOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

/** A group that is made from its own texts. */
export function groupOf(name: string, files: readonly OutputFile[]): OutputGroup {
  return { name, places: files, digest: () => JSON.stringify(files), files: () => files };
}

/** Puts files of someone else, or of no list, on disk. */
export function put(outdir: string, tree: Tree): void {
  for (const [path, text] of Object.entries(tree)) {
    fs.mkdirSync(dirname(join(outdir, path)), { recursive: true });
    fs.writeFileSync(join(outdir, path), text);
  }
}

/** All files below a directory but the writer's own, links as `-> target`, empty directories as `name/`. */
export function snapshot(outdir: string, below = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of fs.readdirSync(join(outdir, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (path === '.sff') continue;
    if (entry.isSymbolicLink()) found[path] = `-> ${fs.readlinkSync(join(outdir, path))}`;
    else if (entry.isFile()) found[path] = fs.readFileSync(join(outdir, path), 'utf8');
    else {
      const inside = snapshot(outdir, path);
      if (Object.keys(inside).length === 0) found[`${path}/`] = '';
      Object.assign(found, inside);
    }
  }
  return found;
}

/** The writer's own files; not its cache, which any run may leave, and any run may lose. */
export function stateFiles(outdir: string): string[] {
  if (!fs.existsSync(join(outdir, '.sff'))) return [];
  const names = fs.readdirSync(join(outdir, '.sff'));
  return names.filter((name) => name !== 'cache').sort();
}

export function codeOf(run: () => unknown): string {
  const error = errorOf(run);
  return OutputError.isOutputError(error) ? error.code : String(error);
}

export function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

export function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: injected, ${syscall}`), { code, syscall });
}

/** What happens at the n-th call: the process dies (nothing works any more), or just that call fails. */
export type Fault = { readonly at: number; readonly kind: 'dies' } | { readonly at: number; readonly fails: string };

export interface FaultyDisk {
  readonly fs: FileSystem;
  readonly calls: readonly string[];
}

/** Without waiting for the medium, which a test can't cut off anyway. */
export const unsynced: FileSystem = { ...fs, fsyncSync: () => {} };

/** The real file system until a fault. A write that is hit leaves half of its bytes. */
export function faultyDisk(fault?: Fault): FaultyDisk {
  const calls: string[] = [];
  const faulty = new Proxy(unsynced, {
    get(target, name: keyof FileSystem) {
      const real = target[name] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        calls.push(name);
        if (fault === undefined || calls.length < fault.at) return real(...args);
        const dies = 'kind' in fault;
        if (!dies && calls.length > fault.at) return real(...args);
        if (calls.length === fault.at && name === 'writeSync') {
          const [fd, bytes] = args as [number, Buffer];
          fs.writeSync(fd, bytes, 0, Math.floor(bytes.length / 2));
        }
        if (name === 'closeSync') real(...args);
        throw systemError(dies ? 'EIO' : fault.fails, name);
      };
    },
  });
  return { fs: faulty, calls };
}

/** Makes the locks that this process left look like those of one that was killed. */
export function pretendKilled(outdir: string): void {
  for (const name of stateFiles(outdir).filter((entry) => entry.startsWith('lock'))) {
    const owner = join(outdir, '.sff', name, 'owner.json');
    if (fs.existsSync(owner) && fs.statSync(owner).size > 0) {
      const text = fs.readFileSync(owner, 'utf8');
      fs.writeFileSync(owner, text.replace(/"started":"\d+"/, '"started":"1"'));
    }
    const renamed = name.replace(`-${process.pid}-`, '-4194999-'); // above the kernel's largest pid, 2^22
    fs.renameSync(join(outdir, '.sff', name), join(outdir, '.sff', renamed));
  }
}
