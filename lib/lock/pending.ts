import * as fs from 'node:fs';
import type { LockedChange } from '../identity/compare';
import { writeCached } from '../output/cache';
import { readIfPresent } from '../output/disk';
import { STATE_DIRECTORY } from '../output/paths';
import { ALL } from '../output/unit';

/** What the last synth found changed, for whoever decides on it. */
export interface Pending {
  readonly changes: readonly LockedChange[];
  /** Sites that are no more in the program. */
  readonly missing: readonly string[];
}

const NAME = /^lock-changes(?:\.(.+))?\.json$/;
const NOTHING: Pending = { changes: [], missing: [] };

/** Keeps what is pending of a unit (`all`, or a shard) beside the output, which is as it was. */
export function keepPending(outdir: string, unit: string, { changes, missing }: Pending): void {
  const cache = cacheOf(outdir);
  if (unit === ALL.name) for (const other of unitsIn(cache)) drop(cache, other);
  if (changes.length + missing.length === 0) drop(cache, unit);
  else writeCached(fs, cache, nameOf(unit), `${JSON.stringify({ version: 1, changes, missing }, undefined, 2)}\n`);
}

/** What is pending of each unit. */
export function readPending(outdir: string): ReadonlyMap<string, Pending> {
  const cache = cacheOf(outdir);
  return new Map(unitsIn(cache).map((unit) => [unit, readOne(`${cache}/${nameOf(unit)}`)]));
}

function readOne(file: string): Pending {
  try {
    const { version, changes, missing } = JSON.parse(readIfPresent(fs, file) ?? '{}');
    return version === 1 ? { changes, missing } : NOTHING;
  } catch {
    return NOTHING;
  }
}

function unitsIn(cache: string): string[] {
  if (!fs.existsSync(cache)) return [];
  return fs.readdirSync(cache).flatMap((name) => {
    const found = NAME.exec(name);
    return found === null ? [] : [found[1] ?? ALL.name];
  });
}

function drop(cache: string, unit: string): void {
  fs.rmSync(`${cache}/${nameOf(unit)}`, { force: true });
}

function nameOf(unit: string): string {
  return unit === ALL.name ? 'lock-changes.json' : `lock-changes.${unit}.json`;
}

function cacheOf(outdir: string): string {
  return `${outdir}/${STATE_DIRECTORY}/cache`;
}
