import type { Command } from 'commander';
import { SffError } from '../errors';
import { nearest } from '../validation/nearest';
import { type Code, codes } from './codes';
import { type Io, json, paragraph } from './io';

const EXAMPLES = `
Examples:
  $ sff explain image-not-pinned
  $ sff explain output-busy --json
`;

/** `sff explain <code>` */
export function addExplain(program: Command, io: Io): void {
  program
    .command('explain')
    .summary('what a code of an error means')
    .description('What a code of an error means, an example of what leads to it, and what to do.')
    .argument('<code>', 'such as image-not-pinned')
    .option('--json', 'as data')
    .addHelpText('after', EXAMPLES)
    .action((name: string, flags: { readonly json?: true }) => {
      const code = find(name);
      io.out(flags.json ? json(code) : text(code, Math.min(io.columns ?? 100, 100)));
    });
}

/** @throws SffError with the code that was probably meant */
function find(name: string): Code {
  const all = codes();
  const found = all.find(({ code }) => code === name);
  if (found !== undefined) return found;
  const meant = nearest(
    name,
    all.map(({ code }) => code),
  );
  const fix =
    meant === undefined ? '`sff rules` lists all codes.' : `Did you mean ${meant}? \`sff rules\` lists all codes.`;
  throw new SffError({ code: 'code-unknown', path: name, message: 'There is no such code.', fix });
}

function text({ code, about, example, fix, waivable }: Code, width: number): string {
  const example_ = example === undefined ? '' : `\nFor example\n${indented(example)}`;
  const waiver = waivable ? `\n${paragraph('Rules.waive can make an exception from it, with a reason.', width)}` : '';
  return `${code}\n\n${paragraph(about, width)}${example_}\nWhat to do\n${paragraph(fix, width, '  ')}${waiver}`;
}

/** Code keeps its lines. */
function indented(code: string): string {
  return code
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('');
}
