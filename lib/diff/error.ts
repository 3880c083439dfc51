import { SffError } from '../errors';

/** Why two outputs cannot be compared; `sff explain <code>` says what each code means. */
export const DIFF_CODES = {
  'diff-not-an-output': {
    about: 'The directory, or the tree of the Git revision, holds no output of synth: it has no fleet.json of ours.',
    example: 'sff diff main dist',
    fix: 'Name the output directory itself (dist), or a revision with its path (main:dist).',
  },
  'diff-interrupted': {
    about: 'A synth was interrupted while it put files in place: the directory is partly old, partly new.',
    example: 'a power cut during synth',
    fix: 'Run synth again, or `sff recover <directory>`.',
  },
  'diff-unreadable': {
    about: 'A file of the output cannot be read, or is no JSON or YAML.',
    example: 'a merge conflict in site.json',
    fix: 'Run synth again, or restore the file.',
  },
  'diff-git': {
    about: 'Git is not there, knows no such revision, or has no such path in it.',
    example: 'sff diff mian:dist dist',
    fix: 'Write <revision>:<path from the top of the repository>, or <revision>:./<path from here>.',
  },
} as const satisfies Readonly<
  Record<string, { readonly about: string; readonly example: string; readonly fix: string }>
>;

/** Code of a `DiffError`. */
export type DiffCode = keyof typeof DIFF_CODES;

/** Two outputs cannot be compared. */
export class DiffError extends SffError {
  /** Stable code. */
  declare public readonly code: DiffCode;

  /** @param path the directory, the revision, or the file in it */
  constructor(code: DiffCode, path: string, message: string, cause?: unknown) {
    super({ code, path, message, fix: DIFF_CODES[code].fix, cause });
  }
}
