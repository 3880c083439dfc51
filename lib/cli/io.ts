import { wrapped } from '../diff/render/wrap';

/** What the command reads and writes besides files: a test gives its own. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Columns of the terminal; undefined where the output is no terminal. */
  readonly columns: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Exit code of the process. */
  readonly exit: (code: number) => void;
}

/** Exit codes of all subcommands; `diff` gives 1 and 2 their meaning. */
export const BAD_INPUT = 3;

export function processIo(): Io {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    env: process.env,
    exit: (code) => {
      process.exitCode = code;
    },
  };
}

/** Whether text is coloured: at a terminal, unless the user wants none (https://no-color.org). */
export function hasColours({ columns, env }: Io): boolean {
  return columns !== undefined && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}

/** JSON as it is printed by every subcommand. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Lines of at most so many columns, broken at spaces and indented. */
export function paragraph(text: string, width: number, indent = ''): string {
  return wrapped(text, width - indent.length)
    .map((line) => `${indent}${line}\n`)
    .join('');
}
