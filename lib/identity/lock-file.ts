import { SffError } from '../errors';
import { withoutName } from '../validation/pattern';
import { type FactValue, kindOf } from './facts';

/** Name of the lock, beside `cdk8s.yaml`. */
export const LOCK_FILE = 'sff.lock.json';

const VERSION = 1;

/** Why a locked fact may have changed. */
export interface Decision {
  /** How many facts it is about. */
  readonly facts: number;
  readonly reason: string;
  /** Who decided. */
  readonly by: string;
}

/** What a lock holds. */
export interface Lock {
  /** By `<fleet>/<site>/<fact>`. */
  readonly facts: ReadonlyMap<string, FactValue>;
  /** By `accepted <time> <path>`, or `retired <time> <path>`. */
  readonly decisions: ReadonlyMap<string, Decision>;
}

export const NO_LOCK: Lock = { facts: new Map(), decisions: new Map() };

/** The line of one entry: all but the last one end in a comma, so that a new line changes no other one. */
export function lineOf(key: string, value: unknown): string {
  return `  ${JSON.stringify(key)}: ${typeof value === 'object' ? spaced(value) : JSON.stringify(value)},\n`;
}

/** The facts of lines that `lineOf` has made. */
export function parseLines(lines: string): Map<string, FactValue> {
  const facts = JSON.parse(`{${lines.slice(0, -2)}}`) as Record<string, FactValue>; // lineOf's own
  return new Map(Object.entries(facts));
}

/** One fact a line, sorted by path; then decisions by kind and time. */
export function renderLock({ facts, decisions }: Lock): string {
  const lines = (entries: ReadonlyMap<string, unknown>) =>
    [...entries.keys()].sort().map((key) => lineOf(key, entries.get(key)));
  return textOfLock(lines(facts).join(''), decisions);
}

/** A lock whose lines of facts are made already. */
export function textOfLock(lines: string, decisions: Lock['decisions']): string {
  const decided = [...decisions.keys()].sort().map((key) => lineOf(key, decisions.get(key)));
  return `{\n${lines}${decided.join('')}  "version": ${VERSION}\n}\n`;
}

/**
 * Reads a lock. Lines may be in any order, as a merge of branches leaves them.
 *
 * @throws SffError `lock-invalid`
 */
export function parseLock(text: string, file: string): Lock {
  const entries = readEntries(text, file);
  const version = entries.version;
  if (typeof version === 'number' && version > VERSION) {
    throw invalid(
      file,
      `It has version ${version}; this library reads ${VERSION}.`,
      'Use the version of sff-constructs that wrote it, or a newer one.',
    );
  }
  if (version !== VERSION) throw invalid(file, 'It has no version.', UNDO);
  const facts = new Map<string, FactValue>();
  const decisions = new Map<string, Decision>();
  for (const [key, value] of Object.entries(entries)) {
    if (key === 'version') continue;
    if (isFact(key, value)) facts.set(key, value);
    else if (isDecision(key, value)) decisions.set(key, value);
    else throw invalid(file, `${JSON.stringify(key)} is no fact and no decision.`, UNDO);
  }
  return { facts, decisions };
}

/** The lines of the facts of some sites, in their order, without reading them. */
export function linesIn(text: string, isMeant: (site: string) => boolean): string {
  let lines = '';
  for (const line of text.split('\n')) if (isMeant(siteIn(line))) lines += `${line}\n`;
  return lines;
}

/** A lock that has been read, with other lines for the facts of some sites. */
export function replaceLines(text: string, isMeant: (site: string) => boolean, lines: string): string {
  const all = text.split('\n');
  const others = all.filter((line) => siteIn(line) !== '' && !isMeant(siteIn(line)));
  const rest = all.filter((line) => siteIn(line) === '' && line !== '{');
  const facts = [...others, ...lines.split('\n').filter((line) => line !== '')].sort();
  return `{\n${facts.map((line) => `${line}\n`).join('')}${rest.join('\n')}`;
}

/** The site of a line; `''` of one that is no fact. */
function siteIn(line: string): string {
  const fleet = line.startsWith('  "') ? line.indexOf('/', 3) : -1;
  const end = fleet < 0 ? -1 : line.indexOf('/', fleet + 1);
  const site = end < 0 ? '' : line.slice(3, end);
  return site.includes(' ') || site.includes('"') ? '' : site;
}

