/** A deliberate defect of the library: one exact replacement in one file. */
export interface Mutant {
  /** What `--only` takes. */
  readonly name: string;
  /** File in `lib/`. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly search: string;
  readonly replace: string;
  /** What somebody on site would see, as a phrase. */
  readonly breaks: string;
}

/** The text of the mutant's file with the defect. Throws where the file is not what the mutant was made for. */
export function withDefect({ name, file, search, replace }: Mutant, text: string): string {
  const [before, after, ...more] = text.split(search);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${name}: its text to search for is not in ${file} exactly once. Adapt the mutant to the code.`);
  }
  if (search === replace) throw new Error(`${name} changes nothing.`);
  return before + replace + after;
}
