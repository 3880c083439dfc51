import {
  type Change,
  type ChangeKind,
  type Detail,
  KINDS,
  type NeededImage,
  type OutputDiff,
  type Severity,
} from '../change';

/** What a group of changes is called. */
export const HEADINGS: Readonly<Record<Severity, string>> = {
  'data-loss': 'Data loss',
  'apply-fails': 'Would fail to apply',
  restart: 'Restarts',
  security: 'Security',
  network: 'Network',
  change: 'Other changes',
  information: 'For information',
};

/** Kinds whose details say what it is about, and come first: `volume data removed`. */
const DETAILS_FIRST: ReadonlySet<ChangeKind> = new Set([
  'volume-removed',
  'volume-added',
  'claim-shrunk',
  'claim-grown',
  'claim-not-growable',
]);

/** Kinds whose details say all. */
const DETAILS_ONLY: ReadonlySet<ChangeKind> = new Set(['replicas-changed', 'fleet-changed']);

/** How many details a sentence has. */
const TOLD = 6;

/** A change in one sentence, without its sites: `till/pos: image 1.4.2 → 1.4.3, one restart`. */
export function sentence(change: Change): string {
  return `${change.subject}: ${predicate(change)}`;
}

/** What happens to the subject. */
export function predicate(change: Change): string {
  const { kind, severity, details, object } = change;
  const told = details.slice(0, TOLD).map(NETWORK.has(kind) ? edgeText : detailText);
  if (details.length > TOLD) told.push(`${details.length - TOLD} more`);
  const list = told.join(', ');
  const where = object === undefined ? '' : ` (${object})`;
  const title = kind === 'security-changed' && severity !== 'security' ? 'may do less' : KINDS[kind].title;
  const loss = severity === 'data-loss' ? ', DATA LOSS' : '';
  if (kind === 'restart') return `${list}, one restart${where}`;
  if (DETAILS_ONLY.has(kind)) return list;
  if (DETAILS_FIRST.has(kind)) {
    const [first, ...others] = told;
    const rest = others.length === 0 ? '' : `: ${others.join(', ')}`;
    return `${first === undefined ? '' : `${first} `}${title}${rest}${where}${loss}`;
  }
  return `${title}${list === '' ? '' : `: ${list}`}${where}${loss}`;
}

/** Kinds whose details are edges, which are there or not. */
const NETWORK: ReadonlySet<ChangeKind> = new Set([
  'port-opened',
  'port-closed',
  'egress-widened',
  'egress-narrowed',
  'ingress-widened',
  'ingress-narrowed',
]);

/** `80/tcp to 10.0.42.0/24`. */
function edgeText({ what, old, new: now }: Detail): string {
  return [what, old, old !== undefined && now !== undefined ? '→' : undefined, now]
    .filter((each) => each !== undefined)
    .join(' ');
}

function detailText({ what, old, new: now }: Detail): string {
  if (old !== undefined && now !== undefined) return `${what} ${quoted(old)} → ${quoted(now)}`;
  if (now === 'yes' && old === undefined) return what;
  if (now !== undefined) return now === 'there' ? `${what} added` : `${what} = ${quoted(now)}`;
  if (old !== undefined)
    return old === 'there' || old === 'yes' ? `${what} removed` : `${what} removed, was ${quoted(old)}`;
  return what;
}

/** An empty text would not be seen. */
function quoted(text: string): string {
  return text === '' || text !== text.trim() ? JSON.stringify(text) : text;
}

export function countOf(sites: number): string {
  return sites === 1 ? '1 site' : `${sites.toLocaleString('en-US')} sites`;
}

/** `298 sites changed, 1 new, 2 removed, 4 as before`. */
export function summary({ sites }: OutputDiff): string {
  const parts = [
    ...(sites.changed > 0 ? [`${countOf(sites.changed)} changed`] : []),
    ...(sites.added > 0 ? [`${countOf(sites.added)} new`] : []),
    ...(sites.removed > 0 ? [`${countOf(sites.removed)} removed`] : []),
    ...(sites.unchanged > 0 ? [`${countOf(sites.unchanged)} as before`] : []),
  ];
  return parts.length === 0 ? 'no sites' : parts.join(', ');
}

/** `registry.contoso.com/pos:1.4.3`, with the bytes that sites pull, where known. */
export function imageText({ image, sites, bytes }: NeededImage): string {
  const name = image.replace(/(:[^:@/]+)@.*$/, '$1').replace(/@(\w+:[0-9a-f]{12})[0-9a-f]+$/, '@$1');
  const size =
    bytes === undefined ? '' : `, ${sizeText(bytes)}${sites === 1 ? '' : ` each, ${sizeText(bytes * sites)} in all`}`;
  return `${name}: ${countOf(sites)}${size}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < UNITS.length - 1; unit++) value /= 1000;
  return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
