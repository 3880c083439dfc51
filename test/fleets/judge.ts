import * as fc from 'fast-check';
import { toSource } from './source';

/** What a run can be told from outside. */
export const OPTIONS = {
  /** How many fleets. */
  fleets: numberOf('SFF_FLEETS'),
  seed: numberOf('SFF_SEED'),
  /** Leads to one counterexample of the seed. */
  path: process.env.SFF_PATH,
};

/** Fleets of a seed, and what has to hold of each: a complaint is thrown, and shrunk to its least program. */
export interface Trial<T> {
  /** Title of the test. */
  readonly title: string;
  /** Runs the test alone. */
  readonly command: string;
  readonly fleets: fc.Arbitrary<T>;
  readonly seed: number;
  readonly runs: number;
  readonly holds: (plan: T) => void | Promise<void>;
}

/** @throws with the least program that fails, and the command that runs it again */
export async function judge<T>({ title, command, fleets, seed, runs, holds }: Trial<T>): Promise<void> {
  const result = await fc.check(
    fc.asyncProperty(fleets, async (plan) => {
      await holds(plan);
    }),
    { seed, numRuns: runs, ...(OPTIONS.path === undefined ? {} : { path: OPTIONS.path }) },
  );
  if (!result.failed) return;
  const [plan] = result.counterexample ?? [];
  const { errorInstance: error } = result;
  const again = `SFF_SEED=${result.seed} SFF_PATH=${result.counterexamplePath} ${command} -t ${JSON.stringify(title)}`;
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  throw new Error(
    [
      `Fleet ${result.numRuns} of seed ${result.seed} fails; shrunk ${result.numShrinks} times.`,
      `Again: ${again}`,
      'To keep it, add this to test/fleets/regressions.ts:',
      toSource(plan),
      why,
    ].join('\n\n'),
  );
}

function numberOf(variable: string): number | undefined {
  const text = process.env[variable];
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Error(`${variable}=${text} is no whole number.`);
  return number;
}
