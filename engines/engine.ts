/** A program that must be on the machine before an engine can be built or run. */
export interface Program {
  readonly program: string;
  /** How to get it, as a sentence. */
  readonly how: string;
}

/** A Debian package, unless one of `files` is there already from elsewhere (GitHub's runners bring their own runc). */
export interface DebianPackage {
  readonly debian: string;
  readonly files: readonly string[];
}

export type Requirement = Program | DebianPackage;

/** A real program that reads what this library emits, built from pinned sources into a cache. */
export interface Engine {
  /** File name in the cache and argument of `prepare`. */
  readonly name: string;
  readonly title: string;
  /** Debian packages and programs. */
  readonly needs: readonly Requirement[];
  /** Absolute paths of the files that decide its version and how it is built. */
  pins(): readonly string[];
  /** Paths below the cache directory that exist when it is complete. */
  outputs(): readonly string[];
  /** Fills the empty directory `cache`; it gets its final name only once this returns. */
  prepare(cache: string): Promise<void> | void;
}
