import type { Duration, Size } from 'cdk8s';

/** Whether `x` is a cdk8s `Size`, of whatever copy of cdk8s. */
export function isSize(x: unknown): x is Size {
  return typeof (x as Size | undefined)?.toKibibytes === 'function';
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
