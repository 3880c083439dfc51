import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Orchestrator } from 'sff-constructs';
import type { FeatureId } from '../../../lib/workload/features';
import type { Observation } from './behaviour';

/** How an observation came about: a program ran, objects were evaluated (and what they allow ran), or synth refused. */
export type How = 'ran' | 'evaluated' | 'synth';

/** What was observed of a behaviour on both engines: a row of the table in `docs/workload-matrix.md`. */
export interface Observed {
  readonly id: string;
  readonly title: string;
  readonly observed: Readonly<Record<Orchestrator, { readonly how: How; readonly value: Observation }>>;
  /** Feature whose row of the matrix tells of the difference. */
  readonly noted?: FeatureId;
}

const FILE = join(__dirname, 'observed.json');

/** What was observed when the table was last written. */
export function readObserved(): readonly Observed[] {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as readonly Observed[]) : []; // written below
}

export function writeObserved(rows: readonly Observed[]): void {
  writeFileSync(FILE, `${JSON.stringify(rows, undefined, 2)}\n`);
}
