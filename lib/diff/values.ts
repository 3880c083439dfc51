import { isRecord } from '../validation/values';
import type { Detail } from './change';

/** A place where two values differ. */
export interface Difference {
  /** Steps to the place; an element of a list by its place there. */
  readonly steps: readonly string[];
  /** The same steps, with elements of lists by their names where they have some: `env/DATABASE/value`. */
  readonly names: readonly string[];
  readonly old: unknown;
  readonly new: unknown;
}

/** Whether two values that are no objects mean the same at a place. */
export type SameScalar = (names: readonly string[], a: unknown, b: unknown) => boolean;

/** What names the elements of a list, tried in this order. */
const NAMES = ['name', 'mountPath', 'target', 'source', 'containerPort', 'port', 'path'] as const;

/** Longest value that a detail shows. */
const SHOWN = 60;

/** Every place where two JSON-like values differ; the order of keys does not count, that of lists does. */
export function differences(a: unknown, b: unknown, same: SameScalar = Object.is): Difference[] {
  const found: Difference[] = [];
  compare(a, b, [], [], same, found);
  return found;
}

export function isEqual(a: unknown, b: unknown, same?: SameScalar): boolean {
  return differences(a, b, same).length === 0;
}

function compare(
  a: unknown,
  b: unknown,
  steps: readonly string[],
  names: readonly string[],
  same: SameScalar,
  found: Difference[],
): void {
  if (Object.is(a, b)) return;
  if (Array.isArray(a) && Array.isArray(b)) compareLists(a, b, steps, names, same, found);
  else if (isRecord(a) && isRecord(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      compare(a[key], b[key], [...steps, key], [...names, key], same, found);
    }
  } else if (!same(names, a, b)) found.push({ steps, names, old: a, new: b });
}

function compareLists(
  a: readonly unknown[],
  b: readonly unknown[],
  steps: readonly string[],
  names: readonly string[],
  same: SameScalar,
  found: Difference[],
): void {
  const key = NAMES.find((name) => isUnique(a, name) && isUnique(b, name));
  if (key === undefined) {
    const length = Math.max(a.length, b.length);
    for (let i = 0; i < length; i++) compare(a[i], b[i], [...steps, `${i}`], [...names, `${i}`], same, found);
    return;
  }
  const before = found.length;
  const [oldPlaces, newPlaces] = [placesOf(a, key), placesOf(b, key)];
  for (const name of new Set([...oldPlaces.keys(), ...newPlaces.keys()])) {
    const [i, j] = [oldPlaces.get(name), newPlaces.get(name)];
    const at = [i === undefined ? undefined : a[i], j === undefined ? undefined : b[j]] as const;
    compare(at[0], at[1], [...steps, String(j ?? i)], [...names, name], same, found);
  }
  const order = (places: ReadonlyMap<string, number>) => [...places.keys()].join('\0');
  if (found.length === before && order(oldPlaces) !== order(newPlaces)) {
    found.push({ steps, names: [...names, 'order'], old: undefined, new: undefined });
  }
}

function isUnique(list: readonly unknown[], key: string): boolean {
  const names = list.map((item) => (isRecord(item) ? item[key] : undefined));
  return (
    names.every((name) => typeof name === 'string' || typeof name === 'number') && new Set(names).size === list.length
  );
}

function placesOf(list: readonly unknown[], key: string): ReadonlyMap<string, number> {
  return new Map(list.map((item, i) => [String((item as Readonly<Record<string, unknown>>)[key]), i])); // as `isUnique` saw
}

/** RFC 6901. */
export function pointer(steps: readonly string[]): string {
  return steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A value in one short text; undefined where it is not there, or too long to show. */
export function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length <= SHOWN && !text.includes('\n') ? text : undefined;
}

/** What `old` and `new` of a detail are: left out where there is nothing to show. */
export function detail(what: string, before?: unknown, after?: unknown): Detail {
  const [o, n] = [shown(before), shown(after)];
  // One side without the other would read as added or removed.
  const hidden = (before !== undefined && o === undefined) || (after !== undefined && n === undefined);
  if (hidden) return { what };
  return { what, ...(o === undefined ? {} : { old: o }), ...(n === undefined ? {} : { new: n }) };
}

/** Differences as details, by their pointers below a place. */
export function pointerDetails(found: readonly Difference[], below: readonly string[] = []): Detail[] {
  return found.map((d) => detail(pointer([...below, ...d.steps]), d.old, d.new));
}

/** A property of something that may be no object. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) found = isRecord(found) ? found[key] : undefined;
  return found;
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** A list, or an empty one where something else is. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}
