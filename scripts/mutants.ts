import { parseArgs } from 'node:util';
import { engineTestsOf, type Failure, failingEngineTest, failingUnitTest, failingUnitTests } from './mutants/checks';
import { type Found, isCaught, readFound, titleOf, writeFound } from './mutants/found';
import { MUTANTS } from './mutants/list';
import type { Mutant } from './mutants/mutant';
import { writeTestingPage } from './mutants/page';
import { Copy } from './mutants/repository';
import { Types } from './mutants/types';

const USAGE = `Usage: npm run mutants -- [--only NAME]… [--part unit|engines] [--write]
Puts one defect after the other into a copy of the working tree, and says which tests fail. Ends with 1 when a mutant
is caught by nothing but the golden comparison. --write keeps what was found, mutant by mutant, and makes the table of
docs/testing.md; what the other part found before stays.`;

/** Files whose tests pass without a defect: found out when it first matters. */
const sound = new Set<string>();

/** A test that fails without any defect says nothing about one. Called when the copy has none. */
async function checkSound({ file }: Failure, failing: () => Promise<Failure | undefined>): Promise<void> {
  const failure = sound.has(file) ? undefined : await failing();
  if (failure !== undefined) throw new Error(`Without any mutant ${titleOf(failure)} fails: ${failure.why}`);
  sound.add(file);
}

async function byTests(copy: Copy, types: Types, mutant: Mutant): Promise<Found> {
  const [complaint] = types.complaints(mutant.file);
  if (complaint !== undefined) throw new Error(`Without any mutant the compiler refuses ${mutant.file}: ${complaint}`);
  const { refused, unit, golden } = await copy.with(mutant, async () => ({
    refused: types.complaints(mutant.file).length > 0,
    ...(await failingUnitTests(copy, mutant.file)),
  }));
  for (const failure of [unit, golden]) {
    if (failure !== undefined) await checkSound(failure, () => failingUnitTest(copy, failure.file));
  }
  return {
    ...(refused ? { types: true } : {}),
    ...(unit === undefined ? {} : { unit: titleOf(unit) }),
    ...(golden === undefined ? {} : { golden: true }),
  };
}

async function byEngines(copy: Copy, mutant: Mutant, before: string | undefined): Promise<Failure | undefined> {
  const files = engineTestsOf(mutant.file);
  // What caught it last time is asked first.
  const last = files.filter((file) => before?.startsWith(`${file} ›`));
  const rest = files.filter((file) => !last.includes(file));
  for (const some of [last, rest]) {
    if (some.length === 0) continue;
    const failure = await copy.with(mutant, async () => {
      const first = await failingEngineTest(copy, some);
      // Engines take time: what fails once, and not again, is the machine.
      return first && failingEngineTest(copy, [first.file]);
    });
    if (failure === undefined) continue;
    await checkSound(failure, () => failingEngineTest(copy, [failure.file]));
    return failure;
  }
  return undefined;
}

/** Says what a step came to, and how long it took. */
async function step<T>(title: string, work: () => Promise<T>, show: (result: T) => string): Promise<T> {
  const begun = Date.now();
  const result = await work();
  console.log(`${title}: ${show(result)} (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
  return result;
}

interface Options {
  readonly unit: boolean;
  readonly engines: boolean;
  /** Whether what is found is written down, mutant by mutant: the whole takes long. */
  readonly write: boolean;
}

async function check(mutants: readonly Mutant[], options: Options): Promise<Record<string, Found>> {
  const copy = new Copy();
  const types = new Types(copy);
  const found = { ...readFound() };
  const told = (name: string, each: Found) => {
    found[name] = each;
    if (options.write) keep(name, each);
  };
  try {
    for (const [i, mutant] of (options.unit ? mutants : []).entries()) {
      const title = `${i + 1}/${mutants.length} ${mutant.name}, unit tests`;
      const each = await step(title, () => byTests(copy, types, mutant), show);
      const engine = found[mutant.name]?.engine;
      told(mutant.name, { ...each, ...(engine === undefined ? {} : { engine }) });
    }
    for (const [i, mutant] of (options.engines ? mutants : []).entries()) {
      const title = `${i + 1}/${mutants.length} ${mutant.name}, engines`;
      const before = found[mutant.name];
      const failure = await step(title, () => byEngines(copy, mutant, before?.engine ?? undefined), showFailure);
      told(mutant.name, { ...before, engine: failure === undefined ? null : titleOf(failure) });
    }
  } finally {
    await copy.remove();
  }
  return found;
}

function keep(name: string, found: Found): void {
  const all = { ...readFound(), [name]: found };
  // In the order of the list, and without what it has no more.
  const kept = Object.fromEntries(MUTANTS.map((mutant) => [mutant.name, all[mutant.name] ?? {}]));
  writeFound(kept);
  writeTestingPage(kept);
}

function show({ types, unit, golden }: Found): string {
  const seen = [types === true ? 'compiler' : '', unit ?? '', golden === true ? 'golden' : ''];
  return seen.filter((each) => each !== '').join(' | ') || 'SURVIVES';
}

function showFailure(failure: Failure | undefined): string {
  return failure === undefined ? 'SURVIVES' : `${titleOf(failure)}: ${failure.why}`;
}

function selected(names: readonly string[]): readonly Mutant[] {
  const unknown = names.filter((name) => !MUTANTS.some((mutant) => mutant.name === name));
  if (unknown.length > 0) throw new Error(`No mutant is named ${unknown.join(', ')}.`);
  return names.length === 0 ? MUTANTS : MUTANTS.filter(({ name }) => names.includes(name));
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      part: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { part, write } = values;
  if (values.help || !['unit', 'engines', undefined].includes(part)) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const mutants = selected(values.only);
  const found = await check(mutants, { unit: part !== 'engines', engines: part !== 'unit', write });
  const survivors = mutants.filter(({ name }) => !isCaught(found[name] ?? {}));
  console.log(`${mutants.length - survivors.length} of ${mutants.length} mutants are caught`);
  for (const { name } of survivors) console.log(`survives: ${name}`);
  return survivors.length === 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
