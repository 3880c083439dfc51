import { SffError } from '../errors';

/** What `toYaml` was given and no YAML reader could give back. */
export class YamlValueError extends SffError {
  /** JSON Pointer (RFC 6901) of the value in its document; `''` is the document itself. */
  public readonly pointer: string;

  constructor(pointer: string, what: string) {
    super({
      code: 'yaml-value',
      message: `The value at ${JSON.stringify(pointer)} of a YAML document ${what}.`,
      fix: 'Give null, booleans, finite numbers, well-formed strings, arrays and plain objects only.',
    });
    this.pointer = pointer;
  }
}

/**
 * One YAML document of JSON-like data, without a leading `---`.
 *
 * YAML 1.1 and 1.2 readers take it for the same data. Keys stay in their order, map values that are `undefined` are
 * left out, and -0 becomes 0 as in JSON. Integers beyond 2^53 keep JSON's digits: the shortest that give the same
 * double, which a reader with wider integers takes literally. Throws a `YamlValueError` for all that JSON can't hold,
 * `undefined` in arrays, half surrogate pairs, cycles, and more than 98 levels.
 */
export function toYaml(value: unknown): string {
  const text = `${typeof value === 'string' ? scalar(value, '  ', []) : node(value, '', [])}\n`;
  // V8 keeps a concatenation as a tree, which every collection of garbage walks, until its first character is read.
  text.charCodeAt(0);
  return text;
}

/** The documents one after another, each with its `---` line, so that such texts can be joined. */
export function toYamlDocuments(values: readonly unknown[]): string {
  let documents = '';
  for (const value of values) documents += `---\n${toYaml(value)}`;
  return documents;
}

/** js-yaml 5 is the first reader to give up: `maxDepth` is 100 and counts the scalar too. PyYAML takes about 500. */
const DEEPEST = 98;

/** YAML 1.2 §7.4.2, §8.2.2 and YAML 1.1 §9.3.1: an implicit key ends within 1,024 characters. */
const LONGEST_IMPLICIT_KEY = 1024;

/**
 * All but plain scalars narrower than YAML 1.2 §7.3.3 has them: those start as no indicator, number, date, `.inf`, `~`,
 * `=` or `<<` does, and have no `: `, ` #`, flow indicator or outer space.
 */
const NOT_PLAIN = /^(?![A-Za-z/])|[^\w./@+=,;(): -]| [ :]|: | $|:$/;

/**
 * Words that YAML 1.1 (https://yaml.org/type/bool.html, null.html) or 1.2 (§10.3.2) resolves, here in any case, and
 * exponents without a number, such as `e2`, which the `yaml` package takes for NaN in YAML 1.1.
 */
const WORD = /^(?:y|n|yes|no|on|off|true|false|null|e[-+]?\d+)$/i;

/**
 * Control characters, which YAML 1.2 §5.1 wants escaped, the line breaks of YAML 1.1 §5.4, byte order marks, half
 * surrogate pairs, and what no one sees in a diff: other spaces, joiners and direction marks. A line feed is not here.
 */
const UNPRINTABLE =
  /(?!\n)[\p{Cc}\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff\ufff0-\uffff]/u;
const EVERY_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu');
const HALF_SURROGATE_PAIR = /[\ud800-\udfff]/u;

/** Where readers differ on a literal block (YAML 1.2 §8.1.1): detected indentation, outer spaces, chomping. */
const UNEVEN = /^[ \n]| $| \n|\n\n$/;

/** Inline texts of short strings: manifests repeat their keys and most of their values. */
const known = new Map<string, string>();
const KNOWN_ENTRIES = 4096;
const KNOWN_LENGTH = 64;

/** `value` as text whose further lines are indented; the caller has placed the first. */
function node(value: unknown, indent: string, ancestors: object[]): string {
  switch (typeof value) {
    case 'string':
      return scalar(value, indent, ancestors);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return Number.isFinite(value) ? decimal(value) : refuse(value, ancestors, `is ${value}`);
    case 'object':
      return value === null ? 'null' : collection(value, indent, ancestors);
    default:
      return refuse(value, ancestors, `is of type ${typeof value}`);
  }
}

