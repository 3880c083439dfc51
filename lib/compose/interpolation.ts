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
  const found = text.includes('$') ? [...text.matchAll(VARIABLE)].map(({ groups }) => groups ?? {}) : [];
  return {
    names: found.flatMap((g) => g.named ?? g.braced ?? []),
    broken: found.some((g) => g.broken !== undefined),
  };
}

/** Some data with every dollar in its values escaped; Compose does not look into keys. */
export function escaped<T>(data: T): T {
  return mapStrings(data, (text) => (text.includes('$') ? text.replaceAll('$', '$$$$') : text)) as T;
}

/** A text as Compose reads it; `stand-in` for each variable. */
export function asRead(text: string): string {
  return text.includes('$') ? text.replace(VARIABLE, (match) => (match === '$$' ? '$' : 'stand-in')) : text;
}

/** A deep copy of JSON-like data, without properties that are undefined. */
export function copyOf<T>(data: T): T {
  return mapStrings(data, (text) => text) as T;
}

/** Every string in some data, with its JSON Pointer; keys are not among them. */
export function* stringsIn(data: unknown, pointer = ''): Generator<[pointer: string, text: string]> {
  if (typeof data === 'string') yield [pointer, data];
  else if (typeof data === 'object' && data !== null) {
    for (const [key, value] of Object.entries(data)) {
      yield* stringsIn(value, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    }
  }
}

function mapStrings(data: unknown, change: (text: string) => string, depth = 0): unknown {
  if (typeof data === 'string') return change(data);
  // Deeper than any document, so it contains itself: the emitter says where.
  if (depth > 100) return data;
  if (Array.isArray(data)) return data.map((item) => mapStrings(item, change, depth + 1));
  if (!isRecord(data)) return data;
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, mapStrings(value, change, depth + 1)]],
    ),
  );
}

function isRecord(data: unknown): data is Record<string, unknown> {
  if (typeof data !== 'object' || data === null) return false;
  const prototype: unknown = Object.getPrototypeOf(data);
  // Objects of another realm are plain too; a Date is not, and the emitter refuses it.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
