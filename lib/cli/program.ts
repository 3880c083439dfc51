import { Command, CommanderError } from 'commander';
import { SffError } from '../errors';
import { printableLines } from '../validation/printable';
import { VERSION } from '../version';
import { addAccept, addRetire } from './decisions';
import { addDiff } from './diff';
import { addExplain } from './explain';
import { BAD_INPUT, type Io } from './io';
import { addRecover } from './recover';
import { addRules } from './rules';

/** Every subcommand, in the order of the help text. */
const SUBCOMMANDS = [addDiff, addAccept, addRetire, addRecover, addRules, addExplain];

/** The command `sff`. It never touches the network, and ends the process only through `io`. */
export function program(io: Io): Command {
  const sff = new Command('sff')
    .description('Looks at what sff-constructs has written, and decides on what it refused.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      getOutHelpWidth: () => io.columns ?? 100,
      getErrHelpWidth: () => io.columns ?? 100,
    });
  for (const add of SUBCOMMANDS) add(sff, io);
  return sff;
}

/** Runs a command line, without `node` and `sff` in front. What is wrong is told, never thrown. */
export async function run(args: readonly string[], io: Io): Promise<void> {
  try {
    await program(io).parseAsync([...args], { from: 'user' });
  } catch (error) {
    // Commander has told its own; help and version are none.
    if (error instanceof CommanderError) io.exit(error.exitCode === 0 ? 0 : BAD_INPUT);
    else {
      io.err(`${printableLines(told(error))}\n`);
      io.exit(BAD_INPUT);
    }
  }
}

function told(error: unknown): string {
  if (error instanceof SffError) {
    const at = error.path === undefined || error.path === '' ? '' : `${error.path}: `;
    return `error [${error.code}]: ${at}${error.detail}\n${error.fix}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
