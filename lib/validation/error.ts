import type { Problem } from './problem';

/** Loaded with the first error. */
const list = () => require('./problem-list') as typeof import('./problem-list');

/**
 * All mistakes that synth found in one program, sorted by construct path.
 *
 * Nothing was written, and earlier output is as it was.
 */
export class SffValidationError extends Error {
  /** Every problem, sorted by path, then by code, then by message: rows of an inventory by their numbers. */
  declare public readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const { render, sorted } = list();
    const told = sorted(problems);
    super(render(told));
    this.name = 'SffValidationError';
    // Not enumerable: Node prints what is, after the message that says the same.
    Object.defineProperty(this, 'problems', { value: told });
  }
}
