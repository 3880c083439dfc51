import * as fs from 'node:fs';
import { SffError } from '../errors';
import { compare, linesOf, type SiteIdentity } from '../identity/compare';
import { findingsOf, type LockFinding, outdated, shellWord } from '../identity/findings';
import {
  LOCK_FILE,
  type Lock,
  linesIn,
  NO_LOCK,
  parseLock,
  renderLock,
  replaceLines,
  splitFact,
  textOfLock,
} from '../identity/lock-file';
import { readIfPresent } from '../output/disk';
import { DEFAULT_OUTDIR } from '../output/paths';
import { ALL, type Unit } from '../output/unit';
import { exclusively } from './mutex';
import { keepPending } from './pending';

/** The lock of a program, while it is synthesised. */
export class IdentityStore {
  /** What the lock becomes, from what it is then; undefined where nothing is new. */
  private update: ((text: string | undefined) => string) | undefined;

  /**
   * @param file of the lock
   * @param frozen whether it may not be written
   * @param outdir where what is found changed is kept for `sff accept`
   * @param unit whose sites are compared: the facts of others stay as they are
   */
  constructor(
    private readonly file = LOCK_FILE,
    private readonly frozen: boolean,
    private readonly outdir: string,
    private readonly unit: Unit,
  ) {}

  /**
   * Finds what has changed, and remembers what is new for `commit`.
   *
   * @throws SffError `lock-invalid`
   */
  readonly check = (sites: readonly SiteIdentity[]): readonly LockFinding[] => {
    const text = readLockText(this.file);
    const lines = linesOf(sites);
    if (text === undefined ? !this.frozen : this.isSame(text, lines)) {
      keepPending(this.outdir, this.unit, { changes: [], missing: [] });
      if (text === undefined) this.update = (now) => this.replace(now, text, NO_LOCK, lines);
      return [];
    }
    const lock = text === undefined ? NO_LOCK : parseLock(text, this.file);
    const comparison = compare({ ...lock, facts: this.ownFacts(lock) }, sites);
    keepPending(this.outdir, this.unit, comparison);
    const findings = findingsOf(comparison, sites, this.flags);
    if (findings.length > 0) return findings;
    if (this.frozen) return comparison.added.size === 0 ? [] : [outdated(comparison, this.file)];
    this.update = (now) => this.replace(now, text, lock, lines);
    return [];
  };

  /** Writes what is new aside, so that what could fail has not failed after the output is written. */
  stage(): void {
    if (this.update === undefined) return;
    writing(this.file, () => writeAside(this.staged, ''));
  }

  /** Puts it in place. A synth that is killed before has only left sites for the next one to add. */
  commit(): void {
    const { update } = this;
    if (update === undefined) return;
    writing(this.file, () =>
      exclusively(this.file, () => {
        // Other shards may have added theirs since.
        writeAside(this.staged, update(readLockText(this.file)));
        fs.renameSync(this.staged, this.file);
      }),
    );
    this.update = undefined;
  }

  /** Drops what was staged; does nothing after `commit`. */
  abort(): void {
    if (this.update !== undefined) fs.rmSync(this.staged, { force: true });
  }

  /** The lock that is there now, with these lines for what was compared; it was read as `text`, which says `lock`. */
  private replace(now: string | undefined, text: string | undefined, lock: Lock, lines: string): string {
    if (this.unit === ALL) return textOfLock(lines, lock.decisions);
    // What another shard has written since is in order; what was there before may have any form.
    const ordered = now === undefined || now === text ? renderLock(lock) : now;
    return replaceLines(ordered, (site) => this.unit.includes(site), lines);
  }

  /** Whether a lock has exactly these lines for what is compared, as nearly every run finds it. */
  private isSame(text: string, lines: string): boolean {
    if (this.unit !== ALL) return linesIn(text, (site) => this.unit.includes(site)) === lines;
    const rest = text.startsWith(`{\n${lines}`) ? text.slice(2 + lines.length) : '';
    return /^( {2}"(accepted|retired) .*\n)* {2}"version": 1\n}\n$/.test(rest);
  }

  private ownFacts({ facts }: Lock): Lock['facts'] {
    if (this.unit === ALL) return facts;
    return new Map([...facts].filter(([path]) => this.unit.includes(splitFact(path).site)));
  }

  /** What `sff accept` has to be told where it would look for another lock or output. */
  private get flags(): string {
    const lock = this.file === LOCK_FILE ? '' : ` --lock ${shellWord(this.file)}`;
    return this.outdir === DEFAULT_OUTDIR ? lock : `${lock} --outdir ${shellWord(this.outdir)}`;
  }

  private get staged(): string {
    return `${this.file}.${this.unit.name}.new`;
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
    writeAside(`${file}.new`, renderLock(lock));
    fs.renameSync(`${file}.new`, file);
  });
}

/** Writes a new file: a link that is there already would lead to one of someone else. */
function writeAside(file: string, text: string): void {
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, text, { flag: 'wx' });
}

function readLockText(file: string): string | undefined {
  return writing(file, () => readIfPresent(fs, file));
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
