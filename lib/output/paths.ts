/** The output directory where a program names none. */
export const DEFAULT_OUTDIR = 'dist';

/** The directory at the top of the output that holds the writer's own state; no output file may lie in it. */
export const STATE_DIRECTORY = '.sff';

// Names that Windows gives to devices, with or without an extension (learn.microsoft.com, "Naming Files, Paths, and
// Namespaces"); it also refuses control characters and these punctuation marks, and drops a trailing dot or space.
const DEVICE_NAME = /^(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?:\.|$)/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const ODD_CHARACTER = /[\u0000-\u001f\u007f<>:"|?*\\]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

const ORDINARY_SEGMENT = '(?!con|prn|aux|nul|com|lpt)[a-z0-9][-a-z0-9.]*[a-z0-9]';
/** What nearly every path is: in it is nothing of this. */
const ORDINARY = new RegExp(`^(?:${ORDINARY_SEGMENT}/)*${ORDINARY_SEGMENT}$`);

/** Why no file may have this path; `undefined` when it may. */
export function pathProblem(path: string): string | undefined {
  if (ORDINARY.test(path)) return undefined;
  const segments = path.split('/');
  for (const segment of segments) {
    const problem = segmentProblem(segment);
    if (problem !== undefined) return problem;
  }
  return fold(segments[0] ?? '') === STATE_DIRECTORY ? `${STATE_DIRECTORY} is reserved for the writer` : undefined;
}

function segmentProblem(segment: string): string | undefined {
  if (segment === '') return 'it is absolute or has an empty segment';
  if (segment === '.' || segment === '..') return 'it has a relative segment';
  if (ODD_CHARACTER.test(segment)) return 'it has a character that some file systems refuse';
  if (segment.endsWith('.') || segment.endsWith(' ')) return 'a segment ends in a dot or a space';
  if (DEVICE_NAME.test(segment)) return 'a segment is a device name on Windows';
  if (LONE_SURROGATE.test(segment)) return 'it has a lone surrogate';
  return undefined;
}

/** What nearly every path is made of, and folding leaves as it is. */
const FOLDED = /^[-a-z0-9._/]*$/;

/** Whether a file of a site, by its path below it, holds Kubernetes objects. */
export function isManifest(path: string): boolean {
  return /^(?:kubernetes|bootstrap)\/.*\.yaml$/.test(path);
}

/** Two paths of one fold are one file where the file system ignores case or normalises Unicode. */
export function fold(path: string): string {
  if (FOLDED.test(path)) return path;
  return path.normalize('NFC').toLowerCase();
}

/** The directory of an output path; `''` at the top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** The paths of one tree, each once and none in the way of another on any file system. */
export class PathIndex {
  private readonly byFold = new Map<string, string>();
  private readonly directories = new Map<string, string>([['', '']]);

  get size(): number {
    return this.byFold.size;
  }

  /** Throws a plain error on a path that can't be: names are validated long before, so this is a defect of ours. */
  add(path: string): void {
    const directory = parentOf(path);
    const known = directory !== '' && this.directories.get(fold(directory)) === directory;
    const problem = known ? segmentProblem(path.slice(directory.length + 1)) : pathProblem(path);
    if (problem !== undefined) throw new Error(`Output path ${JSON.stringify(path)} is not possible: ${problem}.`);
    if (!known) this.addDirectory(directory);
    const folded = fold(path);
    const file = this.byFold.get(folded);
    if (file === path) throw new Error(`Output path ${JSON.stringify(path)} is used twice.`);
    if (file !== undefined) throw differByCase(path, file);
    if (this.directories.has(folded)) throw fileAndDirectory(path);
    this.byFold.set(folded, path);
  }

  has(path: string): boolean {
    return this.byFold.get(fold(path)) === path;
  }

  /** Whether a file at `path`, which is not one of these, would be in the way of one of these. */
  clashes(path: string): boolean {
    let folded = fold(path);
    if (this.byFold.has(folded) || this.directories.has(folded)) return true;
    while (folded !== '') {
      folded = parentOf(folded);
      if (this.byFold.has(folded)) return true;
    }
    return false;
  }

  sorted(): string[] {
    return [...this.byFold.values()].sort();
  }

  private addDirectory(directory: string): void {
    const folded = fold(directory);
    const other = this.directories.get(folded);
    if (other === directory) return;
    if (other !== undefined) throw differByCase(directory, other);
    if (this.byFold.has(folded)) throw fileAndDirectory(directory);
    this.addDirectory(parentOf(directory));
    this.directories.set(folded, directory);
  }
}

function differByCase(path: string, other: string): Error {
  return new Error(`Output paths ${JSON.stringify(path)} and ${JSON.stringify(other)} differ only by case.`);
}

function fileAndDirectory(path: string): Error {
  return new Error(`Output path ${JSON.stringify(path)} is both a file and a directory.`);
}