function collection(value: object, indent: string, ancestors: object[]): string {
  if (!Array.isArray(value) && !isPlain(value)) {
    return refuse(value, ancestors, `is an instance of ${value.constructor?.name || 'a class'}`);
  }
  if (ancestors.includes(value)) return refuse(value, ancestors, 'contains itself');
  if (ancestors.length === DEEPEST) return refuse(value, ancestors, `is more than ${DEEPEST} levels deep`);
  ancestors.push(value);
  const text = Array.isArray(value) ? sequence(value, indent, ancestors) : mapping(value, indent, ancestors);
  ancestors.pop();
  return text;
}

function sequence(items: readonly unknown[], indent: string, ancestors: object[]): string {
  const inner = `${indent}  `;
  let text = '';
  for (const item of items) {
    const separator = text === '' ? '- ' : `\n${indent}- `;
    text += separator + node(item, inner, ancestors);
  }
  return text === '' ? '[]' : text;
}

function mapping(value: Readonly<Record<string, unknown>>, indent: string, ancestors: object[]): string {
  const inner = `${indent}  `;
  let text = '';
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item === undefined) continue;
    if (text !== '') text += `\n${indent}`;
    const name = inline(key, ancestors);
    text += name.length > LONGEST_IMPLICIT_KEY ? `? ${name}\n${indent}:` : `${name}:`;
    const content = node(item, inner, ancestors);
    const isBlock = typeof item === 'object' && content !== '{}' && content !== '[]' && item !== null;
    text += isBlock ? `\n${inner}${content}` : ` ${content}`;
  }
  return text === '' ? '{}' : text;
}

/** Objects of another realm are plain too, so this asks for a root prototype and not for `Object.prototype`. */
function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** With a point before an exponent, or YAML 1.1 reads a string (https://yaml.org/type/float.html). */
function decimal(value: number): string {
  const digits = String(value);
  return digits.includes('e') && !digits.includes('.') ? digits.replace('e', '.0e') : digits;
}

function scalar(value: string, indent: string, ancestors: readonly object[]): string {
  if (!value.includes('\n') || UNEVEN.test(value) || UNPRINTABLE.test(value)) return inline(value, ancestors);
  const ended = value.endsWith('\n');
  const lines = (ended ? value.slice(0, -1) : value).replace(/\n(?!\n)/g, `\n${indent}`);
  return `${ended ? '|' : '|-'}\n${indent}${lines}`;
}

/** `value` on one line: as it is, or as JSON, whose escapes all readers know (YAML 1.1 §5.6, 1.2 §5.7). */
function inline(value: string, ancestors: readonly object[]): string {
  const before = known.get(value);
  if (before !== undefined) return before;
  const text = NOT_PLAIN.test(value) || WORD.test(value) ? quoted(value, ancestors) : value;
  if (value.length <= KNOWN_LENGTH) {
    if (known.size === KNOWN_ENTRIES) known.clear();
    known.set(value, text);
  }
  return text;
}

function quoted(value: string, ancestors: readonly object[]): string {
  if (HALF_SURROGATE_PAIR.test(value)) return refuse(value, ancestors, 'holds half of a surrogate pair');
  return JSON.stringify(value).replace(
    EVERY_UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Finds the way to `value` only now, so that well-formed data pays nothing for it. */
function refuse(value: unknown, ancestors: readonly object[], what: string): never {
  const tokens = ancestors.map((parent, depth) => {
    const child = depth + 1 < ancestors.length ? ancestors[depth + 1] : value;
    return tokenOf(parent, child).replaceAll('~', '~0').replaceAll('/', '~1');
  });
  throw new YamlValueError(tokens.map((token) => `/${token}`).join(''), what);
}

/** The first place of `child`, as a value or, where the key itself is refused, as a key. */
function tokenOf(parent: object, child: unknown): string {
  if (Array.isArray(parent)) return String(parent.findIndex((item) => Object.is(item, child)));
  const place = Object.entries(parent).find(([key, item]) => key === child || Object.is(item, child));
  return place?.[0] ?? '?';
}
