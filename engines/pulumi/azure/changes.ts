import { isDeepStrictEqual } from 'node:util';
import { type Fields, isFields, type Value } from '../plugin/value';

export interface Change {
  readonly path: readonly string[];
  readonly kind: 'ADD' | 'DELETE' | 'UPDATE';
  readonly replaces: boolean;
}

/**
 * What differs between old and new inputs, as azure-native finds it: fields of objects one by one; a replacement where
 * the path itself is create-only, or an update somewhere below one that is. A field that is added to a create-only
 * object, or taken out of it, is none: Azure then refuses the update.
 */
export function changesOf(
  before: Fields,
  after: Fields,
  replacedBy: readonly (readonly string[])[],
): readonly Change[] {
  const keys = new Set(replacedBy.map((path) => path.join('.')));
  return [...differences(before, after, [])].map(({ path, kind }) => {
    const above = path.map((_, index) => path.slice(0, path.length - index).join('.'));
    const replaces = kind === 'UPDATE' ? above.some((each) => keys.has(each)) : keys.has(path.join('.'));
    return { path, kind, replaces };
  });
}

function* differences(
  before: Fields,
  after: Fields,
  path: readonly string[],
): Generator<{ path: readonly string[]; kind: Change['kind'] }> {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[name], after[name]];
    const here = [...path, name];
    if (name === '__createBeforeDelete' || same(name, old, now)) continue;
    if (isFields(old) && isFields(now)) yield* differences(old, now, here);
    else yield { path: here, kind: old === undefined ? 'ADD' : now === undefined ? 'DELETE' : 'UPDATE' };
  }
}

/** `West US 2` and `westus2` are one location. */
function same(name: string, old: Value | undefined, now: Value | undefined): boolean {
  const plain = (value: Value | undefined) =>
    name === 'location' && typeof value === 'string' ? value.toLowerCase().replaceAll(' ', '') : value;
  return isDeepStrictEqual(plain(old), plain(now));
}

/**
 * Inputs after a refresh: azure-native can't tell what Azure filled in from what a user wrote, so it takes over only
 * what has changed between the outputs of then and of now.
 */
export function refreshed(inputs: Fields, then: Fields, now: Fields): Fields {
  const result: Fields = { ...inputs };
  for (const name of new Set([...Object.keys(then), ...Object.keys(now)])) {
    const [old, fresh, input] = [then[name], now[name], inputs[name]];
    if (isDeepStrictEqual(old, fresh)) continue;
    if (fresh === undefined) delete result[name];
    else result[name] = isFields(input) && isFields(old) && isFields(fresh) ? refreshed(input, old, fresh) : fresh;
  }
  return result;
}