/** The site of a fact, and its path below that. */
export function splitFact(path: string): { readonly site: string; readonly fact: string } {
  const at = path.indexOf('/', path.indexOf('/') + 1);
  return { site: path.slice(0, at), fact: path.slice(at + 1) };
}

/** A text in words that are the same for every site. */
export function withoutSite(value: FactValue, site: string): string {
  return withoutName(String(value), site.slice(site.indexOf('/') + 1));
}

const TEXT = '"(?:[^"\\\\]|\\\\.)*"';
/** What `lineOf` makes. */
const LINE = new RegExp(`^ {2}${TEXT}: (?:true|${TEXT}|\\{ "facts": \\d+, "reason": ${TEXT}, "by": ${TEXT} \\}),$`);

const UNDO = 'Take the file from version control again; synth adds what is new.';

function readEntries(text: string, file: string): Record<string, unknown> {
  const marker = text.split('\n').findIndex((line) => /^(<{7}|={7}|>{7}|\|{7})( |$)/.test(line));
  if (marker >= 0) {
    throw invalid(
      file,
      `Line ${marker + 1} is a conflict marker: two branches disagree.`,
      'Keep one line for each fact, and remove the markers. `sff.lock.json merge=union` in .gitattributes leaves only real conflicts.',
    );
  }
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch (error) {
    throw invalid(file, `It is no JSON: ${error instanceof Error ? error.message : String(error)}.`, UNDO);
  }
  if (typeof entries !== 'object' || entries === null || Array.isArray(entries)) {
    throw invalid(file, 'It is no JSON object.', UNDO);
  }
  // JSON.parse takes the last of two equal keys, in silence.
  if (linesWithKey(text) !== Object.keys(entries).length) checkUnique(text, file);
  return entries as Record<string, unknown>;
}

/** How many keys there are, where each has a line of its own; undefined for a text of another form. */
function linesWithKey(text: string): number | undefined {
  const lines = text.split('\n');
  const [version, close, end] = lines.splice(-3);
  if (lines.shift() !== '{' || !version?.startsWith('  "version": ') || close !== '}' || end !== '') return undefined;
  return lines.every((line) => LINE.test(line)) ? lines.length + 1 : undefined;
}

/** @throws SffError where a fact has two values: one for each branch that was merged */
function checkUnique(text: string, file: string): void {
  // Only now: it takes longer to load than a lock to be read.
  const { LineCounter, parseDocument } = require('yaml') as typeof import('yaml');
  const lines = new LineCounter();
  const { contents } = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  const seen = new Map<unknown, { readonly line: number; readonly value: string }>();
  for (const { key, value } of (contents as unknown as { items: Pair[] }).items) {
    const line = lines.linePos(key.range[0]).line;
    const said = { line, value: JSON.stringify(value.toJSON()) };
    const other = seen.get(key.value);
    if (other !== undefined && other.value !== said.value) {
      throw invalid(
        file,
        `${JSON.stringify(key.value)} is ${other.value} in line ${other.line} and ${said.value} in line ${line}.`,
        'Keep the line that is meant: the new one where a decision of the lock accepted it, the one that is true on site else.',
      );
    }
    seen.set(key.value, said);
  }
}

/** A pair of `yaml`, of a text that is JSON. */
interface Pair {
  readonly key: { readonly value: unknown; readonly range: readonly [number, number, number] };
  readonly value: { toJSON(): unknown };
}

function isFact(key: string, value: unknown): value is FactValue {
  return (
    /^[^/ ]+\/[^/ ]+\/./.test(key) &&
    kindOf(splitFact(key).fact) !== undefined &&
    (typeof value === 'string' || value === true)
  );
}

function isDecision(key: string, value: unknown): value is Decision {
  if (!/^(accepted|retired) \S+ \S+$/.test(key) || typeof value !== 'object' || value === null) return false;
  const { facts, reason, by } = value as Partial<Record<keyof Decision, unknown>>;
  return typeof facts === 'number' && typeof reason === 'string' && typeof by === 'string';
}

/** `{ "a": 1, "b": 2 }` */
function spaced(value: object | null): string {
  const entries = Object.entries(value ?? {}).map(([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`);
  return `{ ${entries.join(', ')} }`;
}

function invalid(file: string, message: string, fix: string): SffError {
  return new SffError({ code: 'lock-invalid', path: file, message, fix });
}
