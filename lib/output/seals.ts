import type { Stats } from 'node:fs';
import { hashOf } from '../portable/hash';
import { VERSION } from '../version';
import { writeCached } from './cache';
import { type FileSystem, quietly, readIfPresent } from './disk';
import type { Layout } from './layout';

/**
 * Binds the files of a group to the data that they were made from: whoever finds these data and these files again need
 * not make the files. A seal that is lost or stale costs time only.
 */
export interface Seal {
  /** Of the data, and of the library that made files of them. */
  readonly data: string;
  /** Of the files' bytes. */
  readonly bytes: string;
  /** Of what the file system says of the files: as long as that is the same, so are the bytes. */
  readonly traces: string;
}

/** What a file system says of a file: another after every change of its bytes, mode or name. */
export function traceOf({ ino, size, ctimeMs }: Stats): string {
  return `${ino} ${size} ${ctimeMs}`;
}

export function sealOfData(digest: string): string {
  return short(`${VERSION} ${digest}`);
}

/** @param told what is known of each file, by its path */
export function sealOfFiles(told: readonly (readonly [path: string, what: string])[]): string {
  return short(told.map(([path, what]) => `${what} ${path}`).join('\n'));
}

function short(text: string): string {
  return hashOf(text, 32);
}

/**
 * Where a file of seals was written: a copy is another file. A repository could bring one that says of changed files that
 * they are those of the program.
 */
function birthOf({ ino, birthtimeMs }: Stats): string {
  return `${ino} ${birthtimeMs}`;
}

/** The seals of a run, by the names of their groups. */
export class Seals {
  /** Those of the last run in this directory; none where they cannot be read. */
  static read(fs: FileSystem, layout: Layout): Seals {
    try {
      const { version, file, seals } = JSON.parse(readIfPresent(fs, layout.seals) ?? '{}') as Record<string, unknown>;
      const stat = fs.lstatSync(layout.seals);
      if (version !== 1 || file !== birthOf(stat)) return new Seals();
      return new Seals(Object.entries(seals as Record<string, string>), stat.mtimeMs);
    } catch {
      return new Seals();
    }
  }

  private readonly byGroup: Map<string, string>;

  /** @param at when they were written, in ms, by the clock of the file system */
  constructor(
    seals: Iterable<readonly [string, string]> = [],
    private readonly at = Number.NEGATIVE_INFINITY,
  ) {
    this.byGroup = new Map(seals);
  }

  get(group: string): Seal | undefined {
    const [data, bytes, traces] = this.byGroup.get(group)?.split(' ') ?? [];
    return data === undefined || bytes === undefined || traces === undefined ? undefined : { data, bytes, traces };
  }

  set(group: string, { data, bytes, traces }: Seal): void {
    this.byGroup.set(group, `${data} ${bytes} ${traces}`);
  }

  /**
   * Whether a change after these seals would show in the trace of a file: not where the last one was in the same tick of
   * the clock (10 ms at most on Linux; up to 2 s where times are whole milliseconds, as on FAT).
   */
  outlast({ ctimeMs }: Stats): boolean {
    return ctimeMs + (Number.isInteger(ctimeMs) ? 2000 : 20) < this.at;
  }

  /** Keeps the seals for the next run, where they are others than `before`; where it cannot, all files are written still. */
  write(fs: FileSystem, layout: Layout, before: Seals): void {
    const old = before.byGroup;
    if (this.byGroup.size === old.size && [...this.byGroup].every(([group, seal]) => old.get(group) === seal)) return;
    const seals = Object.fromEntries(this.byGroup);
    const text = (stat: Stats) => `${JSON.stringify({ version: 1, file: birthOf(stat), seals })}\n`;
    quietly(() => writeCached(fs, layout.seals, text));
  }
}
