import * as nodeFs from 'node:fs';
import { sha256 } from '../portable/hash';
import { carryOut, finish } from './commit';
import { Encoder } from './content';
import { type FileSystem, quietly } from './disk';
import { OutputError } from './error';
import { Existing, type Finding } from './existing';
import { foreignFile } from './foreign';
import { type Plan, writeJournal } from './journal';
import type { Layout, StagedFile } from './layout';
import { FileList, renderPaths } from './list';
import { DEFAULT_MODE, Mount } from './mount';
import { Outdir } from './outdir';
import { PathIndex } from './paths';
import { type Recovery, recover, recoverOverlapping } from './recovery';
import { type Seal, Seals, sealOfData, sealOfFiles, traceOf } from './seals';
import { Staging } from './staging';
import type { OutputFile, OutputGroup, OutputPlace, OutputSink } from './tree';
import { ALL, owns, type Unit } from './unit';

export interface WriteReport {
  /** Paths that were new or had other bytes, in the order in which they were added. */
  readonly written: readonly string[];
  readonly unchanged: number;
  /** Files of an earlier run that were no longer wanted. */
  readonly removed: number;
}

/**
 * Turns the files of one run into the output directory: all of them, or none.
 *
 * Every file is whole at any moment, and unchanged ones keep their mtime. Only files that an earlier run made are
 * replaced or removed. A directory can't change at one instant: `.sff/commit.json` exists exactly while it is mixed, and
 * whoever opens the directory next first completes the interrupted run.
 *
 * Each run ends with `commit()` or `abort()`, which also give the directory free for other processes; an `OutputError`
 * that the writer throws has already done so.
 */
export class OutputWriter implements OutputSink {
  /**
   * Creates the directory, locks it, and completes or undoes an interrupted run. Throws `output-busy` at once when
   * another process is writing there.
   *
   * @param fs a seam for tests
   * @param unit what of the directory is written: the rest stays as it is
   */
  static open(outdir: string, fs: FileSystem = nodeFs, unit: Unit = ALL): OutputWriter {
    const directory = Outdir.enter(fs, outdir, unit.name);
    try {
      const elsewhere = recoverOverlapping(fs, directory.layout);
      return new OutputWriter(fs, directory, recover(fs, directory.layout), unit, elsewhere);
    } catch (error) {
      directory.leave();
      throw OutputError.from(error);
    }
  }

  /** What was found of an earlier run that did not end. */
  readonly recovery: Recovery['kind'];

  private readonly layout: Layout;
  /** What this unit has made, as its list says. */
  private readonly listed: FileList;
  /** What any unit has made. */
  private readonly owned: FileList;
  private readonly wanted = new PathIndex();
  private readonly mount: Mount;
  private readonly existing: Existing;
  private readonly encoder = new Encoder();
  private readonly staging: Staging;
  /** Seals of the last run, and of this one. */
  private readonly sealed: Seals;
  private readonly seals = new Seals();
  private readonly foreign: string[] = [];
  /** Directories in whose place a file is wanted. */
  private readonly replaced: string[] = [];
  private unchanged = 0;
  private ended = false;

  private constructor(
    private readonly fs: FileSystem,
    private readonly outdir: Outdir,
    recovery: Recovery,
    private readonly unit: Unit,
    elsewhere: readonly string[],
  ) {
    this.layout = outdir.layout;
    this.recovery = recovery.kind;
    const { own, all } = FileList.readAll(fs, this.layout);
    this.listed = own;
    const incomplete = recovery.kind === 'incomplete' ? recovery.plan.place.map((to) => to.path) : [];
    this.owned = incomplete.length + elsewhere.length === 0 ? all : all.with([...incomplete, ...elsewhere]);
    this.mount = Mount.probe(fs, this.layout);
    this.existing = new Existing(fs, this.layout, this.mount);
    this.staging = new Staging(fs, this.layout, this.mount);
    this.sealed = Seals.read(fs, this.layout);
  }

  /** Writes the file aside, unless its bytes are in place already. */
  add(file: OutputFile): void {
    this.put(file);
  }

  /** Has the files made, and adds them, unless they are in place as they would be made. */
  addGroup(group: OutputGroup): void {
    this.assertOpen();
    const data = sealOfData(group.digest());
    if (this.keep(group, data)) return;
    const hashes: Told<string>[] = [];
    const traces: Told<string>[] = [];
    for (const file of group.files()) {
      const { hash, trace } = this.put(file);
      hashes.push([file.path, hash]);
      traces.push([file.path, trace ?? '']);
    }
    this.seals.set(group.name, { data, bytes: sealOfFiles(hashes), traces: sealOfFiles(traces) });
  }

  /** Puts everything in place. Refuses, before anything is changed, when a file of someone else would be replaced. */
  commit(): WriteReport {
    this.assertOpen();
    const plan = this.prepare();
    try {
      if (!isEmpty(plan)) {
        carryOut(this.fs, this.layout, plan, {
          clear: plan.clear,
          place: [...plan.place.entries()],
          list: plan.list === null ? 'in-place' : 'staged',
        });
        finish(this.fs, this.layout);
      }
      this.seals.write(this.fs, this.layout, this.sealed);
      if (this.unit === ALL) quietly(() => this.forgetOthers());
    } catch (error) {
      throw OutputError.interrupted(error, this.layout.root);
    } finally {
      this.ended = true;
      this.outdir.leave();
    }
    return {
      written: plan.place.map((placement) => placement.path),
      unchanged: this.unchanged,
      removed: plan.clear.length + plan.remove.length,
    };
  }

  /** Paths of all files that were added, sorted. */
  paths(): string[] {
    return this.wanted.sorted();
  }

