import type { RuleCode } from '../validation/rules';
import type { Comparison, LockedChange, SiteIdentity } from './compare';
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

/**
 * Says what would be lost, once for all sites where it is the same.
 *
 * @param flags by which `sff` finds this lock and output, each after a space
 */
export function findingsOf(comparison: Comparison, sites: readonly SiteIdentity[], flags = ''): LockFinding[] {
  const switched = new Set(
    comparison.changes
      .map(({ path }) => splitFact(path))
      .flatMap(({ site, fact }) => (fact === 'orchestrator' ? [site] : [])),
  );
  const groups = new Map<string, LockedChange[]>();
  for (const change of comparison.changes) {
    const { site, fact } = splitFact(change.path);
    // With its orchestrator a site changes altogether, which is one mistake.
    if (switched.has(site) && fact !== 'orchestrator') continue;
    const { was, is } = inWords(change);
    const key = JSON.stringify([fleetOf(site), fact, was, is]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  // What several groups would be accepted by has to say which of them it means.
  const patterns = new Map<string, number>();
  for (const [change] of groups.values()) {
    const pattern = change === undefined ? '' : patternOf(change);
    patterns.set(pattern, (patterns.get(pattern) ?? 0) + 1);
  }
  return [
    ...[...groups.values()].map((group) => changed(group, comparison, patterns, flags)),
    ...removed(comparison, sites, flags),
  ];
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
  group: readonly LockedChange[],
  { added, changes }: Comparison,
  patterns: ReadonlyMap<string, number>,
  flags: string,
): LockFinding {
  const [first = { path: '', was: true, is: undefined } satisfies LockedChange] = group;
  const { site, fact } = splitFact(first.path);
  const sites = group.map((change) => splitFact(change.path).site);
  const { kind, name } = kindOf(fact) ?? { kind: undefined, name: fact };
  const { was, is } = sites.length === 1 ? { was: String(first.was), is: first.is?.toString() } : inWords(first);
  const sentence = is === undefined ? kind?.removed?.(name, was) : kind?.changed(name, was, is);
  const [where, pattern, covers] =
    sites.length === 1
      ? [site, shellWord(first.path), '']
      : [
          fleetOf(site),
          `${shellWord(patternOf(first))}${(patterns.get(patternOf(first)) ?? 0) > 1 ? ` --to ${shellWord(is ?? 'gone')}` : ''}`,
          `${named(sites.map((each) => each.slice(fleetOf(each).length + 1)))}: `,
        ];
  const keep = is === undefined ? renamedTo(first, added, changes) : undefined;
  const renaming =
    keep === undefined ? '' : ` If it was renamed, write renamedFrom on what makes ${kindName(fact)} ${keep} now.`;
  return {
    code: 'identity-changed',
    path: where,
    message: `${covers}${sentence ?? ''}`,
    fix: `Undo it.${renaming} If you mean it: sff accept ${pattern} --reason "…"${flags}.`,
  };
}

function removed({ missing, added }: Comparison, sites: readonly SiteIdentity[], flags: string): LockFinding[] {
  const byFleet = new Map<string, string[]>();
  for (const site of missing) byFleet.set(fleetOf(site), [...(byFleet.get(fleetOf(site)) ?? []), site]);
  const withNew = new Set([...added.keys()].map((path) => splitFact(path).site));
  const fresh = sites.filter(({ path }) => withNew.has(path));
  return [...byFleet].map(([fleet, gone]) => {
    const [first = ''] = gone;
    const many = gone.length > 1;
    const hint =
      fresh.length === 1 && !many ? ` If ${fresh[0]?.path} is what it was renamed to, write renamedFrom there.` : '';
    const isWhole = !sites.some(({ path }) => fleetOf(path) === fleet);
    const alone = isWhole
      ? ' If they are those of another program, give this one a lock of its own: new SffApp({ lock }).'
      : '';
    return {
      code: 'site-removed',
      path: many ? fleet : first,
      message: many
        ? `${named(gone.map((site) => site.slice(fleet.length + 1)))} are locked, and no more in the program: what runs there, and its data, would be left alone.`
        : 'is locked, and no more in the program: what runs there, and its data, would be left alone.',
      fix: `Undo it.${hint}${alone} If ${many ? 'they are' : 'it is'} given up: sff retire ${many ? `'${fleet}/*'` : first} --reason "…"${flags}.`,
    };
  });
}

/** A change as it is in sites whose values differ by their names only. */
function inWords({ path, was, is }: LockedChange): { readonly was: string; readonly is: string | undefined } {
  const { site } = splitFact(path);
  return { was: withoutSite(was, site), is: is === undefined ? undefined : withoutSite(is, site) };
}

/** A fact in all sites of its fleet. */
function patternOf({ path }: LockedChange): string {
  const { site, fact } = splitFact(path);
  return `${fleetOf(site)}/*/${fact}`;
}

/** The one new fact of the site that the lost one may have become. */
function renamedTo(
  { path, was }: LockedChange,
  added: ReadonlyMap<string, FactValue>,
  changes: readonly LockedChange[],
): string | undefined {
  const { site, fact } = splitFact(path);
  const kind = kindName(fact);
  if (kind === 'ports' || kind === 'serials') return undefined;
  const prefix = `${site}/${kind}/`;
  const name = path.slice(prefix.length);
  const alike = [...added].flatMap(([at, value]) => {
    const other = at.slice(prefix.length);
    if (!at.startsWith(prefix)) return [];
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
  const hasGone = changes.some((change) => change.is === undefined && change.path === `${site}/namespaces/${before}`);
  return isElsewhere && !hasGone ? undefined : only;
}

/** Whether Docker's name of a volume is made from its key, as it is for those of workloads. */
function isNamed(volume: FactValue, key: string, site: string): boolean {
  return withoutSite(volume, site) === `{site}_${key}`;
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
