import { type Duration, type Size, SizeRoundingBehavior } from 'cdk8s';

/** Whether `x` is a cdk8s `Size`, of whatever copy of cdk8s. */
export function isSize(x: unknown): x is Size {
  return typeof (x as Size | undefined)?.toKibibytes === 'function';
}

/** A size in bytes; undefined for anything but a whole number of them. */
export function bytesOf(x: unknown): number | undefined {
  // cdk8s itself refuses to convert 1.5 KiB.
  const bytes = isSize(x) ? x.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024 : undefined;
  return isWhole(bytes, 1, Number.MAX_SAFE_INTEGER) ? bytes : undefined;
}

/** Whether `x` is an object with properties: no list, no Map or Set, and none of the classes that hold a value. */
export function isRecord(x: unknown): x is Readonly<Record<string, unknown>> {
  if (typeof x !== 'object' || x === null || Symbol.iterator in x) return false;
  return !(x instanceof Date || x instanceof Promise);
}

/** Whether something in a text looks like a credential. What finds it is loaded with the first text. */
export function hasCredential(text: string): boolean {
  const { findCredentials } = require('./credentials') as typeof import('./credentials');
  return findCredentials(text).length > 0;
}

/** A value as a message shows it, in one short line; a credential is not shown, not even a part of it. */
export function show(x: unknown): string {
  if (x === undefined) return 'missing';
  // JSON has no word for NaN and Infinity, and would say null.
  if (typeof x === 'number') return String(x);
  // And of a Map, a Set and a Promise JSON has nothing.
  if (typeof x === 'object' && x !== null && !Array.isArray(x) && !isRecord(x)) {
    return `an instance of ${x.constructor?.name || 'a class'}`;
  }
  try {
    const text = JSON.stringify(x) ?? String(x);
    if (hasCredential(text)) return `${kindOf(x)} that looks like a credential`;
    return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
  } catch {
    return Object.prototype.toString.call(x);
  }
}

/** What a value is instead of what it should be, where the value itself is not to be shown. */
export function kindOf(x: unknown): string {
  if (x === undefined) return 'missing';
  if (x === null) return 'null';
  if (Array.isArray(x)) return 'a list';
  return `${typeof x === 'object' ? 'an' : 'a'} ${typeof x}`;
}

/** Whether `x` is a cdk8s `Duration`, of whatever copy of cdk8s. */
export function isDuration(x: unknown): x is Duration {
  return typeof (x as Duration | undefined)?.toMilliseconds === 'function';
}

/** Whether `x` is a number above 0. */
export function isPositive(x: unknown): x is number {
  return typeof x === 'number' && Number.isFinite(x) && x > 0;
}

/** Whether `x` is a whole number from `min` to `max`. */
export function isWhole(x: unknown, min: number, max: number): x is number {
  return typeof x === 'number' && Number.isInteger(x) && x >= min && x <= max;
}

/** Whether `text` holds a NUL or a lone surrogate, which no YAML reader or kernel accepts. */
export function isBadText(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

/** Whether `path` is absolute and normal: no ".", "..", empty segment or trailing "/". */
export function isAbsolutePath(path: unknown): path is string {
  return (
    typeof path === 'string' &&
    /^(\/[^/\0]+)+$/.test(path) &&
    !path.split('/').some((segment) => segment === '.' || segment === '..')
  );
}
