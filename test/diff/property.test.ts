import type { App } from 'cdk8s';
import * as fc from 'fast-check';
import { diffOutputs, exitCodeOf, treeOfTexts } from 'sff-constructs/diff';
import { Testing } from 'sff-constructs/testing';
import { parseAllDocuments } from 'yaml';
import { compare, linesOf, type SiteIdentity } from '../../lib/identity/compare';
import { parseLock, splitFact, textOfLock } from '../../lib/identity/lock-file';
import { MemoryTree } from '../../lib/output/tree';
import { synthesize } from '../../lib/synthesis';
import { build } from '../fleets/build';
import { fleets } from '../fleets/fleets';
import type { FleetPlan } from '../fleets/plan';
import type { Files } from './outputs';

const TARGETS = ['k3s', 'docker-compose'] as const;
const RUNS = { seed: 7, numRuns: 40 };

/** Two versions of one site: the second one keeps some of the first, as a change of a program does. */
function versions(target: (typeof TARGETS)[number]): fc.Arbitrary<readonly [FleetPlan, FleetPlan]> {
  return fc.tuple(fleets(target), fleets(target), fc.nat()).map(([old, other, number]) => {
    const site = { ...other.site, id: old.site.id };
    if (number % 3 === 0) return [old, { ...other, id: old.id, site }];
    const plan = number % 3 === 1 ? withoutLast(old) : { ...old, props: { ...old.props, labels: { ring: 'late' } } };
    return [old, plan];
  });
}

/** Without its last workload, where nothing of the plan names it. */
function withoutLast(plan: FleetPlan): FleetPlan {
  const last = plan.site.workloads.length - 1;
  const named =
    plan.site.connections.flat().includes(last) ||
    plan.site.peers.some(([workload]) => workload === last) ||
    plan.site.workloads.some(({ told = [] }) => told.includes(last));
  if (named || last < 1) return plan;
  return { ...plan, site: { ...plan.site, workloads: plan.site.workloads.slice(0, last) } };
}

/** What holds data, found without any of the code under test. */
function holders(files: Files): Set<string> {
  const found = new Set<string>();
  for (const [path, text] of Object.entries(files)) {
    const site = path.split('/').slice(0, 2).join('/');
    if (path.endsWith('site.json')) {
      const { directories = [] } = JSON.parse(text) as { directories?: readonly { readonly path: string }[] };
      for (const directory of directories) found.add(`${site} directory ${directory.path}`);
    }
    if (!path.endsWith('.yaml')) continue;
    for (const document of parseAllDocuments(text)) {
      const { kind, metadata, spec, name, volumes } = document.toJS() as Holder;
      if (kind === 'Namespace' || kind === 'PersistentVolumeClaim') {
        found.add(`${site} ${kind} ${metadata?.namespace} ${metadata?.name}`);
      }
      if (kind === 'HelmChart') {
        const chart = spec?.chart?.split('/').at(-1);
        found.add(`${site} ${chart} as ${metadata?.namespace} ${metadata?.name} in ${spec?.targetNamespace}`);
      }
      if (!path.endsWith('compose.yaml')) continue;
      found.add(`${site} project ${name}`);
      for (const [key, volume] of Object.entries(volumes ?? {})) {
        if (volume?.external !== true) found.add(`${site} volume ${volume?.name ?? `${name}_${key}`}`);
      }
    }
  }
  return found;
}

interface Holder {
  readonly kind?: string;
  readonly metadata?: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly chart?: string; readonly targetNamespace?: string };
  readonly name?: string;
  readonly volumes?: Readonly<Record<string, { readonly name?: string; readonly external?: boolean } | null>>;
}

describe.each(TARGETS)('between two outputs of a random fleet of %s', (target) => {
  it('data loss is told exactly where a volume, a namespace, a chart or a project is gone, and where the lock refuses that', async () => {
    let losses = 0;
    await fc.assert(
      fc.asyncProperty(versions(target), async ([a, b]) => {
        const [old, now] = [Testing.synth(build(a)), Testing.synth(build(b))];
        const diff = await diffOutputs(treeOfTexts(old), treeOfTexts(now));
        const after = holders(now);
        const lost = [...holders(old)].filter((holder) => !after.has(holder));
        losses += lost.length > 0 ? 1 : 0;
        expect(diff.changes.some(({ severity }) => severity === 'data-loss')).toBe(lost.length > 0);
        if (lost.length > 0) expect(exitCodeOf(diff)).toBe(2);
        expect(isRefused(build(a), build(b))).toBe(lost.length > 0);
      }),
      RUNS,
    );
    expect(losses).toBeGreaterThan(3);
    expect(losses).toBeLessThan(RUNS.numRuns);
  });

  it('there is none without a change, and a change wherever a byte differs', async () => {
    await fc.assert(
      fc.asyncProperty(fleets(target), fc.nat(), fc.constantFrom(...EDITS), async (plan, number, edit) => {
        const files = Testing.synth(build(plan));
        const same = await diffOutputs(treeOfTexts(files), treeOfTexts({ ...files }));
        expect([same.changes, same.worst, exitCodeOf(same)]).toEqual([[], undefined, 0]);
        const paths = Object.keys(files);
        const path = paths[number % paths.length] ?? '';
        const edited = edit(files, path, number);
        fc.pre(JSON.stringify(edited) !== JSON.stringify(files)); // an empty file has no letter
        const { changes } = await diffOutputs(treeOfTexts(files), treeOfTexts(edited)).catch((error: Error) => {
          // An edit may leave what is no YAML or JSON: that is told, too.
          expect(error).toMatchObject({ code: expect.stringMatching(/^diff-/) });
          return { changes: [error] };
        });
        expect(changes.length).toBeGreaterThan(0);
      }),
      { ...RUNS, numRuns: 150 },
    );
  });
});

/** Whether the lock of one version refuses what another one does to data. */
function isRefused(old: App, now: App): boolean {
  const [before, after] = [identitiesIn(old), identitiesIn(now)];
  const lock = parseLock(textOfLock(linesOf(before), new Map()), 'sff.lock.json');
  return compare(lock, after).changes.some(({ path, is }) => {
    const [kind = ''] = splitFact(path).fact.split('/');
    const isGone = is === undefined && /^(namespaces|claims|charts|volumes|directories)$/.test(kind);
    return isGone || /^(charts|volumes|project)$/.test(kind);
  });
}

function identitiesIn(app: App): readonly SiteIdentity[] {
  let found: readonly SiteIdentity[] = [];
  synthesize(app, [], new MemoryTree(), undefined, (sites) => {
    found = sites;
    return [];
  });
  return found;
}

type Edit = (files: Files, path: string, number: number) => Files;

/** A letter, a line or a file that is another, is gone or is new. */
const EDITS: readonly Edit[] = [
  (files, path, number) => ({ ...files, [path]: replacedAt(files[path] ?? '', number) }),
  (files, path, number) => {
    const lines = (files[path] ?? '').split('\n');
    return { ...files, [path]: lines.filter((_, i) => i !== number % (lines.length - 1)).join('\n') };
  },
  (files, path) => ({ ...files, [path]: `${files[path]}\n` }),
  (files, path) => {
    const { [path]: _, ...rest } = files;
    return path === 'fleet.json' ? { ...rest, [path]: '{}' } : rest;
  },
  (files, path) => ({ ...files, [`${path}.orig`]: files[path] ?? '' }),
];

function replacedAt(text: string, number: number): string {
  const at = number % text.length;
  return `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
}
