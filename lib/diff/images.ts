import { parseImageReference } from '../image/reference';
import type { Detail } from './change';

/** An image change in short: by tags where these tell it, by digests where only these differ. */
export function imageDetail(what: string, before: unknown, after: unknown): Detail {
  const [a, b] = [before, after].map((text) => (typeof text === 'string' ? parseImageReference(text) : undefined));
  if (a?.ok !== true || b?.ok !== true) return { what, ...text('old', before), ...text('new', after) };
  const [x, y] = [a.reference, b.reference];
  if (x.name !== y.name) return { what, old: tagged(x.name, x.tag, x.digest), new: tagged(y.name, y.tag, y.digest) };
  if (x.tag !== y.tag) return { what, old: x.tag ?? short(x.digest), new: y.tag ?? short(y.digest) };
  return { what: `${what} digest`, old: short(x.digest), new: short(y.digest) };
}

function tagged(name: string, tag: string | undefined, digest: string | undefined): string {
  return tag === undefined ? `${name}@${short(digest)}` : `${name}:${tag}`;
}

function short(digest: string | undefined): string {
  if (digest === undefined) return 'none';
  const colon = digest.indexOf(':');
  return digest.slice(0, colon + 1 + 12);
}

function text(side: 'old' | 'new', value: unknown): { old?: string; new?: string } {
  return typeof value === 'string' ? { [side]: value } : {};
}
