import { Directories, type DirectoryState, removeEmpty } from './directories';
import { type FileSystem, quietly, syncDirectory, unlinkIfFile } from './disk';
import { foreignFile } from './foreign';
import type { Plan } from './journal';
import type { Layout } from './layout';
import { parentOf } from './paths';

/** What of a plan is still to be done. */
export interface Outstanding {
  readonly clear: readonly string[];
  /** Numbers in `Plan.place`. */
  readonly place: Iterable<number>;
  readonly list: 'staged' | 'in-place';
}

/**
 * Puts a plan into effect: each step is one rename or unlink, so every file is whole at any moment, and each may be
 * done again. New files come before old ones go, so that one who copies the tree meanwhile rather gets too much.
 */
export function carryOut(fs: FileSystem, layout: Layout, plan: Plan, outstanding: Outstanding): void {
  removeFiles(fs, layout, outstanding.clear);
  const directories = new Directories(fs, layout);
  const made = new Set<string>();
  for (const index of outstanding.place) {
    const path = plan.place[index]?.path;
    if (path === undefined) continue;
    const parent = parentOf(path);
    if (!made.has(parent)) {
      makeDirectory(fs, layout, directories.look(parent), parent);
      made.add(parent);
    }
    fs.renameSync(layout.staged(index), layout.file(path));
  }
  removeFiles(fs, layout, plan.remove);
  if (outstanding.list === 'staged') fs.renameSync(layout.stagedList, layout.list);
}

/** Declares the tree consistent. The journal goes before the staging: a staging without journal is just dropped. */
export function finish(fs: FileSystem, layout: Layout): void {
  syncDirectory(fs, layout.state);
  fs.rmSync(layout.journal, { force: true });
  quietly(() => {
    fs.rmSync(layout.staging, { recursive: true, force: true });
    syncDirectory(fs, layout.state);
  });
}

function makeDirectory(fs: FileSystem, layout: Layout, state: DirectoryState, directory: string): void {
  if (state.kind === 'blocked') throw foreignFile(layout, [state.by]);
  if (state.kind === 'absent') fs.mkdirSync(layout.file(directory), { recursive: true });
}

function removeFiles(fs: FileSystem, layout: Layout, paths: readonly string[]): void {
  const directories = new Directories(fs, layout);
  const left = new Set<string>();
  for (const path of paths) {
    const parent = parentOf(path);
    const state = directories.look(parent).kind;
    if (state === 'blocked') continue; // someone put a link or a file there: what lies behind it is not ours
    if (state === 'present') unlinkIfFile(fs, layout.file(path));
    left.add(parent);
  }
  removeEmpty(fs, layout, left);
}
