import { bySeverity, type Change, type ChangeGroup, type Detail } from './change';

/** How many variants of one change are told apart; with more of them, what differs is left out. */
const VARIANTS = 8;

interface Variant {
  readonly change: Change;
  readonly sites: string[];
}

interface Family {
  /** By what they say; one for all of them once there are too many. */
  variants: Map<string, Variant>;
  values: 'same' | 'various';
  /** How many sites have it, which come one after the other, and the last of them. */
  sites: number;
  last: string | undefined;
}

/** Collects what changes site by site, and tells equal changes once. */
export class Grouping {
  private readonly families = new Map<string, Family>();

  /** @param site `<fleet>/<site>`; undefined for what is about no single site */
  add(change: Change, site: string | undefined): void {
    const { kind, severity, subject, object = '', details } = change;
    const name = [kind, severity, subject, object, ...details.map(({ what }) => what)].join('\0');
    const family = this.families.get(name) ?? {
      variants: new Map(),
      values: 'same' as const,
      sites: 0,
      last: undefined,
    };
    this.families.set(name, family);
    if (site !== family.last) family.sites++;
    family.last = site;
    const key = family.values === 'various' ? '' : details.map(valueKey).join('\0');
    const variant = family.variants.get(key);
    const sites = site === undefined ? [] : [site];
    if (variant === undefined) family.variants.set(key, { change, sites });
    else {
      variant.sites.push(...sites);
      if (family.values === 'various') family.variants.set(key, { ...variant, change: shared(variant.change, change) });
    }
    // Many of one site, such as devices, do not differ from site to site.
    if (family.variants.size > VARIANTS && family.sites > VARIANTS) collapse(family);
  }

  /** Worst first, then those of the most sites. */
  groups(): ChangeGroup[] {
    for (const family of this.families.values()) if (isScattered(family)) collapse(family);
    const all = [...this.families.values()].flatMap(({ variants, values }) =>
      [...variants.values()].map(({ change, sites }) => toGroup(change, sites, values)),
    );
    return all.sort(
      (a, b) => bySeverity(a.severity, b.severity) || b.sites.length - a.sites.length || compare(keyOf(a), keyOf(b)),
    );
  }
}

function valueKey({ old, new: now }: Detail): string {
  return `${old === undefined ? '-' : `=${old}`}\0${now === undefined ? '-' : `=${now}`}`;
}

/** Whether each site has values of its own: then these say nothing of the program. */
function isScattered({ variants, sites }: Family): boolean {
  return (
    variants.size > 2 && variants.size === sites && [...variants.values()].every((each) => each.sites.length === 1)
  );
}

/** Makes one variant of all: what they agree on stays. */
function collapse(family: Family): void {
  const [first, ...others] = [...family.variants.values()];
  if (first === undefined) return;
  const change = others.reduce((all, other) => shared(all, other.change), first.change);
  family.variants = new Map([['', { change, sites: [first, ...others].flatMap(({ sites }) => sites) }]]);
  family.values = 'various';
}

function shared(a: Change, b: Change): Change {
  const details = a.details.map((detail, i) => {
    const other = b.details[i];
    return other !== undefined && valueKey(detail) === valueKey(other) ? detail : { what: detail.what };
  });
  return { ...a, details };
}

/** A group of one site names it. */
function toGroup(change: Change, sites: readonly string[], values: 'same' | 'various'): ChangeGroup {
  const sorted = [...new Set(sites)].sort();
  const [only] = sorted;
  const name = sorted.length === 1 && only !== undefined ? only.slice(only.indexOf('/') + 1) : undefined;
  const told = name === undefined ? change : named(change, name);
  return { ...told, values, sites: sorted };
}

function named(change: Change, site: string): Change {
  const put = (text: string) => text.replaceAll('{site}', () => site);
  return {
    ...change,
    subject: put(change.subject),
    ...(change.object === undefined ? {} : { object: put(change.object) }),
    details: change.details.map(({ what, old, new: now }) => ({
      what: put(what),
      ...(old === undefined ? {} : { old: put(old) }),
      ...(now === undefined ? {} : { new: put(now) }),
    })),
  };
}

function keyOf({ kind, subject, object = '', details }: Change): string {
  return [subject, kind, object, ...details.map(({ what, old, new: now }) => `${what} ${old} ${now}`)].join('\0');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
