import { type FileSystem, readIfPresent } from './disk';
import { OutputError } from './error';
import type { Layout } from './layout';
import { fold, pathProblem } from './paths';

/** The files that earlier runs made: only these may be replaced or removed. */
export class FileList {
  static read(fs: FileSystem, layout: Layout): FileList {
    const text = readIfPresent(fs, layout.list);
    if (text === undefined) return new FileList([]);
    const paths = parsePaths(text);
    if (paths !== undefined) return new FileList(paths);
    throw new OutputError({
      code: 'output-list-unreadable',
      path: layout.list,
      message: 'This is not a list of files that the writer made.',
      fix: `Restore it, or delete ${layout.root} if nothing else is in it.`,
    });
  }

  private readonly byFold = new Map<string, string>();

  constructor(paths: Iterable<string>) {
    for (const path of paths) this.byFold.set(fold(path), path);
  }

  get size(): number {
    return this.byFold.size;
  }

  has(path: string): boolean {
    return this.byFold.get(fold(path)) === path;
  }

  /** Whether `path` is on the list, but for case: then what one finds at `path` may be a file that has to go. */
  hasVariant(path: string): boolean {
    const other = this.byFold.get(fold(path));
    return other !== undefined && other !== path;
  }

  /** What this unit has made, and any other: a unit that was cut otherwise has made what is this one's now. */
  static readAll(fs: FileSystem, layout: Layout): { readonly own: FileList; readonly all: FileList } {
    const own = FileList.read(fs, layout);
    const others = layout.others(fs).map((other) => FileList.read(fs, other));
    return { own, all: others.length === 0 ? own : own.with(others.flatMap((list) => [...list.values()])) };
  }

  with(paths: Iterable<string>): FileList {
    return new FileList([...this.byFold.values(), ...paths]);
  }

  values(): IterableIterator<string> {
    return this.byFold.values();
  }
}

/** One path a line, sorted by the caller, so that a repository shows what came and went. */
export function renderPaths(paths: readonly string[]): string {
  if (paths.length === 0) return '{"version":1,"files":[]}\n';
  return `{"version":1,"files":[\n${paths.map((path) => JSON.stringify(path)).join(',\n')}\n]}\n`;
}

function parsePaths(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1) return undefined;
    return 'files' in value && arePaths(value.files) ? value.files : undefined;
  } catch {
    return undefined;
  }
}

/** These paths are going to be removed and replaced, so a list that was tampered with must not lead elsewhere. */
export function arePaths(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((path) => typeof path === 'string' && pathProblem(path) === undefined);
}
