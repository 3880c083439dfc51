import type { RuleCode } from '../validation/rules';
import type { Comparison, LockedChange, SiteIdentity } from './compare';
import { type FactValue, kindOf } from './facts';
import { splitFact } from './lock-file';

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
    const key = JSON.stringify([fleetOf(site), fact, change.was, change.is]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [
    ...[...groups.values()].map((group) => changed(group, comparison, flags)),
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

function changed(group: readonly LockedChange[], { added }: Comparison, flags: string): LockFinding {
  const [{ path, was, is } = { path: '', was: true, is: undefined } satisfies LockedChange] = group;
  const { site, fact } = splitFact(path);
  const sites = group.map((change) => splitFact(change.path).site);
  const { kind, name } = kindOf(fact) ?? { kind: undefined, name: fact };
  const sentence = is === undefined ? kind?.removed?.(name, String(was)) : kind?.changed(name, String(was), String(is));
  const [where, pattern, covers] =
    sites.length === 1
      ? [site, path, '']
      : [
          fleetOf(site),
          `'${fleetOf(site)}/*/${fact}'`,
          `${named(sites.map((each) => each.slice(fleetOf(each).length + 1)))}: `,
        ];
  const keep = is === undefined ? renamedTo(site, fact, was, added) : undefined;
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
    return {
      code: 'site-removed',
      path: many ? fleet : first,
      message: many
        ? `${named(gone.map((site) => site.slice(fleet.length + 1)))} are locked, and no more in the program: what runs there, and its data, would be left alone.`
        : 'is locked, and no more in the program: what runs there, and its data, would be left alone.',
      fix: `Undo it.${hint} If ${many ? 'they are' : 'it is'} given up: sff retire ${many ? `'${fleet}/*'` : first} --reason "…"${flags}.`,
    };
  });
}

/** The one new fact of the same kind and value in the site. */
function renamedTo(
  site: string,
  fact: string,
  was: FactValue,
  added: ReadonlyMap<string, FactValue>,
): string | undefined {
  const prefix = `${site}/${kindName(fact)}/`;
  if (fact.startsWith('ports/') || fact.startsWith('serials/')) return undefined;
  const alike = [...added].filter(([path, value]) => path.startsWith(prefix) && value === was);
  return alike.length === 1 ? alike[0]?.[0].slice(prefix.length) : undefined;
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
