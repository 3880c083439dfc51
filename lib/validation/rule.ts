/** A rule as `docs/rules.md` lists it. */
export interface Rule {
  /** What the rule refuses, and why. */
  readonly about: string;
  /** A program, or a value, that breaks it. */
  readonly example: string;
  /** What to do. */
  readonly fix: string;
  /** Whether `Rules.waive` can make an exception from it. */
  readonly waivable: boolean;
}

/** A rule that holds everywhere. */
export function rule(about: string, example: string, fix: string): Rule & { readonly waivable: false } {
  return { about, example, fix, waivable: false };
}

/** A rule that `Rules.waive` can make an exception from. */
export function waivable(about: string, example: string, fix: string): Rule & { readonly waivable: true } {
  return { about, example, fix, waivable: true };
}
