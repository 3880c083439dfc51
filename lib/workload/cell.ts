import type { FeatureId } from './features';
import type { WorkloadModel } from './model';

/** What an orchestrator makes of a feature. */
export type Cell =
  /** Honoured in full. */
  | { readonly verdict: 'mapped'; readonly to: string }
  /** Honoured, with a guarantee that differs in degree; recorded in `site.json`. */
  | { readonly verdict: 'note'; readonly to: string; readonly note: string }
  /** Honoured in another way, or not at all, when the program says that this is wanted. */
  | {
      readonly verdict: 'choice';
      readonly to: string;
      readonly because: string;
      /** What the program writes. */
      readonly choose: string;
      readonly chosen: (workload: WorkloadModel) => boolean;
    }
  /** Not honoured. */
  | { readonly verdict: 'refused'; readonly because: string; readonly instead: string };

/** A column of the matrix: one cell for each feature. */
export type Column = Readonly<Record<FeatureId, Cell>>;

/** Honoured in full. */
export const mapped = (to: string): Cell => ({ verdict: 'mapped', to });
/** Honoured, with a guarantee that differs in degree. */
export const note = (to: string, text: string): Cell => ({ verdict: 'note', to, note: text });
/** Not honoured. */
export const refused = (because: string, instead: string): Cell => ({ verdict: 'refused', because, instead });
