import { SffError } from '../errors';
import { type LockedChange, switchedIn } from '../identity/compare';
import type { FactValue } from '../identity/facts';
import { type Decision, LOCK_FILE, type Lock, splitFact, withoutSite } from '../identity/lock-file';
import { DEFAULT_OUTDIR } from '../output/paths';
import { literally } from '../validation/pattern';
import { keepUndecided, type Pending, readPending } from './pending';
import { readLock, writeLock } from './store';

/** Who decides what, and why. */
export interface DecisionProps {
  /**
   * What it is about: a fact (`stores/store-0042/claims/till/db-data`), or all that changed below a path
   * (`stores/store-0042`). A `*` stands for a segment, or a part of one: `stores/store-00*`. In a fact, `{site}` stands
   * for the name of its site: `stores/store-00*` with `/devices/{site}-node-1` after it.
   */
  readonly path: string;
  /** Only what becomes this value, or `gone`. @default - all; refused where of one fact some would go, and some change */
  readonly to?: string | undefined;
  /** Why; recorded in the lock. */
  readonly reason: string;
  /** Who decides; recorded in the lock. */
  readonly by: string;
  /** When; recorded in the lock. */
  readonly at: Date;
  /** File of the lock. @default "sff.lock.json" */
  readonly lock?: string | undefined;
  /** Output directory of the synth that found the change. @default "dist" */
  readonly outdir?: string | undefined;
}

/** A site that is given up. */
export interface RetiredSite {
  /** `<fleet>/<site>` */
  readonly path: string;
  /** What stays on its devices, as the lock knows it: `claims/till/db-data (20Gi sff-local)`. */
  readonly stays: readonly string[];
}

/**
 * Accepts changes that the last synth refused: the lock gets what the program says.
 *
 * @returns the accepted changes
 * @throws SffError `decision-invalid` where nothing below the path has changed, `lock-invalid`
 */
export function acceptChanges(props: DecisionProps): readonly LockedChange[] {
  const { lock, file, outdir } = open(props);
  const pending = readPending(outdir);
  const matches = matcher(props.path);
  const found = [...pending.values()].flatMap(({ changes }) => changes.filter(({ path }) => matches(path)));
  const meant = found.filter(({ path, is }) => props.to === undefined || outcomesOf(path, is).includes(props.to));
  if (found.length > 0 && meant.length === 0) throw noOutcome(props, found);
  if (meant.length === 0) throw nothingBelow(props.path, lock, missingIn(pending), 'accept');
  checkAlike(props.path, meant);
  const accepted = withAllOfSwitched(meant, pending);
  const stale = accepted.find(({ path, was }) => lock.facts.get(path) !== was);
  if (stale !== undefined) {
    throw refused(stale.path, 'The lock is not the one that synth has compared.', 'Run synth again.');
  }
  const facts = new Map(lock.facts);
  for (const { path, is } of accepted) {
    if (is === undefined) facts.delete(path);
    else facts.set(path, is);
  }
  writeLock(file, { facts, decisions: decided(lock, 'accepted', props, accepted.length) });
  keepUndecided(outdir, pending, new Set(accepted.map(({ path }) => path)));
  return accepted;
}

/**
 * Gives up sites that are no more in the program: the lock forgets them.
 *
 * @returns the sites, with what stays on their devices
 * @throws SffError `decision-invalid` where no such site is missing, `lock-invalid`
 */
export function retireSites(props: DecisionProps): readonly RetiredSite[] {
  const { lock, file, outdir } = open(props);
  const pending = readPending(outdir);
  const matches = matcher(props.path);
  const paths = missingIn(pending).filter(matches);
  if (paths.length === 0) throw nothingBelow(props.path, lock, missingIn(pending), 'retire');
  const stays = new Map(paths.map((path) => [path, [] as string[]]));
  const facts = new Map(lock.facts);
  for (const [path, value] of lock.facts) {
    const { site, fact } = splitFact(path);
    if (!stays.has(site)) continue;
    facts.delete(path);
    if (STAYS.test(fact)) stays.get(site)?.push(value === true ? fact : `${fact} (${value})`);
  }
  writeLock(file, { facts, decisions: decided(lock, 'retired', props, lock.facts.size - facts.size) });
  keepUndecided(outdir, pending, new Set(paths));
  return paths.map((path) => ({ path, stays: stays.get(path) ?? [] }));
}

