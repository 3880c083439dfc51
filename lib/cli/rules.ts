import type { Command } from 'commander';
import { type Code, codes } from './codes';
import { type Io, json } from './io';

const EXAMPLES = `
Examples:
  $ sff rules                  every code, one line each
  $ sff rules --waivable       those that Rules.waive accepts
  $ sff rules --json | jq '.[].code'
`;

/** `sff rules` */
export function addRules(program: Command, io: Io): void {
  program
    .command('rules')
    .summary('every code of an error')
    .description('Every code of an error, with what it refuses. `sff explain <code>` tells more of one.')
    .option('--waivable', 'only rules that Rules.waive accepts')
    .option('--json', 'as data')
    .addHelpText('after', EXAMPLES)
    .action((flags: { readonly json?: true; readonly waivable?: true }) => {
      const all = codes().filter(({ waivable }) => flags.waivable !== true || waivable);
      io.out(flags.json ? json(all) : table(all, io.columns ?? 120));
    });
}

function table(all: readonly Code[], width: number): string {
  const first = Math.max(...all.map(({ code }) => code.length)) + 2;
  const room = Math.max(width - first, 40);
  return all.map(({ code, about }) => `${code.padEnd(first)}${shortened(about, room)}\n`).join('');
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}
