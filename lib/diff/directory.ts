import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Layout } from '../output/layout';
import { STATE_DIRECTORY } from '../output/paths';
import { DiffError } from './error';
import type { OutputTree } from './tree';

/**
 * The output in a directory.
 *
 * @throws DiffError where there is no directory, or one that an interrupted synth left between two states
 */
export function treeOfDirectory(directory: string): OutputTree {
  const root = resolve(directory);
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new DiffError('diff-not-an-output', directory, 'This is no directory.');
  }
  if (existsSync(new Layout(root).journal)) {
    throw new DiffError('diff-interrupted', directory, 'Its last synth was interrupted: it is partly old, partly new.');
  }
  return {
    name: directory,
    paths: () => filesBelow(root, '').sort(),
    bytes: (path) => read(root, path),
  };
}

function filesBelow(root: string, below: string): string[] {
  const files: string[] = [];
  try {
    for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (path === STATE_DIRECTORY || path === '.git') continue;
      if (entry.isDirectory()) for (const file of filesBelow(root, path)) files.push(file);
      else if (entry.isFile()) files.push(path);
    }
  } catch (error) {
    throw unreadable(join(root, below), error);
  }
  return files;
}

function read(root: string, path: string): Buffer {
  try {
    return readFileSync(join(root, path));
  } catch (error) {
    throw unreadable(join(root, path), error);
  }
}

function unreadable(path: string, error: unknown): DiffError {
  return new DiffError('diff-unreadable', path, `${error instanceof Error ? error.message : String(error)}.`, error);
}
