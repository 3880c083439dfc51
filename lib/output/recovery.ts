import { carryOut, finish, type Numbered } from './commit';
import { type Content, contentOf } from './content';
import { Directories, removeEmpty } from './directories';
import { type FileSystem, Reader, unlinkIfFile } from './disk';
import { foreignFile } from './foreign';
import { type Placement, type Plan, readJournal } from './journal';
import type { Layout } from './layout';
import { fold, parentOf } from './paths';
import { overlap } from './unit';

/**
 * What became of a run that was interrupted while it put files in place.
 * - `completed`: the tree is the new one.
 * - `undone`: staged files were lost (a power cut) before anything was moved: the tree is the old one.
 * - `incomplete`: staged files were lost after others were moved. All that is whole is in place; the journal stays
 *   until a run commits, which writes the rest anew.
 */
export type Recovery =
  | { readonly kind: 'none' | 'completed' | 'undone' }
  | { readonly kind: 'incomplete'; readonly plan: Plan };

/** Completes or undoes an interrupted run. May itself be interrupted at any point, and be run again. */
export function recover(fs: FileSystem, layout: Layout): Recovery {
  const plan = readJournal(fs, layout);
  if (plan === undefined) {
    fs.rmSync(layout.staging, { recursive: true, force: true });
    return { kind: 'none' };
  }
  const survey = new Survey(fs, layout, plan);
  if (survey.lost && survey.untouched) {
    fs.rmSync(layout.journal);
    fs.rmSync(layout.staging, { recursive: true, force: true });
    removeEmpty(fs, layout, new Set(plan.place.map((placement) => parentOf(placement.path))));
    return { kind: 'undone' };
  }
  // Clearing came before placing; where case is ignored, doing it again would remove what was placed.
  const clear = plan.clear.filter((path) => !survey.placed.has(fold(path)));
  // What is not whole must not come into place with its directory.
  for (const path of survey.broken) unlinkIfFile(fs, path);
  carryOut(fs, layout, plan, { clear, place: survey.ready, list: survey.list });
  if (survey.lost) {
    fs.rmSync(layout.staging, { recursive: true, force: true });
    return { kind: 'incomplete', plan };
  }
  finish(fs, layout);
  return { kind: 'completed' };
}

/**
 * As `recover`, for interrupted runs of other units that some of the files belong to.
 *
 * @returns what is in place of runs that stay incomplete, and may be on no list
 */
export function recoverOverlapping(fs: FileSystem, layout: Layout): string[] {
  return layout.others(fs).flatMap((other) => {
    if (!overlap(layout.unit, other.unit) || readJournal(fs, other) === undefined) return [];
    const recovery = recover(fs, other);
    return recovery.kind === 'incomplete' ? recovery.plan.place.map((to) => to.path) : [];
  });
}

/** How far the interrupted run came. Looks at the bytes: after a power cut a file may be there and empty. */
class Survey {
  /** The staged files that are whole and not yet in place. */
  readonly ready: Numbered[] = [];
  /** Where in the staging a file is that is not whole. */
  readonly broken: string[] = [];
  readonly list: 'staged' | 'in-place';
  /** Whether a file is neither in place nor whole in the staging. */
  readonly lost: boolean;
  /** Folded paths of the files that are in place. */
  readonly placed = new Set<string>();
  /** Whether the tree is still the old one. */
  readonly untouched: boolean;

  private readonly reader: Reader;
  private readonly directories: Directories;

  constructor(
    private readonly fs: FileSystem,
    private readonly layout: Layout,
    plan: Plan,
  ) {
    this.reader = new Reader(fs);
    this.directories = new Directories(fs, layout);
    let gone = 0;
    for (const [index, placement] of plan.place.entries()) {
      const staged = layout.staged(placement, index);
      // The staging comes first: where only the mode changes, the bytes are in place from the beginning.
      if (this.holds(staged, placement)) this.ready.push([index, placement]);
      else {
        const isStaged = this.stat(staged) !== undefined;
        if (isStaged) this.broken.push(staged);
        if (this.isInPlace(placement)) this.placed.add(fold(placement.path));
        else if (!isStaged) gone++;
      }
    }
    this.list = plan.list !== null && this.holds(layout.stagedList, plan.list) ? 'staged' : 'in-place';
    const listLost = plan.list !== null && this.list === 'in-place' && !this.holds(layout.list, plan.list);
    this.lost = listLost || this.placed.size + this.ready.length < plan.place.length;
    const old = [...plan.clear, ...plan.remove];
    this.untouched = this.placed.size + gone === 0 && old.every((path) => this.isThere(path));
    const filled = this.ready.flatMap(([, to]) => (this.isFilled(to, plan) ? to.path : []));
    if (filled.length > 0) throw foreignFile(layout, filled);
  }

  private isInPlace(placement: Placement): boolean {
    return this.isReachable(placement.path) && this.holds(this.layout.file(placement.path), placement);
  }

  private isThere(path: string): boolean {
    return this.isReachable(path) && this.stat(this.layout.file(path)) !== undefined;
  }

  private isReachable(path: string): boolean {
    return this.directories.look(parentOf(path)).kind === 'present';
  }

  private holds(path: string, content: Content): boolean {
    const stat = this.stat(path);
    if (stat === undefined || !stat.isFile() || stat.size !== content.size) return false;
    return contentOf(this.reader.read(path, stat.size)).hash === content.hash;
  }

  private stat(path: string) {
    return this.fs.lstatSync(path, { throwIfNoEntry: false });
  }

  /** Someone made a file, or a directory, where the interrupted run is yet to put its own. */
  private isFilled({ path, target }: Placement, { clear }: Plan): boolean {
    if (!this.isThere(path)) return false;
    if (target !== 'own') return true;
    return (
      this.stat(this.layout.file(path))?.isDirectory() === true && !clear.some((old) => old.startsWith(`${path}/`))
    );
  }
}
