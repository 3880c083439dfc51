import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DiffError } from '../diff/error';
import { Layout } from '../output/layout';
import { OutputWriter } from '../output/writer';
import { type Io, json } from './io';

const EXAMPLES = `
A synth that was killed while it put files in place leaves a directory that is partly old, partly new. The next synth
mends that first; this command does it without a program.

Examples:
  $ sff recover dist
  $ sff recover dist --json
`;

const TOLD = {
  none: 'nothing was left to do: no synth was killed while it put files in place.',
  completed: 'the interrupted synth was completed; the output is the new one.',
  undone: 'the interrupted synth was undone; the output is the earlier one.',
  incomplete:
    'some of the new files are lost: what is whole of them is in place, the rest is still old. Run synth again, which writes the rest.',
} as const;

/** `sff recover <directory>` */
export function addRecover(program: Command, io: Io): void {
  program
    .command('recover')
    .summary('complete or undo an interrupted synth')
    .description('Completes or undoes a synth that was interrupted while it wrote an output directory.')
    .argument('<directory>', 'output directory')
    .option('--json', 'as data')
    .addHelpText('after', EXAMPLES)
    .action((directory: string, flags: { readonly json?: true }) => {
      const recovery = recover(directory);
      io.out(flags.json ? json({ directory, recovery }) : `${directory}: ${TOLD[recovery]}\n`);
      // The directory is still between two states.
      if (recovery === 'incomplete') io.exit(1);
    });
}

/** @throws DiffError where no synth has ever written, OutputError where it cannot be written now */
function recover(directory: string): OutputWriter['recovery'] {
  // Opening would make a directory that is not there.
  if (!existsSync(new Layout(resolve(directory)).state)) {
    throw new DiffError('diff-not-an-output', directory, 'Synth has not written here: there is no .sff in it.');
  }
  const writer = OutputWriter.open(directory);
  writer.abort();
  return writer.recovery;
}
