import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { twoFleets } from './faults/fleet';
import { FaultPlace } from './faults/place';
import type { ProgramProcess } from './faults/program-process';
import { Scene } from './faults/scene';
import { stateOf, treeOf } from './faults/tree';

/** How often a synth is cut short; with the seed of an earlier run, in the same ways. */
const CASES = Number(process.env.SFF_FAULTS || 200);
const SEED = Number(process.env.SFF_FAULTS_SEED || Date.now() % 2 ** 31);
const TIMEOUT = 60_000 + CASES * 3000;

const NOBODY = 65534;
const PAGE = 4096;

/** A point between the beginning and the end of a run. */
const moment = fc.noBias(fc.integer({ min: 1, max: 1000 }).map((thousandth) => thousandth / 1000));
/** What the run after the interrupted one wants. */
const next = fc.constantFrom('old' as const, 'wanted' as const);
/** Mostly one fault; sometimes the runs that repair it meet others. */
const some = <T>(fault: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fault.map((each) => [each]) }, fc.array(fault, { minLength: 2, maxLength: 3 }));

describe(`a synth that is cut short in ${CASES} ways (SFF_FAULTS_SEED=${SEED})`, () => {
  let place: FaultPlace;
  let program: ProgramProcess;

  beforeAll(async () => {
    place = await FaultPlace.open();
    program = await place.program();
  }, 60_000);
  afterAll(() => place?.stop());

  /** A share of all cases, each with a place of its own. The first that fails ends it, and is printed with its seed. */
  async function each<T>(share: number, cases: fc.Arbitrary<T>, check: (value: T) => Promise<void>): Promise<void> {
    const property = fc
      .asyncProperty(cases, check)
      .beforeEach(() => makeDirectory(place.seen('scene')))
      .afterEach(() => rmSync(place.seen('scene'), { recursive: true }));
    await fc.assert(property, { numRuns: Math.round(CASES * share), seed: SEED, endOnFailure: true });
  }

  /** The same on a file system of its own. */
  async function eachOnDisk<T>(share: number, cases: fc.Arbitrary<T>, check: (value: T) => Promise<void>) {
    await each(share, cases, async (value) => {
      await place.inside('mount', '-t', 'tmpfs', '-o', 'mode=1777', 'tmpfs', place.path('scene'));
      try {
        await check(value);
      } finally {
        await place.inside('umount', place.path('scene'));
      }
    });
  }

  const remount = (options: string) => place.inside('mount', '-o', `remount,${options}`, place.path('scene'));

  it(
    'is killed in any of its system calls',
    async () => {
      const seen = new Set<string>();
      await each(0.45, fc.record({ fleets: twoFleets, calls: some(moment), next }), async ({ fleets, calls, next }) => {
        const scene = await Scene.set(place, program, fleets);
        for (const call of calls) {
          const { died } = await scene.strike({ call: `${Math.ceil(call * scene.undisturbed.calls)} 0` });
          seen.add(died ? 'died' : 'ended before').add(scene.mixed ? 'mixed' : 'not mixed');
          if (scene.locked) seen.add('locked');
        }
        seen.add(await scene.expectRecovery());
        await scene.expectRun(next);
      });
      for (const kind of ['died', 'mixed', 'not mixed', 'locked', 'none', 'completed']) expect(seen).toContain(kind);
    },
    TIMEOUT,
  );

  it(
    'is killed at any time',
    async () => {
      let died = 0;
      await each(0.2, fc.record({ fleets: twoFleets, times: some(moment), next }), async ({ fleets, times, next }) => {
        const scene = await Scene.set(place, program, fleets);
        for (const time of times) {
          const answer = await scene.strike({ killAfter: time * 2 * scene.undisturbed.milliseconds });
          if (answer.died) died++;
        }
        await scene.expectRecovery();
        await scene.expectRun(next);
      });
      expect(died).toBeGreaterThan(0);
    },
    TIMEOUT,
  );

  it(
    'meets an error in any of its system calls, once or from then on',
    async () => {
      const codes = new Set<string | null | undefined>();
      const fault = fc.record({
        at: moment,
        error: fc.constantFrom('EIO' as const, 'ENOSPC' as const, 'EACCES' as const, 'EROFS' as const),
        lasting: fc.constantFrom('', 'on'),
      });
      await each(0.2, fc.record({ fleets: twoFleets, faults: some(fault), next }), async ({ fleets, faults, next }) => {
        const scene = await Scene.set(place, program, fleets);
        for (const { at, error, lasting } of faults) {
          const call = `${Math.ceil(at * scene.undisturbed.calls)} ${constants.errno[error]} ${lasting}`;
          const answer = await scene.strike({ call });
          codes.add(answer.died ? 'died' : answer.error?.code);
        }
        await scene.expectRecovery();
        await scene.expectRun(next);
      });
      expect(codes).not.toContain('died');
      for (const code of ['output-interrupted', 'output-full', 'output-not-writable']) expect(codes).toContain(code);
    },
    TIMEOUT,
  );

  it(
    'finds no room for its files, or for their names',
    async () => {
      const codes = new Set<string | null | undefined>();
      const room = fc.record({ of: fc.constantFrom('size' as const, 'nr_inodes' as const), share: moment });
      await eachOnDisk(0.1, fc.record({ fleets: twoFleets, room, next }), async ({ fleets, room, next }) => {
        const scene = await Scene.set(place, program, fleets);
        await remount(limit(scene, room));
        for (const _ of ['first', 'again']) {
          const answer = await scene.strike();
          const code = answer.died ? 'died' : answer.error?.code;
          codes.add(code);
          if (code === 'output-full' && !scene.mixed) scene.expectNothingUnfinished();
        }
        await remount('size=64m,nr_inodes=10000');
        await scene.expectRecovery();
        await scene.expectRun(next);
      });
      expect(codes).not.toContain('died');
      expect(codes).toContain('output-full');
    },
    TIMEOUT,
  );

  /** What is in use, and a share of what the new tree takes beside it. */
  function limit(scene: Scene, { of, share }: { readonly of: 'size' | 'nr_inodes'; readonly share: number }): string {
    const { blocks, bfree, files, ffree } = statfsSync(place.seen('scene'));
    const contents = Object.values(scene.wanted);
    if (of === 'nr_inodes') return `nr_inodes=${files - ffree + 1 + Math.ceil(share * (contents.length * 1.5 + 8))}`;
    const pages = contents.reduce((sum, content) => sum + Math.ceil(content.length / PAGE), 2);
    return `size=${(blocks - bfree + 1 + Math.ceil(share * pages)) * PAGE}`;
  }

  it(
    'may not write to its file system, or to one directory',
    async () => {
      const codes = new Set<string | null | undefined>();
      const where = fc.oneof(fc.constant('file system' as const), { weight: 2, arbitrary: moment });
      await eachOnDisk(0.05, fc.record({ fleets: twoFleets, where, next }), async ({ fleets, where, next }) => {
        const scene = await Scene.set(place, program, fleets, NOBODY);
        const directories = directoriesOf(place.seen('scene'));
        const index = where === 'file system' ? 0 : Math.floor(where * (directories.length - 1));
        const directory = directories[index] ?? '';
        if (where === 'file system') await remount('ro');
        else chmodSync(directory, 0o555);
        const answer = await scene.strike();
        codes.add(answer.died ? 'died' : answer.error?.code);
        if (where === 'file system') await remount('rw');
        else chmodSync(directory, 0o777);
        await scene.expectRecovery();
        await scene.expectRun(next);
      });
      expect(codes).not.toContain('died');
      expect(codes).toContain('output-not-writable');
    },
    TIMEOUT,
  );
});

