import type { SffApp } from '../app';
import type { Labels } from '../portable/labels';
import { type Site, siteModel, sitesIn } from '../site';
import { refuse } from './errors';

/** Sites of an app: those that fit all that is said. */
export interface SiteSelection {
  /** Labels that a site, or else its fleet, has. @default - any */
  readonly labels?: Labels | undefined;
  /** Paths, `<fleet>/<site>`. @default - any */
  readonly sites?: readonly string[] | undefined;
}

/**
 * The sites of an app that a selection means.
 *
 * @throws SffError `deploy-option-invalid` where there is none, or a path that the app does not have
 */
export function selectSites(app: SffApp, { labels = {}, sites: paths }: SiteSelection = {}): readonly Site[] {
  const all = sitesIn(app);
  const known = new Map(all.map((site) => [site[siteModel].path, site]));
  for (const path of paths ?? []) {
    if (known.has(path)) continue;
    refuse(
      'deploy-option-invalid',
      '',
      `select names ${path}, which the app does not have.`,
      'Write the <fleet>/<site> of a site.',
    );
  }
  const found = all.filter((site) => {
    const model = site[siteModel];
    const of = { ...model.fleet.labels, ...model.labels };
    const fits = Object.entries(labels).every(([name, value]) => of[name] === value);
    return fits && (paths === undefined || paths.includes(model.path));
  });
  if (found.length === 0 && all.length > 0) {
    refuse('deploy-option-invalid', '', 'select fits no site.', 'Mend the labels, or the list of sites.');
  }
  return found;
}
