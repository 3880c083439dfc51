import { type Facts, type FactValue, kindOf } from './facts';
import { type Lock, lineOf, parseLines, splitFact } from './lock-file';

/** A site of a program, with what has identity in it. */
export interface SiteIdentity {
  /** `<fleet>/<site>` on site. */
  readonly path: string;
  /** Its facts as a lock has them: one text for each of thousands of sites, which is seldom read again. */
  readonly lines: string;
}

export function siteIdentity(path: string, facts: Facts): SiteIdentity {
  const lines = [...facts.keys()].sort().map((fact) => lineOf(`${path}/${fact}`, facts.get(fact)));
  return { path, lines: lines.join('') };
}

/** A locked fact that the program has otherwise, or no more. */
export interface LockedChange {
  /** `<fleet>/<site>/<fact>` */
  readonly path: string;
  /** What is locked. */
  readonly was: FactValue;
  /** Undefined where it is gone. */
  readonly is: FactValue | undefined;
}

/** What a program makes of a lock. */
export interface Comparison {
  /** Sorted by path. */
  readonly changes: readonly LockedChange[];
  /** Sites that are locked, and that the program has no more. */
  readonly missing: readonly string[];
  /** Sites of which nothing is locked. */
  readonly fresh: readonly string[];
  /** What the lock does not know yet. */
  readonly added: ReadonlyMap<string, FactValue>;
}

/** The lines of the facts of sites as the lock has them when nothing has changed. */
export function linesOf(sites: readonly SiteIdentity[]): string {
  // A slash after the path sorts sites as it sorts their facts.
  const bySite = sites.map(({ path, lines }) => ({ key: `${path}/`, lines })).sort((a, b) => (a.key < b.key ? -1 : 1));
  return bySite.map(({ lines }) => lines).join('');
}

/** Compares what a program has with what is locked. */
export function compare(lock: Lock, sites: readonly SiteIdentity[]): Comparison {
  const facts = parseLines(linesOf(sites));
  const there = new Set(sites.map(({ path }) => path));
  const known = new Set<string>();
  const missing = new Set<string>();
  const changes: LockedChange[] = [];
  for (const [path, was] of lock.facts) {
    const { site, fact } = splitFact(path);
    const is = facts.get(path);
    known.add(site);
    if (is === was) continue;
    if (!there.has(site)) missing.add(site);
    else if (is !== undefined || kindOf(fact)?.kind.removed !== undefined) changes.push({ path, was, is });
  }
  const added = new Map([...facts].filter(([path]) => !lock.facts.has(path)));
  return {
    changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)),
    missing: [...missing].sort(),
    fresh: [...there].filter((site) => !known.has(site)).sort(),
    added,
  };
}

/** Sites whose orchestrator changes, and with it all that they are. */
export function switchedIn(changes: readonly LockedChange[]): ReadonlySet<string> {
  const facts = changes.map(({ path }) => splitFact(path));
  return new Set(facts.flatMap(({ site, fact }) => (fact === 'orchestrator' ? [site] : [])));
}
