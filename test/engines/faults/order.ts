import type { FleetShape } from './fleet';

/** What the program is told to do in an output directory: synthesise a fleet, or only recover. */
export interface Order {
  readonly outdir: string;
  readonly fleet?: FleetShape;
  /** User and group to do it as. @default root */
  readonly user?: number;
  /** Do it in a copy of the process, which ends with it; the fault meets that copy alone. */
  readonly apart?: Fault;
}

export interface Fault {
  /** As `calls.c` reads it. */
  readonly call?: string;
  /** Milliseconds until it is killed. */
  readonly killAfter?: number;
}

/** What became of an order; `died` when the process did not live to say. */
export type Answer = { readonly died: true } | ({ readonly died?: undefined } & Outcome);

export interface Outcome {
  /** Without code when it is none of the documented errors. */
  readonly error?: { readonly code: string | null; readonly text: string };
  readonly recovery?: string;
  /** File system calls below the place of the test. */
  readonly calls: number;
  readonly milliseconds: number;
}
