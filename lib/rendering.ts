import type { OutputFile } from './output/tree';
import type { Finding } from './validation/problem';

/** Where a site keeps how it renders itself. */
export const siteRenderer: unique symbol = Symbol.for('sff-constructs.siteRenderer');

/** What a site renders to. */
export interface RenderedSite {
  /** Files of the site, below `<fleet>/<site>/`, `site.json` included. */
  readonly files: readonly OutputFile[];
  /** What rules found in the site; where there is anything, the files are not to be written. */
  readonly findings: readonly Finding[];
}

/** A site that renders itself when the app asks it. */
export interface SiteRenderer {
  [siteRenderer](): RenderedSite;
}
