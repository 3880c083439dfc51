import { type Content, isContent } from './content';
import { type FileSystem, readIfPresent, syncDirectory, writeNew } from './disk';
import { OutputError } from './error';
import { isTarget, type Layout, type StagedFile } from './layout';
import { arePaths } from './list';

/** A staged file and where it goes. */
export interface Placement extends Content, StagedFile {}

/** All that turns the old tree into the new one, in this order. */
export interface Plan {
  /** Old files where the new tree has a directory, a file above them, or the same name in other case. */
  readonly clear: readonly string[];
  readonly place: readonly Placement[];
  /** Old files that are no longer wanted. */
  readonly remove: readonly string[];
  /** The staged new list; null when the list stays as it is. */
  readonly list: Content | null;
}

/** From here on the plan will be carried out, by this run or the next. A plan that is not empty has a staging. */
export function writeJournal(fs: FileSystem, layout: Layout, plan: Plan): void {
  writeNew(fs, layout.stagedJournal, Buffer.from(render(plan)), 0o644, 'synced');
  fs.renameSync(layout.stagedJournal, layout.journal);
  syncDirectory(fs, layout.state);
  syncDirectory(fs, layout.root); // the state directory may be as new as the journal
}

/** `undefined` when there is none, so that the tree is all old or all new. */
export function readJournal(fs: FileSystem, layout: Layout): Plan | undefined {
  const text = readIfPresent(fs, layout.journal);
  if (text === undefined) return undefined;
  const plan = parse(text);
  if (plan !== undefined) return plan;
  throw new OutputError({
    code: 'output-journal-unreadable',
    path: layout.journal,
    message: 'An earlier run was interrupted, and its journal cannot be read.',
    fix: `Delete ${layout.root} if nothing else is in it, and run synth again.`,
  });
}

function render(plan: Plan): string {
  const lines = (items: readonly unknown[]) => `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
  const fields = [
    `"clear":${lines(plan.clear)}`,
    `"place":${lines(plan.place)}`,
    `"remove":${lines(plan.remove)}`,
    `"list":${JSON.stringify(plan.list)}`,
  ];
  return `{"version":1,\n${fields.join(',\n')}}\n`;
}

function parse(text: string): Plan | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPlan(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPlan(value: unknown): value is Plan {
  if (typeof value !== 'object' || value === null) return false;
  const { version, clear, place, remove, list } = value as Record<keyof Plan | 'version', unknown>; // any object may be read so
  if (version !== 1 || !arePaths(clear) || !arePaths(remove)) return false;
  if (!Array.isArray(place) || !place.every(isPlacement)) return false;
  return list === null || isContent(list);
}

function isPlacement(value: unknown): value is Placement {
  if (!isContent(value) || !('path' in value) || !('target' in value)) return false;
  return arePaths([value.path]) && isTarget(value.target);
}
