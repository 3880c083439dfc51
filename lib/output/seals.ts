import { VERSION } from '../version';
import { writeCached } from './cache';
import { sha256 } from './content';
import { type FileSystem, quietly, readIfPresent } from './disk';
import type { Layout } from './layout';

/**
 * Binds the bytes of a group's files to the data that they were made from: whoever finds these data and these bytes again
 * need not make the files. Nothing else on disk is trusted, so a seal that is lost or stale costs time only.
 */
export class Seal {
  private text: string;

  /** @param digest of the data */
  constructor(digest: string) {
    this.text = `${VERSION} ${digest}`;
  }

  /** @param hash of the bytes */
  add(path: string, hash: string): void {
    this.text += `\n${hash} ${path}`;
  }

  value(): string {
    return sha256(this.text).slice(0, 32);
  }
}

/** Seals by the names of their groups. */
export type Seals = ReadonlyMap<string, string>;

/** The seals of the last run; none where they cannot be read. */
export function readSeals(fs: FileSystem, layout: Layout): Seals {
  try {
    const { version, seals } = JSON.parse(readIfPresent(fs, layout.seals) ?? '{}') as Record<string, unknown>;
    return version === 1 ? new Map(Object.entries(seals as Record<string, string>)) : new Map();
  } catch {
    return new Map();
  }
}

/** Keeps the seals for the next run, where they have changed; one that cannot has still written everything. */
export function writeSeals(fs: FileSystem, layout: Layout, before: Seals, seals: Seals): void {
  if (seals.size === before.size && [...seals].every(([name, seal]) => before.get(name) === seal)) return;
  const text = `${JSON.stringify({ version: 1, seals: Object.fromEntries(seals) })}\n`;
  quietly(() => writeCached(fs, layout.seals, text));
}
