import type { IConstruct } from 'constructs';
import { findCredentials } from './credentials';
import { type Finding, reportInto } from './problem';
import { isRecord } from './values';

const FIX = "Use Secret.named('…') and mount it as a file.";
/** What has no place for a secret, by the start of its place in a document. */
const OTHER_FIXES = [['/network/proxy/', 'Leave user name and password out.']] as const;

/**
 * Reports credentials in a rendered document, by their place and never by their value.
 *
 * @param text the document as it is written
 * @param data the document as data, to name the place; looked into only after a hit
 */
export function checkCredentials(text: string, data: unknown, scope: IConstruct, findings: Finding[]): void {
  const hits = findCredentials(text);
  if (hits.length === 0) return;
  const report = reportInto(findings, scope);
  const leaves = [...leavesOf(data, '')].flatMap(([place, leaf]) =>
    findCredentials(leaf).map(({ kind }) => `${place}: ${kind}`),
  );
  const places = leaves.length > 0 ? leaves : hits.map(({ kind, index }) => `line ${lineOf(text, index)}: ${kind}`);
  for (const place of new Set(places)) {
    const [, fix = FIX] = OTHER_FIXES.find(([start]) => place.startsWith(start)) ?? [];
    report('credential-in-output', `has what looks like a credential at ${place}.`, fix);
  }
}

/** Every string of some data, keys included, with its place. */
function* leavesOf(data: unknown, place: string): Generator<[string, string]> {
  if (typeof data === 'string') yield [place || '/', data];
  else if (typeof data === 'object' && data !== null) {
    for (const [key, value] of Object.entries(data)) {
      if (!Array.isArray(data)) yield [`${place}/ (a key)`, key];
      yield* leavesOf(value, `${place}/${segment(Array.isArray(data) ? nameOf(value, key) : key)}`);
    }
  }
}

/** An item of a list by its name, where it has one: `/env/URL` tells more than `/env/0`. */
function nameOf(item: unknown, index: string): string {
  const name = isRecord(item) ? item.name : undefined;
  return typeof name === 'string' && /^[\w.-]{1,63}$/.test(name) ? name : index;
}

/** A key in a place, but none that is what must not be shown. */
function segment(key: string): string {
  return findCredentials(key).length > 0 ? '…' : key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
