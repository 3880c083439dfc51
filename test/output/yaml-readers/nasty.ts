import * as fc from 'fast-check';

/** Every control character, line or paragraph separator, space, joiner, direction mark and noncharacter of the BMP. */
const SPECIAL_CHARACTERS: readonly string[] = [
  ...range(0x00, 0x20),
  ...range(0x7f, 0xa0),
  ...range(0x2000, 0x200f),
  ...range(0x2028, 0x202f),
  ...range(0x205f, 0x206f),
  ...range(0xfff0, 0xffff),
  ...['\xad', '\u061c', '\u1680', '\u180e', '\u3000', '\ufdd0', '\ufeff', '\ue000', '\u{1fffe}', '\u{e0001}'],
];

/** What YAML 1.1 or 1.2 readers resolve to something else than a string, by the kind they see in it. */
const RESOLVED: readonly string[] = [
  ...['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null'].flatMap((word) => [
    word,
    word.toUpperCase(),
    `${word.charAt(0).toUpperCase()}${word.slice(1)}`,
    `${word.slice(0, -1)}${word.slice(-1).toUpperCase()}`,
  ]),
  ...['~', '=', '<<', '*', '&', '!', '', '.', '_'],
  ...['0', '-0', '+0', '1', '-1', '+1', '007', '0777', '08', '-017', '0o17', '0O17', '-0o17', '0x1F', '0X1f', '-0xff'],
  ...['0b101', '-0b1', '0B1', '1_000', '_1', '1_', '0x_1', '0b_1', '1,000', '18446744073709551616', '9'.repeat(400)],
  ...['1.', '.1', '1.5', '-1.5', '+.5', '1e3', '1E3', '1e+3', '1e-3', '1.0e+21', '1.e3', '.e3', '1_0.5', '1.2.3', '0.'],
  ...['e2', 'E0', 'e+1', 'e-05', 'E+21', 'e1_0', 'e_1', 'e1.5', 'e', 'e+', 'x1F', 'o17', 'b101', 'inf.', 'nan.'],
  ...['.inf', '.Inf', '.INF', '-.inf', '+.inf', '.nan', '.NaN', '.NAN', 'NaN', 'nan', 'Infinity', '-Infinity', 'inf'],
  ...['12:30', '12:30:45', '1:1', '-1:30', '190:20:30.15', '0:0', '22:22', '1:60', '8080:80', '127.0.0.1:22:22'],
  ...['2001-12-14', '2001-1-1', '2001-12-14t21:59:43.10-05:00', '2001-12-14 21:59:43.10 -5', '2001-12-15T02:59:43.1Z'],
  ...[
    '2024-02-30',
    '20240101',
    '2024-01',
    '10:20:30Z',
    '64Mi',
    '100m',
    '1Gi',
    '1e',
    '0x',
    '0o',
    '0b',
    '1e5m',
    '5e1k8s',
  ],
];

/** What YAML's syntax is made of, where a scanner may stumble. */
const INDICATORS: readonly string[] = [
  ...['-', '- ', '- a', '--', '---', '--- a', '---\n', '...', '... a', '-a', '-1a', '--flag=value', '-\ta', '-\n'],
  ...['?', '? ', '? a', '?a', ':', ': ', ': a', ':a', 'a:', 'a: ', 'a: b', 'a :b', 'a:b', 'a::', '::', 'a:\tb', 'a:\n'],
  ...['#', '# a', '#a', 'a #', 'a #b', 'a#b', 'a# b', 'a\t#b', ',', ', a', 'a,', 'a, b', '[', ']', '[]', '[a]', 'a]'],
  ...[
    '{',
    '}',
    '{}',
    '{a: b}',
    '{{ .Values.a }}',
    'a}',
    '$(A)',
    '$' + '{A}',
    '*a',
    '&a',
    '&a b',
    '!a',
    '!!str',
    '!!str a',
  ],
  ...['|', '|-', '|+', '|2', '>', '>-', '| a', '%', '%YAML 1.1', '%TAG ! a', '@', '@a', '`', '`a`', "'", "''", "'a'"],
  ...[
    '"',
    '""',
    '"a"',
    '"a',
    'a"',
    "a'",
    "'a",
    'a\\',
    '\\',
    '\\n',
    '\\x41',
    '\\u0041',
    'a\\nb',
    'a\\\nb',
    '"\\"',
    '/',
    '//',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'y:',
    'no #',
    'null ',
    ' null',
    'yes\n',
    'true\n',
    '1\n',
  ],
];