/** With its orchestrator a site changes altogether: whoever accepts that accepts the rest, of which synth says nothing. */
function withAllOfSwitched(
  meant: readonly LockedChange[],
  pending: ReadonlyMap<string, Pending>,
): readonly LockedChange[] {
  const switched = switchedIn(meant);
  if (switched.size === 0) return meant;
  const rest = [...pending.values()].flatMap(({ changes }) =>
    changes.filter(({ path }) => switched.has(splitFact(path).site)),
  );
  return [...new Set([...meant, ...rest])];
}

/** How an outcome may be called: as it is, and as in a message about several sites. */
function outcomesOf(path: string, is: FactValue | undefined): readonly string[] {
  return is === undefined ? ['gone'] : [String(is), withoutSite(is, splitFact(path).site)];
}

/** @throws SffError where a pattern covers sites that would lose a fact, and sites in which it only changes */
function checkAlike(pattern: string, accepted: readonly LockedChange[]): void {
  const kept = new Map(accepted.filter(({ is }) => is !== undefined).map(({ path }) => [splitFact(path).fact, path]));
  const gone = accepted.find(({ path, is }) => is === undefined && kept.has(splitFact(path).fact));
  if (gone === undefined) return;
  const other = kept.get(splitFact(gone.path).fact);
  const fix = 'Say which you mean: --to gone, or --to with what it becomes.';
  throw refused(pattern, `It covers what would go (${gone.path}) and what would change (${other}).`, fix);
}

function missingIn(pending: ReadonlyMap<string, Pending>): string[] {
  return [...pending.values()].flatMap(({ missing }) => missing);
}

/** Facts of what is on devices when nobody delivers to them any more. */
const STAYS = /^(namespaces|claims|project|volumes|directories|devices|serials)(\/|$)/;

function open({ path, reason, by, lock: file = LOCK_FILE, outdir = DEFAULT_OUTDIR }: DecisionProps) {
  if (reason.trim() === '' || by.trim() === '') {
    throw refused(path, 'A decision needs a reason, and someone who makes it.', 'Give --reason "…", and --by "…".');
  }
  const lock = readLock(file);
  if (lock === undefined) throw refused(file, 'There is no such lock.', 'Name it: --lock <file>.');
  return { lock, file, outdir };
}

function decided(
  { decisions }: Lock,
  what: 'accepted' | 'retired',
  { path, reason, by, at }: DecisionProps,
  facts: number,
): ReadonlyMap<string, Decision> {
  return new Map(decisions).set(`${what} ${at.toISOString()} ${path}`, { facts, reason, by });
}

/** Whether a path is what a pattern names, or lies below it. */
function matcher(pattern: string): (path: string) => boolean {
  const parts = pattern.replace(/\/+$/, '').split('*').map(literally);
  const regex = new RegExp(`^${parts.join('[^/]*')}(/|$)`);
  return (path) => regex.test(pattern.includes('{site}') ? inWords(path) : path);
}

/** `stores/s1/devices/{site}-node-1` */
function inWords(path: string): string {
  const [fleet, name, ...fact] = path.split('/');
  return [fleet, name, withoutSite(fact.join('/'), `${fleet}/${name}`)].join('/');
}

function noOutcome({ path, to }: DecisionProps, found: readonly LockedChange[]): SffError {
  const outcomes = new Set(found.map((change) => outcomesOf(change.path, change.is).at(-1)));
  return refused(path, `Nothing there becomes ${to}.`, `It becomes: ${[...outcomes].join(', ')}.`);
}

function nothingBelow(path: string, lock: Lock, missing: readonly string[], verb: 'accept' | 'retire'): SffError {
  const matches = matcher(path);
  const known = [...lock.facts.keys()].some(matches);
  if (!known) return refused(path, 'The lock has no such path.', 'Take it from what synth says, or from the lock.');
  if (verb === 'accept' && missing.some((site) => matches(site) || path.startsWith(`${site}/`))) {
    return refused(
      path,
      'The whole site is no more in the program.',
      `Run sff retire ${splitSite(path)} --reason "…".`,
    );
  }
  return verb === 'accept'
    ? refused(path, 'Nothing there has changed since the last synth.', 'Run synth: it says what has changed.')
    : refused(
        path,
        'The last synth had this site.',
        'Remove it from the program, and run synth: it says which sites are gone.',
      );
}

function splitSite(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

function refused(path: string, message: string, fix: string): SffError {
  return new SffError({ code: 'decision-invalid', path, message, fix });
}
