import type { CaseName, SizeResult } from './measurements';
import type { Pair } from './pairs';
import type { Measure } from './programs/measure';

/** Everything that one run of the benchmark has measured. */
export interface Results {
  readonly sizes: readonly SizeResult[];
  readonly pairs: readonly Pair[];
}

/** How a goal compares: `wall` is what it speaks of, and `cpu` what a busy machine disturbs less. */
export interface Comparison {
  readonly title: string;
  readonly goal: number;
  readonly wall: number;
  readonly cpu: number;
}

/**
 * A run fails when both times are this much above a goal. Machines are shared and noisy: ratios of one run and the next
 * differ by up to a third, so this catches what has become slower; whether a goal is reached, the table says.
 */
export const MARGIN = 1.4;

export function isMissed({ goal, wall, cpu }: Comparison): boolean {
  return Math.min(wall, cpu) > goal * MARGIN;
}

/** Every goal that these results can be compared with. */
export function comparisons({ sizes, pairs }: Results): Comparison[] {
  const at = (sites: number, name: CaseName) => sizes.find((size) => size.sites === sites)?.cases[name];
  const ratio = (title: string, goal: number, a: Measure | undefined, b: Measure | undefined, scale = 1) =>
    a === undefined || b === undefined
      ? []
      : [{ title, goal, wall: (a.wall / b.wall) * scale, cpu: (a.cpu / b.cpu) * scale }];
  const count = (title: string, goal: number, value: number | undefined) =>
    value === undefined ? [] : [{ title, goal, wall: value, cpu: value }];
  const megabytes = (measure: Measure | undefined) => (measure === undefined ? undefined : measure.peak / 1e6);
  const large = at(10_000, 'ours');
  return [
    // What a lock costs has a row of its own.
    ...ratio("1,000 sites: of the floor with cdk8s' Yaml.stringify", 0.5, at(1000, 'unlocked'), at(1000, 'floor')),
    ...ratio('1,000 sites: of cdk8s, one App', 0.2, at(1000, 'unlocked'), at(1000, 'stock')),
    ...ratio('3,000 sites: of cdk8s, one App', 0.07, at(3000, 'unlocked'), at(3000, 'stock')),
    ...ratio('10,000 sites: of 1,000 sites', 11, large, at(1000, 'ours')),
    ...count('10,000 sites: peak memory, in MB', 500, megabytes(large)),
    ...ratio('1,000 sites, again without a change: of the first', 0.7, at(1000, 'second'), at(1000, 'ours')),
    ...ratio('10,000 sites: with a lock, of without', 1.05, large, at(10_000, 'unlocked')),
    ...ratio(
      '10,000 sites of 10 workloads: in 8 shards, of one run',
      0.75,
      at(10_000, 'storeShards'),
      at(10_000, 'stores'),
    ),
    ...ratio('10,000 sites: one of them, of all', 0.1, at(10_000, 'single'), large),
    ...ratio('10,000 sites: diff with a later version, of synth', 0.5, at(10_000, 'diff'), large),
    ...count('10,000 sites: peak memory of diff, in MB', 300, megabytes(at(10_000, 'diff'))),
    ...count('again without a change: files written', 0, Math.max(...sizes.map((size) => size.rewritten))),
    ...ratio(
      '1,000 sites with workloads: an object, of a bare one',
      2,
      at(1000, 'workloads'),
      at(1000, 'ours'),
      (at(1000, 'ours')?.objects ?? 0) / (at(1000, 'workloads')?.objects ?? 1),
    ),
    ...pairs.flatMap(({ title, goal, memoryGoal, ours, bare }) => [
      ...ratio(title, goal, ours, bare),
      ...(memoryGoal === undefined ? [] : count(`${title}, peak memory`, memoryGoal, ours.peak / bare.peak)),
    ]),
  ];
}
