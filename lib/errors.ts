/** Loaded with the first error. */
const printing = () => require('./validation/printable') as typeof import('./validation/printable');

/** What every error of this library carries. */
export interface SffErrorDetails {
  /** Stable code, listed in `docs/rules.md`. */
  readonly code: string;
  /** Path of the construct, `<fleet>/<site>/…`, where there is one. */
  readonly path?: string | undefined;
  /** What is wrong, as one or more sentences. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
  /** The error that led to it. @default - none */
  readonly cause?: unknown;
}

/** An error of this library: a code, a construct's path, a sentence and a fix. */
export class SffError extends Error {
  /** Stable code, listed in `docs/rules.md`. */
  public readonly code: string;
  /** Path of the construct at fault; undefined where no construct is. */
  public readonly path: string | undefined;
  /** What is wrong: the message without path and fix. */
  public readonly detail: string;
  /** What to do about it. */
  public readonly fix: string;

  constructor(details: SffErrorDetails) {
    const at = details.path === undefined || details.path === '' ? '' : `${details.path}: `;
    super(printing().printableLines(`${at}${details.message} ${details.fix}`), { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.path = details.path;
    this.detail = details.message;
    this.fix = details.fix;
  }
}

/**
 * A construct was put below a fleet, or a site, of another orchestrator.
 *
 * TypeScript refuses this at compile time; JavaScript, `any` and casts end here.
 */
export class OrchestratorConflictError extends SffError {
  /** The orchestrator that the construct needs. */
  public readonly needed: string;
  /** The orchestrator that it found. */
  public readonly got: string;

  constructor(path: string, needed: string, got: string) {
    super({
      code: 'orchestrator-conflict',
      path,
      message: `needs a scope that runs ${needed}, and got ${got}.`,
      fix: 'A device and a fleet run exactly one orchestrator: put it below one that runs what it needs.',
    });
    this.needed = needed;
    this.got = got;
  }
}
