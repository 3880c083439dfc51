import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparisons, isMissed, type Results } from './goals';
import { measureSize, type Schedule } from './measurements';
import { measurePairs } from './pairs';
import { caseTable, goalTable, resultsPage, timeTable } from './report';
import { build } from './run';

const ALL = { ours: 3, workloads: 3, second: 3, apps: 3, floor: 3, jsYaml: 3, emitter: 3 };
/** Stock cdk8s takes most of the time, and long runs differ little from each other. */
const SMALL: readonly Schedule[] = [
  { sites: 100, rounds: { ...ALL, stock: 3 } },
  { sites: 1000, rounds: { ...ALL, unlocked: 3, apps: 1, jsYaml: 1, emitter: 1, stock: 1 } },
];
const FULL: readonly Schedule[] = [
  { sites: 100, rounds: { ...ALL, stock: 3 } },
  { sites: 1000, rounds: { ...ALL, unlocked: 3, stock: 3 } },
  { sites: 3000, rounds: { ...ALL, unlocked: 3, apps: 1, jsYaml: 1, emitter: 1, stock: 1 } },
  {
    sites: 10_000,
    rounds: {
      ours: 6,
      workloads: 1,
      second: 1,
      single: 3,
      diff: 2,
      unlocked: 6,
      shards: 1,
      stores: 1,
      storeShards: 1,
      apps: 1,
      floor: 1,
      jsYaml: 1,
      emitter: 1,
    },
  },
];

/**
 * `npm run bench`: all sizes, some minutes. `-- --small`: 100 and 1,000 sites, as in CI. `-- --write`: all sizes, and
 * `bench/RESULTS.md`. Ends with 1 when a goal is missed twice.
 */
function main(options: readonly string[]): number {
  const log = (line: string) => process.stderr.isTTY && process.stderr.write(`${line}\n`);
  build();
  // Removed at the end only: ext4 is slow to create files while it remembers those that were just deleted.
  const directory = mkdtempSync(join(tmpdir(), 'sff-bench-'));
  try {
    const schedules = options.includes('--small') ? SMALL : FULL;
    const measure = (name: string): Results => ({
      sizes: schedules.map((schedule) => measureSize(schedule, join(directory, name), log)),
      pairs: measurePairs(3, log),
    });
    let results = measure('first');
    if (comparisons(results).some(isMissed)) {
      console.log(
        `${goalTable(results)}\n\nA goal is missed. A load that came or went meets some cases only: once more.\n`,
      );
      results = measure('again');
    }
    console.log([timeTable(results), caseTable(results), goalTable(results)].join('\n\n'));
    if (options.includes('--write')) writeFileSync(join(__dirname, 'RESULTS.md'), resultsPage(results));
    return comparisons(results).some(isMissed) ? 1 : 0;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

process.exitCode = main(process.argv.slice(2));