describe('two synths at once in one directory', () => {
  it(
    'end with the tree of one that was done, and the other was told that it is busy',
    async () => {
      const place = await FaultPlace.open();
      try {
        const [one, two] = await Promise.all([place.program(), place.program()]);
        const cases = fc.record({ fleets: twoFleets, other: twoFleets, offset: moment });
        const outcomes = new Set<string>();
        const property = fc.asyncProperty(cases, async ({ fleets, other, offset }) => {
          makeDirectory(place.seen('scene'));
          const trees = [];
          for (const fleet of [fleets.wanted, other.wanted]) {
            await one.tell({ outdir: place.path('scene/twin'), fleet });
            trees.push(treeOf(place.seen('scene/twin')));
          }
          const outdir = place.path('scene/out');
          if (fleets.old !== null) await one.tell({ outdir, fleet: fleets.old });
          const answers = await Promise.all([
            one.tell({ outdir, fleet: fleets.wanted }),
            later(offset * 20).then(() => two.tell({ outdir, fleet: other.wanted })),
          ]);
          const codes = answers.map((answer) => (answer.died ? 'died' : (answer.error?.code ?? 'done')));
          outcomes.add(codes.join(', '));
          for (const code of codes) expect(['done', 'output-busy']).toContain(code);
          const possible = trees.filter((_, index) => codes[index] === 'done');
          expect(possible).toContainEqual(treeOf(place.seen('scene/out')));
          expect(stateOf(place.seen('scene/out'))).toEqual(stateOf(place.seen('scene/twin')));
          rmSync(place.seen('scene'), { recursive: true });
        });
        await fc.assert(property, { numRuns: Math.round(CASES / 10), seed: SEED, endOnFailure: true });
        expect([...outcomes].some((outcome) => outcome.includes('output-busy'))).toBe(true);
      } finally {
        await place.stop();
      }
    },
    TIMEOUT,
  );
});

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One that everyone may write to. */
function makeDirectory(path: string): void {
  mkdirSync(path);
  chownSync(path, NOBODY, NOBODY);
}

/** This directory and all below it. */
function directoriesOf(root: string): readonly string[] {
  const below = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [root, ...below.flatMap((entry) => directoriesOf(join(root, entry.name)))];
}
