import { hashOf } from '../portable/hash';

/** Sites are spread over so many buckets by the hash of their paths, and buckets over shards. */
export const BUCKETS = 64;

/** A part of the output that one run writes: all of it, a shard, or one site. */
export interface Unit {
  /** Names its list, lock, journal and staging: `all`, `2-of-8`. */
  readonly name: string;
  /** Whether a run of this unit makes, and removes, the files of a site. */
  includes(site: string): boolean;
  /** The one site that it is, if it is one. */
  readonly site?: string;
}

export const ALL: Unit = { name: 'all', includes: () => true };

/** Shard `index` (from 1) of `count`. */
export function shard(index: number, count: number): Unit {
  let [asked, answer] = ['', false];
  return {
    name: `${index}-of-${count}`,
    includes: (site) => {
      // A site has many files, which come one after the other.
      if (site !== asked) [asked, answer] = [site, bucketOf(site) % count === index - 1];
      return answer;
    },
  };
}

/** One site; to other runs it is the shard of its bucket. */
export function singleSite(path: string): Unit {
  return { name: shard(bucketOf(path) + 1, BUCKETS).name, site: path, includes: (site) => site === path };
}

/** Whether a unit has the file at a path; what is above the sites belongs to a run of all. */
export function owns(unit: Unit, path: string): boolean {
  if (unit === ALL) return true;
  const [fleet, site, ...rest] = path.split('/');
  return rest.length > 0 && unit.includes(`${fleet}/${site}`);
}

/** Whether runs of two units, by their names, could write the same files. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [bucketsOf(one), bucketsOf(other)];
  return a.some((bucket) => b.includes(bucket));
}

const NAME = /^(\d+)-of-(\d+)$/;

/** Whether a unit may be called so. */
export function isUnitName(name: string): boolean {
  return name === ALL.name || NAME.test(name);
}

function bucketsOf(name: string): number[] {
  const buckets = Array.from({ length: BUCKETS }, (_, bucket) => bucket);
  const [, index, count] = NAME.exec(name) ?? [];
  return index === undefined ? buckets : buckets.filter((bucket) => bucket % Number(count) === Number(index) - 1);
}

function bucketOf(site: string): number {
  return Number.parseInt(hashOf(site, 4), 16) % BUCKETS;
}
