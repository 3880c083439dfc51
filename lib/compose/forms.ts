import { isRecord } from '../validation/values';

/*
 * Reads the forms that the Compose Specification has for one thing, as compose-go does. Adopted projects are data from
 * a YAML reader: whatever a field holds, a reader gives what it can, and leaves out what it can't.
 */

/** Names in a list, or the keys of a mapping: networks, depends_on. */
export function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((v): v is string => typeof v === 'string');
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** One text, or a list of them: env_file, links, cap_add. */
export function textsIn(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((v): v is string => typeof v === 'string');
}

/** Sources of `secrets` and `configs`: `db`, `{ source: db }`. */
export function sourcesIn(value: unknown): string[] {
  return items(value).flatMap((item) => textOf(typeof item === 'string' ? item : field(item, 'source')) ?? []);
}

/** Paths of `env_file`: `a.env`, `[a.env]`, `[{ path: a.env }]`. */
export function pathsIn(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((item) => textOf(typeof item === 'string' ? item : field(item, 'path')) ?? []);
}

/** Subnets that a network states. */
export function subnetsOf(network: unknown): string[] {
  return items(field(network, 'ipam', 'config')).flatMap((config) => textOf(field(config, 'subnet')) ?? []);
}

/** Whether something is switched on: `true`, `"true"`. */
export function isOn(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(?:true|t|1|yes|on)$/i.test(value));
}

/** Whether a volume is someone else's: `true`, `"true"`, and the older `{ name: … }`. */
export function isExternal(volume: unknown): boolean {
  const external = field(volume, 'external');
  return external === true || external === 'true' || isRecord(external);
}

/** Whether a quantity is stated, and not 0, which means none. */
export function isStated(value: unknown): boolean {
  if (typeof value === 'number') return value > 0;
  return typeof value === 'string' && value !== '' && !/^0+(?:\.0+)?[a-z]*$/i.test(value);
}

/** A property of something that may be no object. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  return at;
}

/** A list, or an empty one where something else is. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text, or undefined where something else is. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
