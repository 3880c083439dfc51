import type { RuleCode } from '../validation/rules';
import { type Comparison, type LockedChange, type SiteIdentity, switchedIn } from './compare';
import { type FactValue, kindOf } from './facts';
import { splitFact, withoutSite } from './lock-file';

/** What a lock has against a program. */
export interface LockFinding {
  readonly code: RuleCode;
  /** The site, or the fleet of several. */
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

/** How many sites a message names. */
const NAMED = 3;

/** With more variants of one change in a fleet, its values say nothing of the program, as serial numbers do. */
const VARIANTS = 8;

/** One mistake, with its change of each site. */
interface Group {
  readonly changes: readonly [LockedChange, ...LockedChange[]];
  /** Whether each site has values of its own. */
  readonly isVarious: boolean;
}

/**
 * Says what would be lost, once for all sites where it is the same.
 *
 * @param flags by which `sff` finds this lock and output, each after a space
 */
export function findingsOf(comparison: Comparison, sites: readonly SiteIdentity[], flags = ''): LockFinding[] {
  const groups = groupsOf(comparison.changes);
  // What several groups would be accepted by has to say which of them it means.
  const patterns = new Map<string, number>();
  for (const { changes } of groups) {
    const pattern = patternOf(changes[0]);
    patterns.set(pattern, (patterns.get(pattern) ?? 0) + 1);
  }
  const renamed = renames(comparison);
  return [...groups.map((group) => changed(group, renamed, patterns, flags)), ...removed(comparison, sites, flags)];
}

function groupsOf(changes: readonly LockedChange[]): Group[] {
  const switched = switchedIn(changes);
  const families = new Map<string, Map<string, [LockedChange, ...LockedChange[]]>>();
  for (const change of changes) {
    const { site, fact } = splitFact(change.path);
    // With its orchestrator a site changes altogether, which is one mistake.
    if (switched.has(site) && fact !== 'orchestrator') continue;
    const { was, is } = inWords(change);
    const pattern = patternOf(change);
    const variants = families.get(pattern) ?? new Map<string, [LockedChange, ...LockedChange[]]>();
    families.set(pattern, variants);
    const key = JSON.stringify([was, is]);
    const variant = variants.get(key);
    if (variant === undefined) variants.set(key, [change]);
    else variant.push(change);
  }
  return [...families.values()].flatMap((variants): Group[] => {
    const [first, ...others] = [...variants.values()];
    if (first === undefined) return [];
    const all = [...first, ...others.flat()] satisfies LockedChange[] as [LockedChange, ...LockedChange[]];
    // What would go in some sites, and change in others, is not accepted by one command.
    const isAlike = all.every(({ is }) => (is === undefined) === (first[0].is === undefined));
    if (variants.size > VARIANTS && isAlike) return [{ changes: all, isVarious: true }];
    return [first, ...others].map((each) => ({ changes: each, isVarious: false }));
  });
}

/** What a lock that may not be written does not know yet. */
export function outdated({ added }: Comparison, file: string): LockFinding {
  const sites = new Set([...added.keys()].map((path) => splitFact(path).site));
  return {
    code: 'lock-outdated',
    path: '',
    message: `${file} does not have ${count(added.size, 'fact')} of ${named([...sites])}, and is frozen.`,
    fix: `Run synth where CI is not set, or with SFF_FROZEN=0, and commit ${file}.`,
  };
}

function changed(
  { changes: [first, ...others], isVarious }: Group,
  renamed: (change: LockedChange) => string | undefined,
  patterns: ReadonlyMap<string, number>,
  flags: string,
): LockFinding {
  const { site, fact } = splitFact(first.path);
  const isOne = others.length === 0;
  const sites = [first, ...others].map(({ path }) => splitFact(path).site);
  const inSite = isOne || isVarious ? { fact, was: String(first.was), is: first.is?.toString() } : inWords(first);
  const { kind, name } = kindOf(inSite.fact) ?? { kind: undefined, name: fact };
  const { was, is } = inSite;
  const sentence = is === undefined ? kind?.removed?.(name, was) : kind?.changed(name, was, is);
  const to = (patterns.get(patternOf(first)) ?? 0) > 1 ? ` --to ${shellWord(is ?? 'gone')}` : '';
  const [where, pattern] = isOne
    ? [site, shellWord(first.path)]
    : [fleetOf(site), `${shellWord(patternOf(first))}${to}`];
  const various = isVarious ? ', with values that differ; the first' : '';
  const covers = isOne ? '' : `${named(sites.map(nameOf))}${various}: `;
  const now = is === undefined ? renamed(first) : undefined;
  const keep = now === undefined || isOne ? now : withoutSite(now, site);
  const renaming =
    keep === undefined ? '' : ` If it was renamed, write renamedFrom on what makes ${kindName(fact)} ${keep} now.`;
  return {
    code: 'identity-changed',
    path: where,
    message: `${covers}${sentence ?? ''}`,
    fix: `Undo it.${renaming} If you mean it: sff accept ${pattern} --reason "…"${flags}.`,
  };
}

function removed({ missing, fresh }: Comparison, sites: readonly SiteIdentity[], flags: string): LockFinding[] {
  const byFleet = new Map<string, string[]>();
  for (const site of missing) {
    const gone = byFleet.get(fleetOf(site));
    if (gone === undefined) byFleet.set(fleetOf(site), [site]);
    else gone.push(site);
  }
  return [...byFleet].map(([fleet, gone]) => {
    const [first = ''] = gone;
    const many = gone.length > 1;
    const isWhole = !sites.some(({ path }) => fleetOf(path) === fleet);
    const alone = isWhole
      ? ' If they are those of another program, give this one a lock of its own: new SffApp({ lock }).'
      : '';
    return {
      code: 'site-removed',
      path: many ? fleet : first,
      message: many
        ? `${named(gone.map(nameOf))} are locked, and no more in the program: what runs there, and its data, would be left alone.`
        : 'is locked, and no more in the program: what runs there, and its data, would be left alone.',
      fix: `Undo it.${becameOf(fleet, gone, fresh, isWhole ? sites : [])}${alone} If ${many ? 'they are' : 'it is'} given up: sff retire ${many ? `'${fleet}/*'` : first} --reason "…"${flags}.`,
    };
  });
}

/**
 * What the program may have made of sites that are gone: they have another name, or are in another fleet.
 *
 * @param sites those of the program, where the whole fleet is gone
 */
function becameOf(
  fleet: string,
  gone: readonly string[],
  fresh: readonly string[],
  sites: readonly SiteIdentity[],
): string {
  const [they, were, are] = gone.length > 1 ? ['they', 'were', 'are'] : ['it', 'was', 'is'];
  const names = new Set(gone.map(nameOf));
  const moved = fresh.filter((site) => names.has(nameOf(site)));
  const fleets = [...new Set(moved.map(fleetOf))];
  const [other] = fleets;
  const news = new Set(fresh);
  const there = sites.filter(({ path }) => fleetOf(path) === other);
  if (fleets.length === 1 && there.length > 0 && there.every(({ path }) => news.has(path))) {
    return ` If the fleet was renamed, write renamedFrom: '${fleet}' on ${other}.`;
  }
  const elsewhere =
    fleets.length === 0
      ? ''
      : ` If ${they} ${are} in ${fleets.join(', ')} now, what is there is locked anew, and not compared: retire the old.`;
  const inFleet = fresh.filter((site) => fleetOf(site) === fleet);
  if (inFleet.length === 0 || moved.length >= gone.length) return elsewhere;
  const [only] = inFleet;
  if (inFleet.length === 1 && gone.length === 1) {
    return `${elsewhere} If ${only} is what it was renamed to, write renamedFrom there.`;
  }
  const to = gone.length > 1 ? '' : ' to one of them';
  return `${elsewhere} New in this fleet: ${named(inFleet.map(nameOf))}. If ${they} ${were} renamed${to}, write renamedFrom there.`;
}

/** A change as it is in sites that differ by their names only. */
function inWords({ path, was, is }: LockedChange): {
  readonly fact: string;
  readonly was: string;
  readonly is: string | undefined;
} {
  const { site, fact } = splitFact(path);
  return {
    fact: withoutSite(fact, site),
    was: withoutSite(was, site),
    is: is === undefined ? undefined : withoutSite(is, site),
  };
}

/** A fact in all sites of its fleet. */
function patternOf({ path }: LockedChange): string {
  const { site, fact } = splitFact(path);
  return `${fleetOf(site)}/*/${withoutSite(fact, site)}`;
}

/** Finds the one new fact of its site that a lost one may have become. */
function renames({ added, changes }: Comparison): (change: LockedChange) => string | undefined {
  const news = new Map<string, [string, FactValue][]>();
  for (const [path, value] of added) {
    const { site, fact } = splitFact(path);
    const kind = `${site}/${kindName(fact)}/`;
    const others = news.get(kind);
    const other: [string, FactValue] = [path.slice(kind.length), value];
    if (others === undefined) news.set(kind, [other]);
    else others.push(other);
  }
  const gone = new Set(changes.flatMap(({ path, is }) => (is === undefined ? [path] : [])));
  return ({ path, was }) => {
    const { site, fact } = splitFact(path);
    const kind = kindName(fact);
    if (kind === 'ports' || kind === 'serials') return undefined;
    const prefix = `${site}/${kind}/`;
    const name = path.slice(prefix.length);
    const alike = (news.get(prefix) ?? []).flatMap(([other, value]) => {
      if (kind === 'volumes') return isNamed(was, name, site) && isNamed(value, other, site) ? [other] : [];
      return value === was || (kind === 'charts' && chartIn(value) === chartIn(was)) ? [other] : [];
    });
    // A workload keeps the names of its volumes: db-data, db-journal.
    const sameEnd = alike.filter((other) => lastPart(other) === lastPart(name));
    const [only, ...others] = alike.length > 1 ? sameEnd : alike;
    if (only === undefined || others.length > 0) return undefined;
    // From one application to another no name leads: only with its application does a claim get another namespace.
    const before = namespaceIn(name);
    const isElsewhere = kind === 'claims' && namespaceIn(only) !== before;
    return isElsewhere && !gone.has(`${site}/namespaces/${before}`) ? undefined : only;
  };
}

/** Whether Docker's name of a volume is made from its key, as it is for those of workloads. */
function isNamed(volume: FactValue, key: string, site: string): boolean {
  return volume === `${nameOf(site)}_${key}`;
}

/** The chart of a release, whose namespace is named after it unless the program says otherwise. */
function chartIn(release: FactValue): string {
  return String(release).replace(/ in [^ ]*$/, '');
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('-') + 1);
}

function namespaceIn(claim: string): string {
  return claim.slice(0, claim.indexOf('/'));
}

function kindName(fact: string): string {
  return fact.split('/')[0] ?? '';
}

function fleetOf(site: string): string {
  return site.slice(0, site.indexOf('/'));
}

function nameOf(site: string): string {
  return site.slice(site.indexOf('/') + 1);
}

/** `298 sites (store-0001, store-0002, store-0003, …)` */
function named(sites: readonly string[]): string {
  const more = sites.length > NAMED ? ', …' : '';
  return `${count(sites.length, 'site')} (${sites.slice(0, NAMED).join(', ')}${more})`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** A text as one word of a shell, which is going to be copied: in double quotes, `$(…)` in it would run. */
export function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
