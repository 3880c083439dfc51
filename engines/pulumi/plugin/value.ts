/** Plain data, as requests and answers carry it. */
export type Value = string | number | boolean | null | Value[] | Fields;

export interface Fields {
  [name: string]: Value;
}

/** What Pulumi sends in place of a value that a preview can't know. */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

export function isFields(value: Value | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function hasUnknown(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (isFields(value)) return Object.values(value).some(hasUnknown);
  return value === UNKNOWN;
}

/** Pulumi's protocol does not tell null from absent. */
export function withoutNulls(fields: Fields): Fields {
  const plain = (value: Value): Value =>
    Array.isArray(value) ? value.map(plain) : isFields(value) ? withoutNulls(value) : value;
  const entries = Object.entries(fields).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([key, value]) => [key, plain(value)]));
}

export function without(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
}

/** The value at a path of keys. */
export function at(fields: Value | undefined, path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>((value, key) => (isFields(value) ? value[key] : undefined), fields);
}

/** A copy with another value at a path, or without one when it is undefined. */
export function withAt(fields: Fields, path: readonly string[], value: Value | undefined): Fields {
  const [key, ...rest] = path;
  if (key === undefined) return fields;
  const { [key]: old, ...others } = fields;
  if (rest.length === 0) return value === undefined ? others : { ...others, [key]: value };
  if (value === undefined && !isFields(old)) return fields;
  return { ...others, [key]: withAt(isFields(old) ? old : {}, rest, value) };
}

/** A value that Pulumi encrypts in its state. */
export function asSecret(value: Value): Fields {
  return { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', value };
}
