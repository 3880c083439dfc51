import { existsSync } from 'node:fs';
import type { FleetShape } from './fleet';
import type { Answer, Fault, Order, Outcome } from './order';
import type { FaultPlace } from './place';
import type { ProgramProcess } from './program-process';
import { putForeign, stampsOf, stateOf, type Tree, treeOf } from './tree';

export interface TwoFleets {
  /** Null when nothing is there yet. */
  readonly old: FleetShape | null;
  readonly wanted: FleetShape;
}

/** The names of a writer that has not ended. */
const UNFINISHED = /commit|staging|lock|probe/;

/** What the writer has to keep whole: a directory with the output of an old fleet and files of someone else. */
export class Scene {
  /** Synthesises the old fleet, and both once more elsewhere, where nothing goes wrong. */
  static async set(place: FaultPlace, program: ProgramProcess, fleets: TwoFleets, user = 0): Promise<Scene> {
    const scene = new Scene(place, program, fleets, user);
    const twin = { outdir: place.path('scene', 'twin'), user };
    if (fleets.old !== null) {
      succeeded(await scene.tell({ fleet: fleets.old }));
      succeeded(await program.tell({ ...twin, fleet: fleets.old }));
      scene.old = treeOf(place.seen('scene', 'twin'));
      scene.foreign = putForeign(scene.seen, scene.old);
      scene.stamps = stampsOf(scene.seen, Object.keys(scene.foreign));
    }
    scene.undisturbed = succeeded(await program.tell({ ...twin, fleet: fleets.wanted }));
    scene.wanted = treeOf(place.seen('scene', 'twin'));
    scene.rest = scene.now();
    return scene;
  }

  /** A run that nothing happens to. */
  public undisturbed: Outcome = { calls: 0, milliseconds: 0 };
  public wanted: Tree = {};
  private old: Tree = {};
  private foreign: Tree = {};
  private stamps: Readonly<Record<string, string>> = {};
  /** The tree as it was when the directory was last at rest. */
  private rest: Tree = {};
  private wasMixed = false;

  private constructor(
    place: FaultPlace,
    private readonly program: ProgramProcess,
    private readonly fleets: TwoFleets,
    private readonly user: number,
    private readonly outdir = place.path('scene', 'out'),
    /** Where this process finds the output directory. */
    public readonly seen = place.seen('scene', 'out'),
  ) {}

  /** Whether the tree is between two states: the journal's path is public. */
  public get mixed(): boolean {
    return existsSync(`${this.seen}/.sff/commit.json`);
  }

  public get locked(): boolean {
    return stateOf(this.seen).includes('lock');
  }

  /**
   * Synthesises the wanted fleet under a fault. Whatever comes of it, every file is the old one, the new one or someone
   * else's, and an error that speaks of no mixed tree has left it as it was.
   */
  public async strike(fault: Fault = {}): Promise<Answer> {
    const answer = await this.tell({ fleet: this.fleets.wanted, apart: fault });
    const now = this.now();
    this.expectForeign(now);
    for (const [path, content] of Object.entries(now)) {
      if (!path.endsWith('/')) expect([this.old[path], this.wanted[path], this.foreign[path]]).toContain(content);
    }
    if (!answer.died) this.expectHonest(answer, now);
    if (!this.mixed) {
      expect([this.rest, this.with(this.wanted)]).toContainEqual(now);
      this.rest = now;
    }
    this.wasMixed = this.mixed;
    return answer;
  }

  /** The next run, whatever becomes of it, first makes the tree all old or all new, and leaves nothing beside it. */
  public async expectRecovery(): Promise<string> {
    const { recovery } = succeeded(await this.tell({}));
    expect(['none', 'completed']).toContain(recovery);
    const now = this.expectAtRest();
    expect([this.with(this.old), this.with(this.wanted)]).toContainEqual(now);
    return String(recovery);
  }

  /** A whole run puts exactly its tree in place: the wanted one or, where there was one, once more the old. */
  public async expectRun(which: 'old' | 'wanted'): Promise<void> {
    const back = which === 'old' && this.fleets.old !== null;
    succeeded(await this.tell({ fleet: back ? this.fleets.old : this.fleets.wanted }));
    expect(this.expectAtRest()).toEqual(this.with(back ? this.old : this.wanted));
  }

  public expectNothingUnfinished(): void {
    expect(stateOf(this.seen).filter((name) => UNFINISHED.test(name))).toEqual([]);
  }

  private tell(order: Omit<Order, 'outdir'>): Promise<Answer> {
    return this.program.tell({ outdir: this.outdir, user: this.user, ...order });
  }

  private expectHonest({ error }: Outcome, now: Tree): void {
    if (error === undefined) {
      expect(now).toEqual(this.with(this.wanted));
    } else {
      expect(error).toEqual({ code: expect.stringMatching(/^output-/), text: expect.anything() });
      if (error.code !== 'output-interrupted' && !this.wasMixed) expect(now).toEqual(this.rest);
    }
  }

  private expectForeign(now: Tree): void {
    expect(now).toMatchObject(this.foreign);
    expect(stampsOf(this.seen, Object.keys(this.foreign))).toEqual(this.stamps);
  }

  private expectAtRest(): Tree {
    const now = this.now();
    this.expectForeign(now);
    this.expectNothingUnfinished();
    return now;
  }

  private with(tree: Tree): Tree {
    return { ...tree, ...this.foreign };
  }

  private now(): Tree {
    return treeOf(this.seen);
  }
}

function succeeded(answer: Answer): Outcome {
  if (answer.died) throw new Error('A program died that nothing was to happen to.');
  if (answer.error !== undefined) throw new Error(`A run failed that nothing was to happen to: ${answer.error.text}`);
  return answer;
}
