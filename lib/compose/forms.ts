/*
 * Reads the forms that the Compose Specification has for one thing, as compose-go does. Adopted projects are data from
 * a YAML reader: whatever a field holds, a reader gives what it can, and leaves out what it can't.
 */

/** Whether `x` is a mapping as a YAML parser gives it: a plain object, of whatever realm, and no `Map` or promise. */
export function isMapping(x: unknown): x is Readonly<Record<string, unknown>> {
  if (typeof x !== 'object' || x === null) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A mapping, or an empty one where something else is. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMapping(value) ? value : {};
}

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

/** Variables of an `environment` that have no value: `[TZ]`, `{ TZ: null }`. */
export function unsetIn(environment: unknown): string[] {
  if (Array.isArray(environment)) return textsIn(environment).filter((text) => !text.includes('='));
  return Object.entries(recordOf(environment)).flatMap(([name, value]) => (value === null ? [name] : []));
}

/** Subnets that a network states. */
export function subnetsOf(network: unknown): string[] {
  return items(field(network, 'ipam', 'config')).flatMap((config) => textOf(field(config, 'subnet')) ?? []);
}

/** Whether something is switched on: `true`, `"true"`. */
export function isOn(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(?:true|t|1|y|yes|on)$/i.test(value));
}

/** Whether something is switched off: `false`, `"false"`. */
export function isOff(value: unknown): boolean {
  return value === false || (typeof value === 'string' && /^(?:false|f|0|n|no|off)$/i.test(value));
}

/** Whether a volume or network is someone else's: `true`, `"true"`, and the older `{ name: … }`. */
export function isExternal(definition: unknown): boolean {
  const external = field(definition, 'external');
  return isOn(external) || isMapping(external);
}

/** Whether a quantity is stated, and neither 0 nor below, which mean none. */
export function isStated(value: unknown): boolean {
  if (typeof value === 'number') return value > 0;
  return typeof value === 'string' && value !== '' && !/^(?:-.*|\+?0+(?:\.0+)?[a-z]*)$/i.test(value);
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
