import { isManifest } from '../output/paths';
import { type Change, change } from './change';
import { projectChanges } from './compose/project';
import { derivedChanges, type Facts, factChanges, parseFacts } from './facts';
import type { ChangedFile } from './file';
import { kubernetesChanges } from './kubernetes/site';
import type { Memo } from './memo';
import { Tokens } from './tokens';

/** A site that is there before and after. */
export interface ChangedSite {
  readonly fleet: string;
  readonly site: string;
  readonly files: readonly ChangedFile[];
  /** Texts of the site's new manifests, changed or not. */
  readonly newTexts: () => Promise<readonly (readonly [path: string, text: string])[]>;
}

/** What changes at a site, and which images it has to pull. */
export interface SiteChanges {
  readonly changes: readonly Change[];
  readonly images: readonly string[];
}

const FACTS = 'site.json';
const PROJECT = 'compose/compose.yaml';

export async function siteChanges({ site, files, newTexts }: ChangedSite, memo: Memo): Promise<SiteChanges> {
  const facts = files.find(({ path }) => path === FACTS);
  const before = facts?.old === undefined ? {} : parseFacts(facts.path, facts.old);
  const after = facts?.new === undefined ? {} : parseFacts(facts.path, facts.new);
  const objects = files.filter(({ path }) => isManifest(path));
  const project = files.find(({ path }) => path === PROJECT);
  const others = files.filter((file) => file !== facts && file !== project && !objects.includes(file));
  const tokens = new Tokens(site);
  const found = [
    ...tokens.nameless(factChanges(before, after)),
    ...(objects.length === 0 ? [] : await kubernetesChanges(site, objects, newTexts, memo)),
    ...(project === undefined ? [] : projectChanges(site, PROJECT, project.old, project.new, memo)),
    ...others.map(fileChange),
  ];
  const told = found.length > 0 ? found : tokens.nameless(derivedChanges(before, after));
  const changes =
    told.length > 0
      ? told
      : [
          change(
            'text-changed',
            'site',
            files.map(({ path }) => ({ what: path })),
          ),
        ];
  return { changes, images: newImages(before, after) };
}

export function fileChange({ path, old, new: now }: ChangedFile): Change {
  const kind = old === undefined ? 'file-added' : now === undefined ? 'file-removed' : 'file-changed';
  return change(kind, path);
}

/** Images that a site has now and had not. */
export function newImages(before: Facts, after: Facts): string[] {
  const of = (facts: Facts) => (Array.isArray(facts.images) ? facts.images.map(String) : []);
  const old = new Set(of(before));
  return of(after).filter((image) => !old.has(image));
}
