import { printable } from './printable';
import type { Problem } from './problem';
import { hasCredential } from './values';

/** How many problems the message lists; `problems` always holds all. */
const LISTED = 100;

/**
 * All mistakes that synth found in one program, sorted by construct path.
 *
 * Nothing was written, and earlier output is as it was.
 */
export class SffValidationError extends Error {
  /** Every problem, sorted by path, then by code. */
  declare public readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = problems.map(shown).sort(byPath);
    super(render(sorted));
    this.name = 'SffValidationError';
    // Not enumerable: Node prints what is, after the message that says the same.
    Object.defineProperty(this, 'problems', { value: sorted });
  }
}

/** A problem as it may be shown: what a program, or the data that it read, has in it, is neither obeyed nor told on. */
function shown({ code, path, message, fix }: Problem): Problem {
  const told = { code, path: printable(path), message: printable(message), fix: printable(fix) };
  if (!hasCredential(`${path}\n${message}\n${fix}`)) return told;
  return {
    ...told,
    path: hasCredential(path) ? '…' : told.path,
    message: 'has a fault in what looks like a credential, and is not shown.',
    fix: 'Take the credential out first.',
  };
}

function byPath(a: Problem, b: Problem): number {
  return compare(a.path, b.path) || compare(a.code, b.code) || compare(a.message, b.message);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function render(problems: readonly Problem[]): string {
  const lines = problems.slice(0, LISTED).map((p) => `  ${p.path || '(app)'}: ${p.message} ${p.fix} [${p.code}]`);
  const more = problems.length - lines.length;
  if (more > 0) lines.push(`  … and ${more} more, in error.problems.`);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${count}; nothing was written.\n${lines.join('\n')}`;
}