/** Texts of several lines, and outer spaces. */
const TEXTS: readonly string[] = [
  ...[' ', '  ', ' a', 'a ', ' a ', 'a  b', '\t', '\ta', 'a\t', 'a\tb', '\n', '\n\n', '\n\n\n', '\na', 'a\n', 'a\n\n'],
  ...[
    'a\nb',
    'a\nb\n',
    'a\nb\n\n',
    'a\n\nb',
    'a\n\n\nb\n',
    '\na\nb',
    ' a\nb',
    'a\n b',
    'a\n  b\nc\n',
    'a \nb',
    'a\nb ',
  ],
  ...[
    'a\n \nb',
    'a\n ',
    'a\n  \n',
    ' \na',
    ' \n',
    '\n ',
    'a\n\tb',
    'a\tb\nc',
    '\ta\nb',
    'a\n\t',
    'a\r\nb',
    'a\rb',
    '\r\n',
  ],
  ...[
    'a\n# b',
    '# a\nb',
    '#!/bin/sh\nset -e\n',
    'a\n---\nb',
    '---\na',
    'a\n...\n',
    '...\na\n',
    'a\n--- b\n',
    '%a\n%b\n',
  ],
  ...[
    'a: b\nc: d\n',
    '- a\n- b\n',
    'a:\n  - b\n',
    '? a\n: b\n',
    '{\n  "a": 1\n}\n',
    '|\na',
    '>\na\n',
    '"a\nb"',
    "'a\nb'",
  ],
  ...[
    'é\nü\n',
    '漢字\nかな\n',
    '😀\n👩‍👩‍👧\n',
    'a\n\u2028b',
    'a\n\x85b',
    'a\n\ufeffb',
    '\ufeffa\nb',
    'a\n\xa0b',
    'a\n\u3000\nb',
  ],
  ...[
    'é',
    '漢字',
    '😀',
    '👩‍👩‍👧',
    'e\u0301',
    '\u05d0',
    '\u{10ffff}',
    '\u{10000}',
    'a'.repeat(5000),
    'a b '.repeat(999),
  ],
  ...[1021, 1022, 1023, 1024, 1025].flatMap((length) => ['a', ' ', '"', 'é', '😀'].map((c) => c.repeat(length))),
  ...['a\n'.repeat(999), `${'a '.repeat(999)}\n`, '- '.repeat(600), 'a: '.repeat(400), '"\\'.repeat(300)],
];

/** Strings that some YAML writer has got wrong, or could. */
export const NASTY_STRINGS: readonly string[] = [
  ...new Set([
    ...RESOLVED,
    ...INDICATORS,
    ...TEXTS,
    ...SPECIAL_CHARACTERS.flatMap((c) => [c, `a${c}b`, `${c}a`, `a${c}`, `a\n${c}b\n`, `a${c}\nb`]),
  ]),
];

/** Numbers at the edges of what readers tell from strings, and floats from integers. */
export const NASTY_NUMBERS: readonly number[] = [
  ...[0, -0, 1, -1, 0.1, -0.5, 1.5, 100, 1e5, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 1 - 2 ** 53, 2 ** 63, 2 ** 64],
  ...[-(2 ** 63), 2 ** 70, 1e20, 1e21, 1e22, -1e21, 1.5e21, 1e-6, 1e-7, 1.5e-7, -1e-7, 1e100, 5e-324, 1.797e308],
];

/** `text` wherever a string may stand in a document. */
export function placed(text: string): unknown[] {
  const key = (value: unknown): Record<string, unknown> => Object.fromEntries([[text, value]]);
  const inner = [text, { a: text, b: [text, text], c: 'last' }, [[text], 'last'], key(text), { d: key([text]) }];
  return [text, inner, key(text), key(null), key([text]), key(key(key({}))), [key({ a: text }), key([key(1), 2])]];
}

const fragments = fc.constantFrom(
  ...['a', 'b', 'yes', '0', '1', '.', '-', '--', ':', ': ', ' ', '  ', '\n', '\n\n', '\t', '\r', '#', ' #', '"', "'"],
  ...['\\', '|', '>', '?', '? ', '[', ']', '{', '}', ',', '&', '*', '!', '%', '@', '`', '<<', '=', '~', '/', '_', 'é'],
  ...[
    '😀',
    '\x00',
    '\x1b',
    '\x7f',
    '\x85',
    '\xa0',
    '\u2028',
    '\u2029',
    '\ufeff',
    '\ufffe',
    '---',
    '...',
    'e+',
    '0x',
    '$',
  ],
);

const nastyString = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY_STRINGS.filter((text) => text.length < 1000)) },
  { weight: 4, arbitrary: fc.array(fragments, { maxLength: 12 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.stringMatching(/^[0-9a-fox_.:eE+TZ-]{1,12}$/) },
);

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Documents of JSON-like data, mostly of nasty strings. */
export const jsonData: fc.Arbitrary<unknown> = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 4, arbitrary: nastyString },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, ...NASTY_NUMBERS) },
    { weight: 1, arbitrary: fc.oneof(fc.integer(), fc.maxSafeInteger(), finite) },
    { weight: 3, arbitrary: fc.array(tie('node'), { maxLength: 5 }) },
    { weight: 5, arbitrary: fc.dictionary(nastyString, tie('node'), { maxKeys: 5, noNullPrototype: true }) },
  ),
})).node;

/** How deep `toYaml` goes. */
export const DEEPEST = 98;

/** `levels` collections in one another, each of both kinds. */
export function nested(levels: number): unknown {
  let value: unknown = 'innermost';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? { a: value } : [value];
  return value;
}

function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, i) => String.fromCharCode(first + i));
}
