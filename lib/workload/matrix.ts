import type { Orchestrator } from '../orchestrator';
import type { Column } from './cell';
import { FEATURES } from './features';
import { COMPOSE } from './matrix-compose';
import { K3S } from './matrix-k3s';
import type { WorkloadModel } from './model';

/** What each orchestrator makes of each feature. Behaviour and `docs/workload-matrix.md` both come from here. */
export const MATRIX: Readonly<Record<Orchestrator, Column>> = { k3s: K3S, 'docker-compose': COMPOSE };

/** What the matrix says of one workload. */
export interface Verdicts {
  /** Guarantees that differ, and choices that the program made. */
  readonly notes: readonly Note[];
  /** What the program has to change. */
  readonly faults: readonly Fault[];
}

/** A guarantee that differs in degree from what the field says. */
export interface Note {
  readonly feature: string;
  readonly note: string;
}

/** Why a workload cannot be rendered for this orchestrator. */
export interface Fault {
  readonly code: 'needs-choice' | 'unsupported';
  readonly message: string;
  readonly fix: string;
}

/** Applies the matrix to a workload. */
export function judge(workload: WorkloadModel): Verdicts {
  const column = MATRIX[workload.site.orchestrator];
  const notes: Note[] = [];
  const faults: Fault[] = [];
  for (const { id, title, uses } of FEATURES) {
    if (!uses(workload)) continue;
    const cell = column[id];
    if (cell.verdict === 'note') notes.push({ feature: id, note: cell.note });
    else if (cell.verdict === 'refused') {
      faults.push({ code: 'unsupported', message: `${title}: ${cell.because}`, fix: cell.instead });
    } else if (cell.verdict === 'choice') {
      if (cell.chosen(workload)) notes.push({ feature: id, note: `Chosen: ${cell.because}` });
      else
        faults.push({
          code: 'needs-choice',
          message: `${title}: ${cell.because}`,
          fix: `Say that you want it: ${cell.choose}.`,
        });
    }
  }
  return { notes, faults };
}
