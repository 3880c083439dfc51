import { Directories, removeEmpty } from './directories';
import { type FileSystem, quietly, syncDirectory, unlinkIfFile } from './disk';
import { foreignFile } from './foreign';
import type { Placement, Plan } from './journal';
import type { Layout } from './layout';
import { parentOf } from './paths';

/** A placement with its number in `Plan.place`. */
export type Numbered = readonly [index: number, placement: Placement];

/** What of a plan is still to be done. */
export interface Outstanding {
  readonly clear: readonly string[];
  /** Of files that come with their directories, all that are staged. */
  readonly place: readonly Numbered[];
  readonly list: 'staged' | 'in-place';
}

/**
 * Puts a plan into effect: each step is one rename or unlink, so every file is whole at any moment, and each may be
 * done again. New files come before old ones go, so that one who copies the tree meanwhile rather gets too much.
 */
export function carryOut(fs: FileSystem, layout: Layout, plan: Plan, outstanding: Outstanding): void {
  removeFiles(fs, layout, outstanding.clear);
  const isNew = ([, { target }]: Numbered) => target === 'new-directory';
  // Directories come first: none can take the place of one that was made for a file.
  placeDirectories(fs, layout, outstanding.place.filter(isNew));
  placeFiles(
    fs,
    layout,
    outstanding.place.filter((numbered) => !isNew(numbered)),
  );
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

/** Puts each file in place with the highest directory above it that is not there yet. */
function placeDirectories(fs: FileSystem, layout: Layout, place: readonly Numbered[]): void {
  const directories = new Directories(fs, layout);
  const placed = new Set<string>();
  for (const [index, to] of place) {
    const directory = directories.highestAbsent(reachable(layout, directories, parentOf(to.path)));
    if (directory === undefined) fs.renameSync(layout.staged(to, index), layout.file(to.path));
    else if (!placed.has(directory)) {
      fs.renameSync(layout.stagedDirectory(directory), layout.file(directory));
      placed.add(directory);
    }
  }
}

function placeFiles(fs: FileSystem, layout: Layout, place: readonly Numbered[]): void {
  const directories = new Directories(fs, layout);
  const made = new Set<string>();
  for (const [index, to] of place) {
    const parent = reachable(layout, directories, parentOf(to.path));
    if (!made.has(parent)) {
      if (directories.look(parent).kind === 'absent') fs.mkdirSync(layout.file(parent), { recursive: true });
      made.add(parent);
    }
    fs.renameSync(layout.staged(to, index), layout.file(to.path));
  }
}

/** The directory, which is not behind a link, nor a file or below one. */
function reachable(layout: Layout, directories: Directories, directory: string): string {
  const state = directories.look(directory);
  if (state.kind === 'blocked') throw foreignFile(layout, [state.by]);
  return directory;
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
