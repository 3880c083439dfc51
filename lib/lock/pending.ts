import * as fs from 'node:fs';
import type { LockedChange } from '../identity/compare';
import { writeCached } from '../output/cache';
import { readIfPresent } from '../output/disk';
import { STATE_DIRECTORY } from '../output/paths';

/** What the last synth found changed, for whoever decides on it. */
export interface Pending {
  readonly changes: readonly LockedChange[];
  /** Sites that are no more in the program. */
  readonly missing: readonly string[];
}

const NAME = 'lock-changes.json';
const NOTHING: Pending = { changes: [], missing: [] };

/** Keeps what is pending beside the output, which is as it was. */
export function keepPending(outdir: string, { changes, missing }: Pending): void {
  if (changes.length + missing.length === 0) {
    fs.rmSync(`${cacheOf(outdir)}/${NAME}`, { force: true });
    return;
  }
  writeCached(fs, cacheOf(outdir), NAME, `${JSON.stringify({ version: 1, changes, missing }, undefined, 2)}\n`);
}

/** What is pending; nothing where no synth has kept anything. */
export function readPending(outdir: string): Pending {
  try {
    const { version, changes, missing } = JSON.parse(readIfPresent(fs, `${cacheOf(outdir)}/${NAME}`) ?? '{}');
    return version === 1 ? { changes, missing } : NOTHING;
  } catch {
    return NOTHING;
  }
}

function cacheOf(outdir: string): string {
  return `${outdir}/${STATE_DIRECTORY}/cache`;
}
