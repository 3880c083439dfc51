import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errnoOf } from './error';

/** The process that holds a lock, told apart from a later one with the same pid wherever the system lets us. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Kernel's id of this boot; null where there is no /proc. */
  readonly boot: string | null;
  /** Namespace that the pid counts in: containers of one machine share host and boot, not pids. */
  readonly pids: string | null;
  /** Start of the process in clock ticks since boot. */
  readonly started: string | null;
  /** Unique to one lock. */
  readonly nonce: string;
}

export function thisProcess(): Owner {
  return {
    pid: process.pid,
    host: hostname(),
    boot: tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pids: tryRead(() => readlinkSync('/proc/self/ns/pid')),
    started: startOf(process.pid),
    nonce: randomBytes(8).toString('hex'),
  };
}

/** Whether an owner is surely gone. One on another host, or in another container, is never surely gone. */
export function isGone(owner: Owner): boolean {
  const here = thisProcess();
  if (owner.host !== here.host) return false;
  if (owner.boot !== here.boot) return owner.boot !== null && here.boot !== null;
  if (owner.pids !== here.pids) return false;
  return !isRunning(owner.pid) || startOf(owner.pid) !== owner.started;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
  return true;
}

/** `undefined` for text that is not an owner. */
export function parseOwner(text: string): Owner | undefined {
  const value = tryRead((): unknown => JSON.parse(text));
  return isOwner(value) ? value : undefined;
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, host, boot, pids, started, nonce } = value as Record<keyof Owner, unknown>; // any object may be read so
  if (!Number.isInteger(pid) || Number(pid) <= 0) return false;
  if (typeof host !== 'string' || typeof nonce !== 'string') return false;
  return [boot, pids, started].every((field) => field === null || typeof field === 'string');
}

/**
 * When a process started, from `/proc/<pid>/stat` (proc_pid_stat(5): field 3 is the state, field 22 the start). The
 * second field is a name that may hold spaces and brackets. A zombie counts as ended.
 */
function startOf(pid: number): string | null {
  const stat = tryRead(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

function tryRead<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
