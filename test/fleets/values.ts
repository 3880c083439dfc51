import { Duration, Size } from 'cdk8s';
import * as fc from 'fast-check';
import { NASTY_STRINGS } from '../output/yaml-readers/nasty';

/** A value, or undefined more often than not: what is left out is a case of its own. */
export function rarely<T>(arbitrary: fc.Arbitrary<T>, one = 4): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: one - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** As `rarely`, for what is often there. */
export function often<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 2 });
}

const NASTY = NASTY_STRINGS.filter((text) => text.length < 200 && text.isWellFormed() && !text.includes('\0'));
const REFERENCES = [
  '$HOME',
  '$' + '{HOME}',
  '$$',
  '$(HOME)',
  '$$(HOME)',
  '$',
  '%s',
  '{{.Name}}',
  '`id`',
  '$' + '{X:-y}',
];

/** Text that an orchestrator, a shell or a YAML reader might take for something else. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('--verbose', 'info', '8080', 'a b'),
  fc.constantFrom(...REFERENCES, ...REFERENCES.map((reference) => `a${reference}b`)),
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 12 }).map((any) => any.replaceAll('\0', '0')),
);

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789-';

/**
 * DNS-1035 labels that start with the letter: parts of a site with letters of their own have no name in common, however
 * names are joined. With none of a, c, d, k, l, n and p, no name is reserved.
 */
export function name(
  letter: 'b' | 'e' | 'f' | 'g' | 'h' | 'i' | 'm' | 's' | 't' | 'v' | 'w' | 'x' | 'y' | 'z',
  longest = 63,
) {
  const rest = (maxLength: number, minLength = 0) =>
    fc
      .string({ unit: fc.constantFrom(...LETTERS), minLength, maxLength })
      .map((tail) => `${letter}${tail}`.replace(/-$/, '0'));
  return fc.oneof(
    { weight: 5, arbitrary: rest(5) },
    { weight: 1, arbitrary: rest(longest - 1) },
    { weight: 1, arbitrary: rest(longest - 1, longest - 1) },
  );
}

/** Whole KiB, of which some are whole MiB. */
export function size(least: number, most: number): fc.Arbitrary<Size> {
  return fc.oneof(
    fc.integer({ min: least, max: most }).map(Size.kibibytes),
    fc
      .integer({ min: Math.ceil(least / 1024), max: Math.max(Math.ceil(least / 1024), Math.floor(most / 1024)) })
      .map(Size.mebibytes),
  );
}

/** Times that a check or a stop may take, with fractions of seconds. */
export function time(least: number, most = 86_400): fc.Arbitrary<Duration> {
  return fc.oneof(
    fc.integer({ min: least, max: Math.min(most, 120) }).map((seconds) => Duration.seconds(seconds)),
    fc.integer({ min: Math.max(1, least * 1000), max: most * 1000 }).map((millis) => Duration.millis(millis)),
    fc.constantFrom(least, most).map((seconds) => Duration.seconds(seconds)),
  );
}

const SEGMENTS = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('data', 'etc', 'run', 'secrets', 'pos.conf', 'var', 'lib', 'dev', 'shm', 'tmp'),
  },
  { weight: 2, arbitrary: fc.stringMatching(/^[a-zA-Z0-9_.-]{1,12}$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'é',
      'ü.conf',
      '漢字',
      '😀',
      'a b',
      '..a',
      'a..',
      '$HOME',
      '%',
      '~',
      "it's",
      '"q"',
      'a,b',
      'a=b',
      '#',
      '{x}',
    ),
  },
);

/** Absolute, normal paths, at none of which an engine mounts its own. */
export const path: fc.Arbitrary<string> = fc
  .array(SEGMENTS, { minLength: 1, maxLength: 4 })
  .map((segments) => segments.map((segment) => (/^\.{1,2}$/.test(segment) ? 'dot' : segment)))
  .map((segments) => `/${segments.join('/')}`)
  .map((one) => (one === '/dev' || one === '/proc' ? `${one}/own` : one));

const LABEL = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,20}[A-Za-z0-9])?$/);
const PREFIX = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?){1,2}$/);

/** Labels as Kubernetes takes them. */
export const labels: fc.Arbitrary<Record<string, string>> = fc.dictionary(
  fc.oneof(
    LABEL,
    fc.tuple(PREFIX, LABEL).map((parts) => parts.join('/')),
    fc.constantFrom('ring', 'region', 'toString'),
  ),
  fc.oneof(LABEL, fc.constantFrom('', 'yes', '0x1', '1e3', 'null', '0_0')),
  { maxKeys: 3, noNullPrototype: true },
);

export const reason: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('The image needs it.', 'x'),
  text.map((because) => `Since ${because}.`),
);
