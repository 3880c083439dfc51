import type { OutputErrorCode } from './error';

/** What each code of an `OutputError` means: the compiler asks for an entry for each. */
export const OUTPUT_CODES: Readonly<Record<OutputErrorCode, readonly [means: string, fix: string]>> = {
  'output-not-a-directory': [
    '`outdir`, or a directory on the way to a file, is a file.',
    'Move it away, or choose another `outdir`.',
  ],
  'output-not-writable': [
    'The directory, or a file in it, may not be written: permissions, or a read-only file system.',
    'Make it writable, or choose another `outdir`.',
  ],
  'output-full': ['The disk, or the quota, is full.', 'Free some space.'],
  'output-path-too-long': [
    'A path is longer than the file system allows.',
    'Shorten the ids, or choose an `outdir` with a shorter path.',
  ],
  'output-failed': ['The operating system refused for another reason, which the message names.', 'Do what it says.'],
  'output-foreign-file': [
    'A file that synth did not make stands where it has to write one. It is never overwritten.',
    'Move it away.',
  ],
  'output-busy': [
    'Another process is writing the same directory, or has removed it.',
    'Run one synth at a time. If no other runs any more, delete `.sff/lock`.',
  ],
  'output-list-unreadable': [
    "`.sff/files.json`, the writer's list of its own files, cannot be read as one.",
    'Restore it, or delete the output directory if nothing else is in it.',
  ],
  'output-journal-unreadable': [
    '`.sff/commit.json`, the journal of an interrupted run, cannot be read as one.',
    'Delete the output directory if nothing else is in it, and run synth again.',
  ],
  'output-interrupted': [
    'The run ended while the new output was being put in place: the tree is partly old, partly new.',
    'Mend what the message names, then run synth again: it first completes what is left.',
  ],
};

/** What the code of a `YamlValueError` means. */
export const YAML_CODES = {
  'yaml-value': [
    'A value has no place in YAML that every reader takes for the same: a function, `NaN`, a cycle, more than 98 levels. The message names the place as a JSON Pointer.',
    'Give null, booleans, finite numbers, well-formed strings, arrays and plain objects only.',
  ],
} as const satisfies Readonly<Record<string, readonly [means: string, fix: string]>>;
