import * as fs from 'node:fs';
import { SffError } from '../errors';
import { compare, linesOf, type SiteIdentity } from '../identity/compare';
import { findingsOf, type LockFinding, outdated } from '../identity/findings';
import { type Lock, NO_LOCK, parseLock, renderLock, textOfLock } from '../identity/lock-file';
import { readIfPresent } from '../output/disk';
import { keepPending } from './pending';

/** The lock of a program, while it is synthesised. */
export class IdentityStore {
  private next: string | undefined;

  /**
   * @param file of the lock
   * @param frozen whether it may not be written
   * @param outdir where what is found changed is kept for `sff accept`
   */
  constructor(
    private readonly file: string,
    private readonly frozen: boolean,
    private readonly outdir: string,
  ) {}

  /**
   * Finds what has changed, and remembers what is new for `stage`.
   *
   * @throws SffError `lock-invalid`
   */
  readonly check = (sites: readonly SiteIdentity[]): readonly LockFinding[] => {
    const text = readLockText(this.file);
    const lines = linesOf(sites);
    if (text !== undefined && isSame(text, lines)) {
      keepPending(this.outdir, { changes: [], missing: [] });
      return [];
    }
    const lock = text === undefined ? NO_LOCK : parseLock(text, this.file);
    const comparison = compare(lock, sites);
    keepPending(this.outdir, comparison);
    const findings = findingsOf(comparison, sites);
    if (findings.length > 0) return findings;
    if (this.frozen) return comparison.added.size === 0 ? [] : [outdated(comparison, this.file)];
    this.next = textOfLock(lines, lock.decisions);
    return [];
  };

  /** Writes what is new aside, so that what could fail has not failed after the output is written. */
  stage(): void {
    if (this.next !== undefined) writing(this.file, () => fs.writeFileSync(`${this.file}.new`, this.next ?? ''));
  }

  /** Puts it in place. An earlier synth that was killed before has only left a site for the next one to add. */
  commit(): void {
    if (this.next !== undefined) writing(this.file, () => fs.renameSync(`${this.file}.new`, this.file));
    this.next = undefined;
  }

  /** Drops what was staged; does nothing after `commit`. */
  abort(): void {
    if (this.next !== undefined) fs.rmSync(`${this.file}.new`, { force: true });
  }
}

/**
 * The lock in a file; undefined where there is none.
 *
 * @throws SffError `lock-invalid`
 */
export function readLock(file: string): Lock | undefined {
  const text = readLockText(file);
  return text === undefined ? undefined : parseLock(text, file);
}

/** Replaces a lock. */
export function writeLock(file: string, lock: Lock): void {
  writing(file, () => {
    fs.writeFileSync(`${file}.new`, renderLock(lock));
    fs.renameSync(`${file}.new`, file);
  });
}

function readLockText(file: string): string | undefined {
  return writing(file, () => readIfPresent(fs, file));
}

/** Whether a lock has exactly these lines of facts, as nearly every run finds it. */
function isSame(text: string, lines: string): boolean {
  return (
    text.startsWith(`{\n${lines}`) &&
    /^( {2}"(accepted|retired) .*\n)* {2}"version": 1\n}\n$/.test(text.slice(2 + lines.length))
  );
}

function writing<T>(file: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SffError({
      code: 'lock-invalid',
      path: file,
      message: `It cannot be read or written: ${why}.`,
      fix: 'Make it a file that this user may write, or name another one: new SffApp({ lock }).',
      cause: error,
    });
  }
}