  /** Drops what was staged; the directory is as it was. Does nothing after the end of the run. */
  abort(): void {
    if (this.ended) return;
    this.ended = true;
    this.outdir.dropStaged(this.recovery === 'incomplete' ? 'keep-journal' : 'drop-journal');
    this.outdir.leave();
  }

  /** @returns the hash of the file's bytes, and its trace where it has been written */
  private put({ path, text, mode = DEFAULT_MODE, sha256: known }: OutputFile): {
    hash: string;
    trace: string | undefined;
  } {
    this.assertOpen();
    this.wanted.add(path);
    try {
      const bytes = this.encoder.encode(text);
      const hash = known ?? sha256(bytes);
      const trace = this.judge(path, bytes, hash, mode, this.existing.find(path, bytes, mode));
      return { hash, trace };
    } catch (error) {
      this.abort();
      throw OutputError.from(error, this.layout.file(path));
    }
  }

  /** Keeps the files of a group that an earlier run made from the same data, and that nobody has touched since. */
  private keep({ name, places }: OutputGroup, data: string): boolean {
    const known = this.sealed.get(name);
    if (known?.data !== data) return false;
    const found = this.inPlace(places, known);
    if (found === undefined) return false;
    for (const { path } of places) this.wanted.add(path);
    this.unchanged += places.length;
    this.seals.set(name, found);
    return true;
  }

  /** The seal of files in place, whose bytes are those of a known seal; undefined where they are not. */
  private inPlace(places: readonly OutputPlace[], known: Seal): Seal | undefined {
    try {
      const found = this.statsOf(places);
      if (found === undefined) return undefined;
      const traces = sealOfFiles(found.map(([path, stat]) => [path, traceOf(stat)]));
      const untouched = traces === known.traces && found.every(([, stat]) => this.sealed.outlast(stat));
      return untouched || this.sealOfBytes(found) === known.bytes ? { ...known, traces } : undefined;
    } catch (error) {
      this.abort();
      throw OutputError.from(error);
    }
  }

  /** What is in place; undefined where a file is not there, or not ours. */
  private statsOf(places: readonly OutputPlace[]): Told<nodeFs.Stats>[] | undefined {
    const found: Told<nodeFs.Stats>[] = [];
    for (const { path, mode = DEFAULT_MODE } of places) {
      const stat = this.owned.has(path) ? this.existing.stat(path, mode) : undefined;
      if (stat === undefined) return undefined;
      found.push([path, stat]);
    }
    return found;
  }

  private sealOfBytes(found: readonly Told<nodeFs.Stats>[]): string {
    return sealOfFiles(found.map(([path, stat]) => [path, this.existing.hashOf(path, stat) ?? '']));
  }

  private judge(path: string, bytes: Buffer, hash: string, mode: number, found: Finding): string | undefined {
    const variant = this.mount.ignoresCase && this.owned.hasVariant(path);
    if (found.kind === 'same' && !variant) {
      this.unchanged++;
      return undefined;
    }
    const ours = variant || found.kind === 'other-mode' || this.owned.has(path);
    if (found.kind === 'blocked' && !this.owned.has(found.by)) this.foreign.push(found.by);
    if (found.kind === 'other-file' && !ours) this.foreign.push(path);
    if (found.kind === 'directory') this.replaced.push(path);
    return this.staging.add(path, bytes, hash, mode, TARGET_OF[found.kind]);
  }

  /** Everything up to the point of no return. */
  private prepare(): Plan {
    try {
      const below = this.replaced.flatMap((directory) => this.existing.contentsOf(directory));
      const foreign = [...this.foreign, ...below.filter((path) => !this.owned.has(path))];
      if (foreign.length > 0) throw foreignFile(this.layout, foreign);
      const plan = this.plan();
      if (isEmpty(plan)) return plan;
      this.outdir.verify();
      this.staging.sync();
      writeJournal(this.fs, this.layout, plan);
      return plan;
    } catch (error) {
      this.abort();
      throw OutputError.from(error);
    }
  }

  private plan(): Plan {
    const unwanted = [...this.owned.values()].filter((path) => owns(this.unit, path) && !this.wanted.has(path));
    const stale = unwanted.filter((path) => this.existing.isThere(path)).sort();
    const kept = [...this.listed.values()].filter((path) => !owns(this.unit, path) && !this.wanted.has(path));
    const list = kept.length === 0 ? this.paths() : [...this.paths(), ...kept].sort();
    const isListed = list.length === this.listed.size && list.every((path) => this.listed.has(path));
    return {
      clear: stale.filter((path) => this.wanted.clashes(path)),
      place: this.staging.placements,
      remove: stale.filter((path) => !this.wanted.clashes(path)),
      list: isListed && this.recovery !== 'incomplete' ? null : this.staging.addList(renderPaths(list)),
    };
  }

  /** After a run of all, what shards have made is on one list. */
  private forgetOthers(): void {
    for (const other of this.layout.others(this.fs)) {
      for (const path of [other.journal, other.list, other.staging, other.lock]) {
        this.fs.rmSync(path, { recursive: true, force: true });
      }
    }
  }

  private assertOpen(): void {
    if (this.ended) throw new Error('This run of the output writer has ended.');
  }
}

/** What is known of a file, by its path. */
type Told<T> = readonly [path: string, what: T];

/** How what is found says where a file is staged. What is in the way of a directory is gone before it comes. */
const TARGET_OF: Readonly<Record<Finding['kind'], StagedFile['target']>> = {
  absent: 'empty',
  'no-directory': 'new-directory',
  blocked: 'new-directory',
  same: 'own',
  'other-mode': 'own',
  'other-file': 'own',
  directory: 'own',
};

function isEmpty(plan: Plan): boolean {
  return plan.list === null && plan.clear.length + plan.place.length + plan.remove.length === 0;
}
