import * as fs from 'node:fs';
import type { LockedChange } from '../identity/compare';
import { splitFact } from '../identity/lock-file';
import { writeCached } from '../output/cache';
import { readIfPresent } from '../output/disk';
import { STATE_DIRECTORY } from '../output/paths';
import { ALL, type Unit } from '../output/unit';

/** What the last synth found changed, for whoever decides on it. */
export interface Pending {
  readonly changes: readonly LockedChange[];
  /** Sites that are no more in the program. */
  readonly missing: readonly string[];
}

const NAME = /^lock-changes(?:\.(.+))?\.json$/;
const NOTHING: Pending = { changes: [], missing: [] };

/** Keeps what is pending of a unit beside the output, which is as it was, in place of what others found of its sites. */
export function keepPending(outdir: string, unit: Unit, pending: Pending): void {
  for (const [name, { changes, missing }] of readPending(outdir)) {
    keep(outdir, name, {
      changes: changes.filter(({ path }) => !unit.includes(splitFact(path).site)),
      missing: missing.filter((site) => !unit.includes(site)),
    });
  }
  if (pending.changes.length + pending.missing.length > 0) keep(outdir, unit.name, pending);
}

/** What is pending of each unit. */
export function readPending(outdir: string): ReadonlyMap<string, Pending> {
  return new Map(unitsIn(outdir).map((unit) => [unit, readOne(fileOf(outdir, unit))]));
}

/** Keeps what is pending but for what was decided: facts, or whole sites. */
export function keepUndecided(
  outdir: string,
  pending: ReadonlyMap<string, Pending>,
  decided: ReadonlySet<string>,
): void {
  for (const [unit, { changes, missing }] of pending) {
    keep(outdir, unit, {
      changes: changes.filter(({ path }) => !decided.has(path)),
      missing: missing.filter((path) => !decided.has(path)),
    });
  }
}

function keep(outdir: string, unit: string, { changes, missing }: Pending): void {
  if (changes.length + missing.length === 0) fs.rmSync(fileOf(outdir, unit), { force: true });
  else writeCached(fs, fileOf(outdir, unit), `${JSON.stringify({ version: 1, changes, missing }, undefined, 2)}\n`);
}

function readOne(file: string): Pending {
  try {
    const { version, changes, missing } = JSON.parse(readIfPresent(fs, file) ?? '{}');
    return version === 1 && changes.every(isChange) && missing.every(isText) ? { changes, missing } : NOTHING;
  } catch {
    return NOTHING;
  }
}

const isText = (x: unknown) => typeof x === 'string';

function isChange({ path, was, is = true }: Readonly<Record<keyof LockedChange, unknown>>): boolean {
  return isText(path) && [was, is].every((value) => value === true || isText(value));
}

function unitsIn(outdir: string): string[] {
  const cache = cacheOf(outdir);
  if (!fs.existsSync(cache)) return [];
  return fs.readdirSync(cache).flatMap((name) => {
    const found = NAME.exec(name);
    return found === null ? [] : [found[1] ?? ALL.name];
  });
}

function fileOf(outdir: string, unit: string): string {
  return `${cacheOf(outdir)}/lock-changes${unit === ALL.name ? '' : `.${unit}`}.json`;
}

function cacheOf(outdir: string): string {
  return `${outdir}/${STATE_DIRECTORY}/cache`;
}
