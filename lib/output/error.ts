import { SffError, type SffErrorDetails } from '../errors';

/** Why the output directory cannot be written; `docs/rules.md` says what each code means. */
export type OutputErrorCode =
  | 'output-not-a-directory'
  | 'output-not-writable'
  | 'output-full'
  | 'output-path-too-long'
  | 'output-failed'
  | 'output-foreign-file'
  | 'output-busy'
  | 'output-list-unreadable'
  | 'output-journal-unreadable'
  | 'output-interrupted';

/** What every `OutputError` carries. */
export interface OutputErrorDetails extends SffErrorDetails {
  /** Stable code, listed in `docs/rules.md`. */
  readonly code: OutputErrorCode;
  /** The file or directory on disk. */
  readonly path: string;
}

const MARK = Symbol.for('sff-constructs.OutputError');

/** The output directory can't be written. Unless the code is `output-interrupted`, the earlier output is as it was. */
export class OutputError extends SffError {
  /** Whether `value` is an `OutputError`, of this or another copy of the library. */
  public static isOutputError(value: unknown): value is OutputError {
    return typeof value === 'object' && value !== null && MARK in value;
  }

  /**
   * Turns an error of the operating system into an `OutputError` about `path`. What is not one (an `OutputError`, a
   * programming error) comes back as it is.
   *
   * @param path by default the one that the system names
   */
  public static from(error: unknown, path = pathIn(error)): unknown {
    const errno = errnoOf(error);
    if (errno === undefined) return error;
    const { code, problem, fix } = MEANINGS[errno] ?? UNKNOWN;
    return new OutputError({ code, path, message: `${problem} (${errno}).`, fix, cause: error });
  }

  /** The output directory is, or lies below, a link that leads nowhere. */
  public static deadLink(path: string, cause: unknown): OutputError {
    const { code, fix } = NOT_A_DIRECTORY;
    return new OutputError({ code, path, message: 'is, or lies below, a link that leads nowhere.', fix, cause });
  }

  /** The directory is between two states: some of it is already the new output. The next run completes it. */
  public static interrupted(error: unknown, outdir: string): unknown {
    const reason = OutputError.from(error);
    if (!OutputError.isOutputError(reason)) return error;
    return new OutputError({
      code: 'output-interrupted',
      path: outdir,
      message: `The new output was being put in place, and is there only in part: ${reason.message}`,
      fix: 'Then run synth again: it first completes what is left.',
      cause: error,
    });
  }

  /** Stable code, listed in `docs/rules.md`. */
  declare public readonly code: OutputErrorCode;
  /** The file or directory on disk. */
  declare public readonly path: string;

  constructor(details: OutputErrorDetails) {
    super(details);
    Object.defineProperty(this, MARK, { value: true });
  }
}

/** `ENOENT` and the like. No `instanceof`: errors of Node's core come from another realm under jest and `vm`. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Of a rename the system names both sides; the one that it goes to says more. */
function pathIn(error: unknown): string {
  const { dest, path } = (error ?? {}) as { readonly dest?: unknown; readonly path?: unknown }; // any value may be read so
  return String(dest ?? path ?? '');
}

interface Meaning {
  readonly code: OutputErrorCode;
  readonly problem: string;
  readonly fix: string;
}

const UNKNOWN: Meaning = { code: 'output-failed', problem: 'could not be written', fix: 'Run synth again.' };
const NOT_WRITABLE: Meaning = {
  code: 'output-not-writable',
  problem: 'is not writable',
  fix: 'Give this user write access, or choose another outdir.',
};
const FULL: Meaning = { code: 'output-full', problem: 'no space is left', fix: 'Free some space and run synth again.' };
const NOT_A_DIRECTORY: Meaning = {
  code: 'output-not-a-directory',
  problem: 'is not a directory, or lies below something that is none',
  fix: 'Move it away, or choose another outdir.',
};

const MEANINGS: Readonly<Record<string, Meaning>> = {
  EACCES: NOT_WRITABLE,
  EPERM: NOT_WRITABLE,
  EROFS: NOT_WRITABLE,
  ENOSPC: FULL,
  EDQUOT: FULL,
  ENOTDIR: NOT_A_DIRECTORY,
  EEXIST: NOT_A_DIRECTORY,
  ENAMETOOLONG: {
    code: 'output-path-too-long',
    problem: 'is longer than this file system allows',
    fix: 'Shorten the ids, or choose an outdir with a shorter path.',
  },
};
