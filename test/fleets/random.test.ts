import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, Size } from 'cdk8s';
import * as fc from 'fast-check';
import { Egress, Health, type Orchestrator, type RuleCode, Secret, SffApp, SffValidationError } from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';
import { AZURE_RULES } from '../../lib/validation/azure-rules';
import { RULES } from '../../lib/validation/rules';
import { build } from './build';
import { fleets } from './fleets';
import { judge, OPTIONS } from './judge';
import type { Mutation } from './mutation';
import { MUTATIONS } from './mutations';
import type { FleetPlan } from './plan';
import { toSource } from './source';

const TARGETS = ['k3s', 'docker-compose'] as const satisfies readonly Orchestrator[];
/** The same fleets at each run: those of chance meet the engines. */
const { fleets: runs = 20, seed = 4 } = OPTIONS;
const command = 'npx jest test/fleets/random';

describe.each(TARGETS)('a random fleet of %s', (target) => {
  it('synthesises, and its source makes the same again', async () => {
    const title = `a random fleet of ${target} synthesises, and its source makes the same again`;
    const holds = (plan: FleetPlan) => {
      const files = Testing.synth(build(plan));
      expect(Object.keys(files).length).toBeGreaterThan(2);
      expect(Testing.synth(build(evaluated(toSource(plan))))).toEqual(files);
    };
    await judge({ title, command, fleets: fleets(target), seed, runs, holds });
  });
});

describe('a random fleet with a mistake', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'sff-mistakes-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const cases = MUTATIONS.flatMap((mutation) =>
    TARGETS.filter((target) => (mutation.on ?? target) === target).map(
      (target) => [mutation.mistake, target, mutation] as const,
    ),
  );
  it.each(cases)('such as %s on %s is refused by its rule, and nothing is written', (mistake, target, mutation) => {
    const [number = 0] = [MUTATIONS.indexOf(mutation)];
    const plans = fc.sample(fleets(target), { seed: seed + number, numRuns: Math.max(4, Math.ceil(runs / 20)) });
    let judged = 0;
    for (const plan of plans) {
      const at = number % plan.site.workloads.length;
      const mistaken = mutation.apply(plan, at);
      const outdir = join(directory, `${number}-${target}`);
      const problems = problemsOf(mistaken, outdir);
      const found = problems.filter(({ code }) => code === mutation.code);
      const place = placeOf(mutation, mistaken, at);
      const there = problems.filter(({ path }) => place.test(path));
      if (!there.some(({ code }) => code === mutation.code) && there.some(({ code }) => BESIDE.has(code))) continue;
      judged++;
      expect([mistake, problems.map(({ code }) => code)]).toEqual([mistake, expect.arrayContaining([mutation.code])]);
      expect(found.map(({ path }) => path)).toContainEqual(expect.stringMatching(place));
      expect(existsSync(outdir)).toBe(false);
    }
    // Some may have been broken beside their mistake.
    expect(judged).toBeGreaterThanOrEqual(Math.floor(plans.length * 0.8) - 1);
  });

  it('covers the rules that a program of workloads can break', () => {
    const covered = new Set(MUTATIONS.map(({ code }) => code));
    expect(Object.keys(RULES).filter((code) => !covered.has(code as RuleCode))).toEqual(ELSEWHERE);
  });
});

/**
 * What a mistake may break beside itself in the same workload of some fleets: a check of a port that it has replaced, a
 * file in its way. Rules that look at what is rendered have nothing to look at then.
 */
const BESIDE: ReadonlySet<string> = new Set(['reference-unknown', 'mount-duplicate']);

/** Rules of the tree, of locks, of waivers, of foreign objects and of Azure, which have programs of their own. */
const ELSEWHERE = [
  ...['app-not-sff', 'fleet-nested', 'orchestrator-conflict', 'orchestrator-unknown', 'scope-unknown'],
  ...[
    'rename-invalid',
    'identity-changed',
    'site-removed',
    'lock-outdated',
    'lock-invalid',
    'shard-invalid',
    'decision-invalid',
  ],
  ...[
    'inventory-row',
    'waiver-invalid',
    'dependency-between-sites',
    'environment-changes-output',
    'construct-invalid',
    'field-dropped',
  ],
  ...Object.keys(AZURE_RULES),
];

/** Where the problem has to be told. */
function placeOf({ at: where }: Mutation, { id, site }: FleetPlan, at: number): RegExp {
  if (where === 'fleet') return /^/;
  const path = `^${id}/${site.id}`;
  return new RegExp(where === 'site' ? path : `${path}/(.*/)?${site.workloads[at]?.id}$`);
}

function problemsOf(plan: FleetPlan, outdir: string) {
  try {
    build(plan, new SffApp({ outdir, lock: false })).synth();
    return [];
  } catch (error) {
    if (error instanceof SffValidationError) return error.problems;
    throw error;
  }
}

function evaluated(source: string): FleetPlan {
  const names = { Duration, Size, Egress, Health, Secret };
  return new Function(...Object.keys(names), `return ${source};`)(...Object.values(names)) as FleetPlan;
}
