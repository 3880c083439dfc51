import { join } from 'node:path';
import type { Measure } from './programs/measure';
import { filesIn, run } from './run';

/** What is measured at each number of sites: a title, the program and its variant. */
export const CASES = {
  ours: { title: 'ours, 10 bare objects', program: 'ours', variant: 'objects' },
  // Right after what it is compared with: a few per cent are at stake.
  unlocked: { title: 'ours, without a lock', program: 'ours', variant: 'objects unlocked' },
  workloads: { title: 'ours, 2 workloads (11 objects)', program: 'ours', variant: 'workloads' },
  second: { title: 'ours, again without a change', program: 'ours', variant: 'objects' },
  single: { title: 'ours, one of the sites', program: 'single', variant: 'objects' },
  diff: { title: 'diff of ours and a later version', program: 'diff', variant: 'objects' },
  shards: { title: 'ours, in 8 shards', program: 'shards', variant: '8 objects' },
  stores: { title: 'ours, 10 workloads (55 objects)', program: 'ours', variant: 'stores' },
  storeShards: { title: 'ours, 10 workloads, in 8 shards', program: 'shards', variant: '8 stores' },
  stock: { title: 'cdk8s, one App', program: 'stock', variant: 'one-app' },
  apps: { title: 'cdk8s, an App per site', program: 'stock', variant: 'app-per-site' },
  floor: { title: "floor: cdk8s' Yaml.stringify, write", program: 'floor', variant: 'cdk8s' },
  jsYaml: { title: "floor: js-yaml's dump, write", program: 'floor', variant: 'js-yaml' },
  emitter: { title: 'floor: our emitter, write', program: 'floor', variant: 'ours' },
} as const;

export type CaseName = keyof typeof CASES;

/** Cases that find what the case before them wrote. */
const FIND: ReadonlySet<string> = new Set<CaseName>(['second', 'single', 'diff']);

/** The best of several rounds: whatever disturbs a run makes it slower, never faster. */
export interface Best extends Measure {
  readonly rounds: number;
}

/** Measurements of one number of sites. */
export interface SizeResult {
  readonly sites: number;
  readonly cases: Partial<Record<CaseName, Best>>;
  /** Files that the run without a change wrote. */
  readonly rewritten: number;
}

/** How often each case runs at one number of sites; cases that are left out do not run. */
export interface Schedule {
  readonly sites: number;
  readonly rounds: Partial<Record<CaseName, number>>;
}

/** Runs the cases of one number of sites, round by round, so that a noisy minute meets all of them. */
export function measureSize({ sites, rounds }: Schedule, directory: string, log: (line: string) => void): SizeResult {
  const cases: Partial<Record<CaseName, Best>> = {};
  let rewritten = 0;
  const names = Object.keys(CASES) as CaseName[];
  for (let round = 0; names.some((name) => round < (rounds[name] ?? 0)); round++) {
    for (const name of names) {
      if (round >= (rounds[name] ?? 0)) continue;
      const { program, variant } = CASES[name];
      const outdir = join(directory, `${sites}-${round}-${FIND.has(name) ? 'ours' : name}`);
      const before = name === 'second' ? filesIn(outdir) : undefined;
      cases[name] = better(cases[name], run(program, sites, outdir, variant));
      if (before !== undefined) rewritten = Math.max(rewritten, changes(before, filesIn(outdir)));
      log(`${sites} sites, round ${round + 1}: ${CASES[name].title}`);
    }
  }
  return { sites, cases, rewritten };
}

/** The better one in each respect; memory is the worse one, since nothing disturbs it. */
export function better(a: Best | undefined, b: Measure): Best {
  if (a === undefined) return { ...b, rounds: 1 };
  return {
    wall: Math.min(a.wall, b.wall),
    cpu: Math.min(a.cpu, b.cpu),
    peak: Math.max(a.peak, b.peak),
    objects: b.objects,
    rounds: a.rounds + 1,
  };
}

function changes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): number {
  const changed = [...after].filter(([path, state]) => before.get(path) !== state).length;
  return changed + [...before.keys()].filter((path) => !after.has(path)).length;
}
