import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from './checks';
import { ROOT } from './repository';

/** Which checks fail on a mutant; tests as `file › test`. Without `engine`, engines were not asked; null: none fails. */
export interface Found {
  readonly types?: true;
  readonly unit?: string;
  readonly golden?: true;
  readonly engine?: string | null;
}

const FILE = join(ROOT, 'scripts/mutants/found.json');

/** What the last runs found, by the mutant's name. */
export function readFound(): Readonly<Record<string, Found>> {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Found>; // written below
}

export function writeFound(found: Readonly<Record<string, Found>>): void {
  writeFileSync(FILE, `${JSON.stringify(found, undefined, 2)}\n`);
}

export function titleOf({ file, test }: Failure): string {
  return `${file} › ${test}`;
}

/** The golden comparison proves that output changed, and not that anything is wrong with it. */
export function isCaught({ types, unit, engine }: Found): boolean {
  return types === true || unit !== undefined || typeof engine === 'string';
}
