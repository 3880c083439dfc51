import type { FileSystem } from './disk';
import { STATE_DIRECTORY } from './paths';
import { ALL, isUnitName } from './unit';

/** How many staged files share a directory: creating thousands of files in one costs up to twice as much (on ext4). */
const STAGED_TOGETHER = 64;

const TARGETS = ['own', 'empty', 'new-directory'] as const;

/** A file that is written, but may not be in place yet. */
export interface StagedFile {
  readonly path: string;
  /**
   * Whether it replaces an own file, fills an empty place, or comes with its directory. A first run puts nearly all of its
   * files in place by renaming the few directories that hold them: the tree is mixed for a moment, and not for seconds.
   */
  readonly target: (typeof TARGETS)[number];
}

export function isTarget(value: unknown): value is StagedFile['target'] {
  return TARGETS.some((target) => target === value);
}

/**
 * Where the writer keeps what it knows, in `<outdir>/.sff`. Each unit that is written by itself, such as a
 * shard, has a list, lock, journal and staging of its own.
 */
export class Layout {
  public readonly state: string;
  /** Paths of all files that the writer made. */
  public readonly list: string;
  /** Exists exactly while the tree is between two states. */
  public readonly journal: string;
  public readonly lock: string;
  public readonly staging: string;
  /** Exists for a moment only. */
  public readonly probe: string;
  /** What saves the next run work; it may be lost at any time, and is nothing for a repository. */
  public readonly cache: string;
  public readonly seals: string;

  /** @param root the output directory as an absolute path, with links resolved */
  constructor(
    public readonly root: string,
    public readonly unit: string = ALL.name,
  ) {
    const suffix = unit === ALL.name ? '' : `.${unit}`;
    this.state = `${root}/${STATE_DIRECTORY}`;
    this.list = `${this.state}/files${suffix}.json`;
    this.journal = `${this.state}/commit${suffix}.json`;
    this.lock = `${this.state}/lock${suffix}`;
    this.staging = `${this.state}/staging${suffix}`;
    this.probe = `${this.state}/probe${suffix}`;
    this.cache = `${this.state}/cache`;
    this.seals = `${this.cache}/seals${suffix}.json`;
  }

  /** The other units of which there is a list, a lock or a journal. */
  others(fs: FileSystem): Layout[] {
    const names = fs.readdirSync(this.state).flatMap((name) => {
      const found = /^(?:files|commit)\.(?:(.+)\.)?json$|^lock(?:\.(.+))?$/.exec(name);
      if (found === null) return [];
      const unit = found[1] ?? found[2] ?? ALL.name;
      return isUnitName(unit) && unit !== this.unit ? [unit] : [];
    });
    return [...new Set(names)].map((unit) => new Layout(this.root, unit));
  }

  file(path: string): string {
    return `${this.root}/${path}`;
  }

  /** A staged file, by its number among those of its run. */
  staged({ path, target }: StagedFile, index: number): string {
    if (target === 'new-directory') return this.stagedDirectory(path);
    return `${this.staging}/${Math.floor(index / STAGED_TOGETHER)}/${index}`;
  }

  /** Where a directory is staged that is not in place yet. */
  stagedDirectory(directory: string): string {
    return `${this.staging}/new/${directory}`;
  }

  get stagedJournal(): string {
    return `${this.staging}/commit.json`;
  }

  get stagedList(): string {
    return `${this.staging}/files.json`;
  }
}
