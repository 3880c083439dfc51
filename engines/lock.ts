import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs `work` while this process holds the directory `path`; the lock of a process that died is taken over. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!take(path)) await sleep(500);
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** A rename onto a directory that is not empty fails, so that the lock and its owner's name appear as one. */
function take(path: string): boolean {
  const mine = `${path}.${process.pid}`;
  mkdirSync(mine, { recursive: true });
  writeFileSync(join(mine, 'owner'), identity(process.pid) ?? '');
  try {
    renameSync(mine, path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    rmSync(mine, { recursive: true, force: true });
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
  const owner = ownerOf(path);
  if (owner !== undefined && identity(Number(owner.split(' ')[0])) !== owner) evict(path, owner);
  return false;
}

/** Two may see the same dead owner: who moves a lock away that has got a new owner meanwhile puts it back. */
function evict(path: string, owner: string): void {
  const aside = `${path}.${process.pid}.dead`;
  try {
    renameSync(path, aside);
    if (ownerOf(aside) === owner) rmSync(aside, { recursive: true, force: true });
    else renameSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function ownerOf(path: string): string | undefined {
  try {
    return readFileSync(join(path, 'owner'), 'utf8');
  } catch {
    return undefined;
  }
}

/** Process id and start time, since ids are used again; undefined when there is no such process. */
function identity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return undefined;
  }
}
