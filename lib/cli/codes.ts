import { DIFF_CODES } from '../diff/error';
import { OUTPUT_CODES } from '../output/codes';
import { RULES } from '../validation/rules';

/** What a code of an error means. */
export interface Code {
  readonly code: string;
  /** Who reports it. */
  readonly of: 'program' | 'output' | 'diff';
  /** What it refuses, and why. */
  readonly about: string;
  /** What leads to it; absent where nothing in a program does. */
  readonly example?: string;
  readonly fix: string;
  /** Whether `Rules.waive` can make an exception from it. */
  readonly waivable: boolean;
}

/** Every code that the library reports. */
export function codes(): Code[] {
  return [
    ...Object.entries(RULES).map(([code, rule]): Code => ({ code, of: 'program', ...rule })),
    ...Object.entries(OUTPUT_CODES).map(
      ([code, [about, fix]]): Code => ({ code, of: 'output', about, fix, waivable: false }),
    ),
    ...Object.entries(DIFF_CODES).map(([code, rest]): Code => ({ code, of: 'diff', ...rest, waivable: false })),
  ];
}
