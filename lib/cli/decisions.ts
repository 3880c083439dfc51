import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { LOCK_FILE } from '../identity/lock-file';
import type { DecisionProps } from '../lock/decide';
import { DEFAULT_OUTDIR } from '../output/paths';
import { printable } from '../validation/printable';
import { type Io, json } from './io';

/** Loaded when it is needed, so that other subcommands start sooner. */
const decide = () => require('../lock/decide') as typeof import('../lock/decide');

interface Flags {
  readonly reason: string;
  readonly by?: string;
  readonly to?: string;
  readonly lock?: string;
  readonly outdir?: string;
  readonly json?: true;
}

const ACCEPT = `
The path is what synth names: a fact, or all that has changed below a site. A "*" stands for one segment, or a part of
one, and {site} in a fact for the name of its site; quote both. The decision is recorded in the lock with its time and
author: commit it with the change.

Examples:
  $ sff accept stores/store-0042/claims/till/db-data --reason "the journal moved to the till"
  $ sff accept 'stores/*/claims/till/db-data' --reason "the journal moved to the till" --by "Jo Doe"
  $ sff accept 'stores/*/claims/till/db-data' --to gone --reason "the journal is in the cloud since 1.9"
  $ sff accept 'stores/*/devices/{site}-node-2' --reason "one node is enough"
  $ sff accept stores/store-0042/serials --reason "mainboard replaced, ticket 4711"
`;

const RETIRE = `
Remove the site from the program first, and run synth: it names the sites that are gone. Nothing is done on the devices:
what is printed stays there until someone wipes them.

Examples:
  $ sff retire stores/store-0042 --reason "shop closed"
  $ sff retire 'stores/store-00*' --reason "region sold" --json
`;

/** `sff accept <path>` */
export function addAccept(program: Command, io: Io): void {
  withFlags(program.command('accept'))
    .option('--to <value>', 'only what becomes this value, or "gone"')
    .summary('accept a change that synth refused')
    .description('Accepts that something with identity on site changes or goes, as the last synth found it.')
    .addHelpText('after', ACCEPT)
    .action((path: string, flags: Flags) => {
      const accepted = decide().acceptChanges(propsOf(path, flags, io));
      if (flags.json) return io.out(json({ accepted }));
      for (const { path: fact, was, is } of accepted) {
        io.out(`${printable(`${fact}: ${said(was)} → ${said(is)}`)}\n`);
      }
      io.out(`accepted: ${accepted.length}. Run synth again.\n`);
    });
}

/** `sff retire <path>` */
export function addRetire(program: Command, io: Io): void {
  withFlags(program.command('retire'))
    .summary('give up a site that is no more in the program')
    .description('Gives up a site that is no more in the program, and tells what stays on its devices.')
    .addHelpText('after', RETIRE)
    .action((path: string, flags: Flags) => {
      const retired = decide().retireSites(propsOf(path, flags, io));
      if (flags.json) return io.out(json({ retired }));
      for (const { path: site, stays } of retired) {
        io.out(`${site} is retired. On its devices stay:\n${stays.map((what) => `  ${printable(what)}\n`).join('')}`);
      }
    });
}

function withFlags(command: Command): Command {
  return command
    .argument('<path>', '<fleet>/<site>, or a fact of it')
    .requiredOption('--reason <text>', 'why; recorded in the lock')
    .option('--by <name>', 'who decides (default: $SFF_AUTHOR, $GIT_AUTHOR_NAME, or the user)')
    .option('--lock <file>', 'the lock', LOCK_FILE)
    .option('--outdir <directory>', 'output directory of the synth that found the change', DEFAULT_OUTDIR)
    .option('--json', 'as data');
}

function propsOf(path: string, { reason, by, to, lock, outdir }: Flags, { env }: Io): DecisionProps {
  const author = by ?? (env.SFF_AUTHOR || env.GIT_AUTHOR_NAME || userName());
  return { path, to, reason, by: author, at: new Date(), lock, outdir };
}

/** The user's name; none where the system knows the user by number only, as containers do. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

function said(value: string | true | undefined): string {
  return value === undefined ? 'gone' : value === true ? 'there' : value;
}
