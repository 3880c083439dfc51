import { statSync } from 'node:fs';
import { treeOfDirectory } from './directory';
import { DiffError } from './error';
import { treeOfRevision } from './git';
import type { OutputTree } from './tree';

/**
 * The output that a word names: a directory, or `<revision>:<path>` of a Git repository.
 *
 * @throws DiffError where it is neither
 */
export function treeOf(source: string): OutputTree {
  if (statSync(source, { throwIfNoEntry: false })?.isDirectory() === true) return treeOfDirectory(source);
  if (source.includes(':')) return treeOfRevision(source);
  throw new DiffError('diff-not-an-output', source, 'There is no directory of this name.');
}
