import { isMapping } from './forms';

/** What Compose replaces in a string (compose-go, template/template.go): `$NAME`, `${NAME…}`; `$$` is one dollar. */
const VARIABLE = /\$(?:(?<escaped>\$)|(?<named>[_a-z]\w*)|\{(?<braced>[_a-z]\w*)(?::?[-+?][^}]*)?\}|(?<broken>\{))/gi;

/** Variables in a text. */
export interface Variables {
  /** Names that Compose looks up on the device. */
  readonly names: readonly string[];
  /** Whether Compose refuses the text. */
  readonly broken: boolean;
}

/** The variables that Compose sees in `text`. */
export function variablesIn(text: string): Variables {
  const names: string[] = [];
  if (!text.includes('$')) return { names, broken: false };
  for (const { groups: { named, braced, broken } = {} } of text.matchAll(VARIABLE)) {
    // Nothing behind it counts any more, and each next one could be as long as the text.
    if (broken !== undefined) return { names, broken: true };
    const name = named ?? braced;
    if (name !== undefined) names.push(name);
  }
  return { names, broken: false };
}

/** Some data with every dollar in its values escaped; Compose does not look into keys. */
export function escaped<T>(data: T): T {
  return mapStrings(data, (text) => (text.includes('$') ? text.replaceAll('$', '$$$$') : text)) as T;
}

/** A text as Compose reads it; `stand-in` for each variable. One that Compose refuses stays as it is. */
export function asRead(text: string): string {
  return text.includes('$') && !variablesIn(text).broken
    ? text.replace(VARIABLE, (match) => (match === '$$' ? '$' : 'stand-in'))
    : text;
}

/** A deep copy of JSON-like data, without properties that are undefined. */
export function copyOf<T>(data: T): T {
  return mapStrings(data, (text) => text) as T;
}

/** Every value in some data, itself first, with its JSON Pointer. */
export function* valuesIn(
  data: unknown,
  pointer = '',
  ancestors: object[] = [],
): Generator<[pointer: string, value: unknown]> {
  yield [pointer, data];
  if (typeof data !== 'object' || data === null || isEndless(data, ancestors)) return;
  ancestors.push(data);
  for (const [key, value] of Object.entries(data)) {
    yield* valuesIn(value, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, ancestors);
  }
  ancestors.pop();
}

function mapStrings(data: unknown, change: (text: string) => string, ancestors: object[] = []): unknown {
  if (typeof data === 'string') return change(data);
  // A Date is no mapping, and the emitter refuses it.
  if ((!Array.isArray(data) && !isMapping(data)) || isEndless(data, ancestors)) return data;
  ancestors.push(data);
  const mapped = Array.isArray(data)
    ? data.map((item) => mapStrings(item, change, ancestors))
    : Object.fromEntries(
        Object.entries(data).flatMap(([key, value]) =>
          value === undefined ? [] : [[key, mapStrings(value, change, ancestors)]],
        ),
      );
  ancestors.pop();
  return mapped;
}

/** Deeper than any document that can be written. */
const DEEPEST = 100;

/** Whether data contain themselves, or are as deep as if they did: the emitter says where. */
function isEndless(data: object, ancestors: readonly object[]): boolean {
  return ancestors.length > DEEPEST || ancestors.includes(data);
}
