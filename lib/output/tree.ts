import { PathIndex } from './paths';

/** Where a file goes. */
export interface OutputPlace {
  /** Relative to the output directory, with forward slashes: `stores/store-0042/site.json`. */
  readonly path: string;
  /** @default 0o644 */
  readonly mode?: number;
}

export interface OutputFile extends OutputPlace {
  /** Written as UTF-8, as it is. */
  readonly text: string;
  /** SHA-256 of the UTF-8, in hex, where it is known already. */
  readonly sha256?: string;
}

export interface HashedFile extends OutputFile {
  readonly sha256: string;
}

/** Files that are made together, and only when what they are made from has changed. */
export interface OutputGroup {
  /** Names the group in every run. */
  readonly name: string;
  readonly places: readonly OutputPlace[];
  /** Differs whenever the data differ that the files are made from. */
  digest(): string;
  /** Makes the files, one for each place. */
  files(): readonly OutputFile[];
}

/** Where renderers put files. Each path comes once; an impossible one throws a plain error. */
export interface OutputSink {
  add(file: OutputFile): void;
  addGroup(group: OutputGroup): void;
}

/** The whole output in memory, for tests and for looking at it before anything is written. */
export class MemoryTree implements OutputSink {
  private readonly paths = new PathIndex();
  private readonly texts = new Map<string, string>();

  add(file: OutputFile): void {
    this.paths.add(file.path);
    this.texts.set(file.path, file.text);
  }

  addGroup(group: OutputGroup): void {
    for (const file of group.files()) this.add(file);
  }

  /** Path to text, sorted by path. */
  files(): Record<string, string> {
    return Object.fromEntries(this.paths.sorted().map((path) => [path, this.texts.get(path) ?? '']));
  }
}
