import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { DiffOptions } from '../diff';
import { SffError } from '../errors';
import { isRecord, show } from '../validation/values';
import { hasColours, type Io, json } from './io';

/** Loaded when it is needed, so that other subcommands start sooner. */
const differ = () => require('../diff') as typeof import('../diff');

interface Flags {
  readonly json?: true;
  readonly markdown?: true;
  readonly sites?: true;
  readonly images: readonly string[];
}

const EXAMPLES = `
Each side is an output directory, or one in a Git revision: <revision>:<path from the top of the repository>,
or <revision>:./<path from here>.

Exit codes: 0 no difference, 1 differences, 2 data loss or an apply that would fail, 3 bad input.

Examples:
  $ sff diff HEAD:dist dist                  what this working tree would change
  $ sff diff --markdown main:dist dist       the same for a comment on a pull request
  $ sff diff --json old-dist dist            as data (schemas/diff.schema.json)
  $ sff diff --images images.json v1.4:dist dist
`;

/** `sff diff <old> <new>` */
export function addDiff(program: Command, io: Io): void {
  program
    .command('diff')
    .summary('what an output changes against an earlier one')
    .description('What an output changes against an earlier one, grouped by what it means, worst first.')
    .argument('<old>', 'output directory, or <revision>:<path>')
    .argument('<new>', 'output directory, or <revision>:<path>')
    .addOption(new Option('--markdown', 'for a pull request').conflicts('json'))
    .option('--json', 'as data')
    .addOption(new Option('--sites', 'name every site of a change').conflicts('markdown'))
    .option('--images <lock>', 'an image lock with the sizes of images; may be given several times', collected, [])
    .addHelpText('after', EXAMPLES)
    .action(async (old: string, now: string, flags: Flags) => {
      const { diffOutputs, exitCodeOf, renderMarkdown, renderText, treeOf } = differ();
      const [before, after] = [treeOf(old), treeOf(now)];
      try {
        const diff = await diffOutputs(before, after, { images: locksOf(flags.images) });
        const sites = flags.sites ? { sites: Number.POSITIVE_INFINITY } : {};
        if (flags.json) io.out(json(diff));
        else if (flags.markdown) io.out(renderMarkdown(diff));
        else io.out(renderText(diff, { width: io.columns, colours: hasColours(io), ...sites }));
        io.exit(exitCodeOf(diff));
      } finally {
        before.close?.();
        after.close?.();
      }
    });
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** All locks as one. */
function locksOf(files: readonly string[]): NonNullable<DiffOptions['images']> {
  return Object.assign({}, ...files.map(readLock)) as NonNullable<DiffOptions['images']>;
}

function readLock(file: string): object {
  let lock: unknown;
  try {
    lock = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw badLock(file, error instanceof Error ? error.message : String(error));
  }
  if (!isRecord(lock)) throw badLock(file, 'it holds no object');
  const odd = Object.entries(lock).find(([, entry]) => !isEntry(entry));
  if (odd !== undefined) throw badLock(file, `${odd[0]} is ${show(odd[1])}`);
  return lock;
}

/** A digest, or one with the size of the image. */
function isEntry(entry: unknown): boolean {
  if (!isRecord(entry)) return typeof entry === 'string';
  return typeof entry.digest === 'string' && (entry.size === undefined || Number.isFinite(entry.size));
}

function badLock(file: string, why: string): SffError {
  const fix =
    'Give a JSON file with an entry for each image: { "pos:1.4.2": { "digest": "sha256:…", "size": 88000264 } }.';
  return new SffError({ code: 'image-lock-unreadable', path: file, message: `This is no image lock: ${why}.`, fix });
}
