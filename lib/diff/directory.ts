import { closeSync, constants, existsSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { errnoOf } from '../output/error';
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

/**
 * Linux notes the time of the first read of a new file, which writes to the disk and takes several times as long as
 * the reading itself. Only the owner of a file may ask it not to.
 */
let flags = constants.O_RDONLY | (constants.O_NOATIME ?? 0);

function read(root: string, path: string): Buffer {
  try {
    const file = open(join(root, path));
    try {
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unreadable(join(root, path), error);
  }
}

function open(path: string): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    if (flags === constants.O_RDONLY || errnoOf(error) !== 'EPERM') throw error;
    flags = constants.O_RDONLY;
    return openSync(path, flags);
  }
}

function unreadable(path: string, error: unknown): DiffError {
  return new DiffError('diff-unreadable', path, `${error instanceof Error ? error.message : String(error)}.`, error);
}
