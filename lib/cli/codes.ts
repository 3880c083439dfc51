import { DIFF_CODES } from '../diff/error';
import { OUTPUT_CODES, YAML_CODES } from '../output/codes';
import { RULES } from '../validation/rules';

/** What a code of an error means. */
export interface Code {
  readonly code: string;
  /** Who reports it. */
  readonly of: 'program' | 'output' | 'diff' | 'command';
  /** What it refuses, and why. */
  readonly about: string;
  /** What leads to it; absent where nothing in a program does. */
  readonly example?: string;
  readonly fix: string;
  /** Whether `Rules.waive` can make an exception from it. */
  readonly waivable: boolean;
}

/** Errors of the command itself. */
export const COMMAND_CODES: Readonly<Record<string, Omit<Code, 'code' | 'of' | 'waivable'>>> = {
  'code-unknown': {
    about: 'There is no such code: `sff explain` tells what the codes of errors mean.',
    example: 'sff explain image-not-pined',
    fix: 'Take the code from the error, or from `sff rules`.',
  },
  'image-lock-unreadable': {
    about: 'The file given as an image lock cannot be read, or is no JSON with an entry for each image.',
    example: 'sff diff --images images.yaml main:dist dist',
    fix: 'Give the JSON file that the program takes its `images` from.',
  },
};

/** Every code that the library reports. */
export function codes(): Code[] {
  return [
    ...Object.entries(RULES).map(([code, rule]): Code => ({ code, of: 'program', ...rule })),
    ...Object.entries({ ...OUTPUT_CODES, ...YAML_CODES }).map(
      ([code, [about, fix]]): Code => ({ code, of: 'output', about, fix, waivable: false }),
    ),
    ...Object.entries(COMMAND_CODES).map(([code, rest]): Code => ({ code, of: 'command', ...rest, waivable: false })),
    ...Object.entries(DIFF_CODES).map(([code, rest]): Code => ({ code, of: 'diff', ...rest, waivable: false })),
  ];
}
