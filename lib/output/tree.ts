import { PathIndex } from './paths';

export interface OutputFile {
  /** Relative to the output directory, with forward slashes: `stores/store-0042/site.json`. */
  readonly path: string;
  /** Written as UTF-8, as it is. */
  readonly text: string;
  /** @default 0o644 */
  readonly mode?: number;
}

/** Where renderers put files. Each path comes once; an impossible one throws a plain error. */
export interface OutputSink {
  add(file: OutputFile): void;
}

/** The whole output in memory, for tests and for looking at it before anything is written. */
export class MemoryTree implements OutputSink {
  private readonly paths = new PathIndex();
  private readonly texts = new Map<string, string>();

  add(file: OutputFile): void {
    this.paths.add(file.path);
    this.texts.set(file.path, file.text);
  }

  /** Path to text, sorted by path. */
  files(): Record<string, string> {
    return Object.fromEntries(this.paths.sorted().map((path) => [path, this.texts.get(path) ?? '']));
  }
}
