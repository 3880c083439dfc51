import type { ImageLock } from '../image/lock';
import { parseImageReference } from '../image/reference';
import { isManifest } from '../output/paths';
import { type Change, change, type NeededImage, type OutputDiff } from './change';
import { DiffError } from './error';
import { parseFacts } from './facts';
import { type ChangedFile, changedFile } from './file';
import { type FleetIndex, fleetChanges, INDEX, readIndex } from './fleets';
import { Grouping } from './group';
import { Memo } from './memo';
import { fileChange, newImages, siteChanges } from './site';
import { type OutputTree, textOf } from './tree';

/** What else is known. */
export interface DiffOptions {
  /** Image locks of the new program, for the bytes of images. @default - bytes are not told */
  readonly images?: ImageLock | undefined;
}

/**
 * What an output changes against an earlier one, grouped by what it means.
 *
 * Reads one site after the other, and of each only the files that differ. What differs and has no reader of its own is
 * told by its place: the result has no changes only where all bytes are the same.
 *
 * @throws DiffError where a tree is no output of synth, or cannot be read
 */
export async function diffOutputs(old: OutputTree, now: OutputTree, options: DiffOptions = {}): Promise<OutputDiff> {
  const [oldPaths, newPaths] = [old.paths(), now.paths()];
  const [before, after] = [await readIndex(old, oldPaths), await readIndex(now, newPaths)];
  const grouping = new Grouping();
  const images = new Map<string, number>();
  const counts = { added: 0, removed: 0, changed: 0, unchanged: 0 };
  const memo = new Memo();
  for (const each of fleetChanges(before, after)) grouping.add(each, undefined);
  const [oldFiles, newFiles] = [bySite(oldPaths, before), bySite(newPaths, after)];
  const names = [...new Set([...before.sites, ...after.sites])].sort();
  for (const name of names) {
    const [was, is] = [before.sites.has(name), after.sites.has(name)];
    const pair = { name, old, new: now, oldFiles: oldFiles.get(name) ?? [], newFiles: newFiles.get(name) ?? [] };
    const { changes, images: needed } = !was
      ? await addedSite(pair)
      : !is
        ? await removedSite(pair)
        : await changedSite(pair, memo);
    counts[!was ? 'added' : !is ? 'removed' : changes.length > 0 ? 'changed' : 'unchanged']++;
    for (const each of changes) grouping.add(each, name);
    for (const image of needed) images.set(image, (images.get(image) ?? 0) + 1);
  }
  const outside = { name: '', old, new: now, oldFiles: oldFiles.get('') ?? [], newFiles: newFiles.get('') ?? [] };
  for (const file of await changedFiles(outside)) grouping.add(fileChange(file), undefined);
  const changes = grouping.groups();
  const isIndexSame = (await changedFile(INDEX, old, now)) === undefined;
  const index = isIndexSame ? [] : [{ ...change('text-changed', INDEX), values: 'same' as const, sites: [] }];
  const all = changes.length > 0 ? changes : index;
  const [worst] = all;
  return {
    schemaVersion: 1,
    old: old.name,
    new: now.name,
    ...(worst === undefined ? {} : { worst: worst.severity }),
    sites: counts,
    changes: all,
    images: neededImages(images, options.images ?? {}),
  };
}

/** What a change asks of a pipeline: 2 on data loss or an apply that would fail, 1 on any difference, 0 on none. */
export function exitCodeOf({ worst }: Pick<OutputDiff, 'worst'>): 0 | 1 | 2 {
  if (worst === undefined) return 0;
  return worst === 'data-loss' || worst === 'apply-fails' ? 2 : 1;
}

/** A site in both trees, with the paths of its files. */
interface SitePair {
  readonly name: string;
  readonly old: OutputTree;
  readonly new: OutputTree;
  readonly oldFiles: readonly string[];
  readonly newFiles: readonly string[];
}

interface Found {
  readonly changes: readonly Change[];
  readonly images: readonly string[];
}

/** The files of each site, and under `''` those of none but the index. */
function bySite(paths: readonly string[], { sites }: FleetIndex): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const path of paths) {
    if (path === INDEX) continue;
    const [fleet, site] = path.split('/', 2);
    const name = `${fleet}/${site}`;
    const key = sites.has(name) && path.length > name.length ? name : '';
    const of = files.get(key);
    if (of === undefined) files.set(key, [path]);
    else of.push(path);
  }
  return files;
}

async function changedSite(pair: SitePair, memo: Memo): Promise<Found> {
  const files = await changedFiles(pair);
  if (files.length === 0) return { changes: [], images: [] };
  const [fleet = '', site = ''] = pair.name.split('/');
  const newTexts = async () => {
    const texts: (readonly [string, string])[] = [];
    for (const path of pair.newFiles) {
      if (isManifest(path.slice(pair.name.length + 1))) texts.push([path, await textOf(pair.new, path)]);
    }
    return texts;
  };
  try {
    return await siteChanges({ fleet, site, files, newTexts }, memo);
  } catch (error) {
    throw error instanceof DiffError
      ? new DiffError(error.code, `${pair.name}/${error.path}`, error.detail, error)
      : error;
  }
}

async function addedSite({ name, new: now, newFiles }: SitePair): Promise<Found> {
  const path = `${name}/site.json`;
  const facts = newFiles.includes(path) ? parseFacts(path, await textOf(now, path)) : {};
  return { changes: [change('site-added', 'site')], images: newImages({}, facts) };
}

/** What holds data, or is where data are. */
const HOLDS_DATA = /^kind: (?:Namespace|PersistentVolumeClaim)$|^ {2}volumeClaimTemplates:/m;

/** A site that is gone takes its volumes, its namespaces and its project along. */
async function removedSite({ name, old, oldFiles }: SitePair): Promise<Found> {
  let loses = oldFiles.includes(`${name}/compose/compose.yaml`);
  for (const path of oldFiles) {
    if (loses) break;
    if (path.endsWith('.yaml')) loses = HOLDS_DATA.test(await textOf(old, path));
  }
  const severity = loses ? ({ severity: 'data-loss' } as const) : {};
  return { changes: [change('site-removed', 'site', [], severity)], images: [] };
}

async function changedFiles({ name, old, new: now, oldFiles, newFiles }: SitePair): Promise<ChangedFile[]> {
  const prefix = name === '' ? '' : `${name}/`;
  const isOld = new Set(oldFiles);
  const isNew = new Set(newFiles);
  const files: ChangedFile[] = [];
  for (const path of new Set([...oldFiles, ...newFiles])) {
    const file = await changedFile(path, isOld.has(path) ? old : undefined, isNew.has(path) ? now : undefined);
    if (file !== undefined) files.push({ ...file, path: path.slice(prefix.length) });
  }
  return files;
}

function neededImages(images: ReadonlyMap<string, number>, lock: ImageLock): NeededImage[] {
  const all = [...images].map(([image, sites]) => {
    const bytes = sizeOf(image, lock);
    return { image, sites, ...(bytes === undefined ? {} : { bytes }) };
  });
  return all.sort((a, b) => b.sites - a.sites || (a.image < b.image ? -1 : 1));
}

function sizeOf(image: string, lock: ImageLock): number | undefined {
  const parsed = parseImageReference(image);
  if (!parsed.ok) return undefined;
  const { name, familiar, tag, digest } = parsed.reference;
  for (const key of [`${name}:${tag}`, `${familiar}:${tag}`]) {
    const entry = Object.hasOwn(lock, key) ? lock[key] : undefined;
    if (typeof entry === 'object' && entry.digest === digest) return entry.size;
  }
  return undefined;
}
