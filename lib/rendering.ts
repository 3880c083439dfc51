import type { Facts } from './identity/facts';
import type { OutputFile, OutputPlace } from './output/tree';
import { sha256 } from './portable/hash';
import type { Finding } from './validation/problem';

/** Where a site keeps how it renders itself. */
export const siteRenderer: unique symbol = Symbol.for('sff-constructs.siteRenderer');

/** The files of a site, below `<fleet>/<site>/`, `site.json` included, and what rules found in their texts. */
export interface SiteFiles {
  readonly files: readonly OutputFile[];
  readonly findings: readonly Finding[];
}

/** What a site renders to: the data of its files, and the files when they are asked for. */
export interface RenderedSite {
  /** What rules found in the data; where there is anything, the files are not to be written. */
  readonly findings: readonly Finding[];
  /** Where the files go. */
  readonly places: readonly OutputPlace[];
  /** Differs whenever the files, or what rules find in their texts, would. */
  digest(): string;
  /** What of the site may not change by accident. */
  identity(): Facts;
  /** Turns the data into texts. */
  files(): SiteFiles;
}

/** A site that renders itself when the app asks it. */
export interface SiteRenderer {
  [siteRenderer](): RenderedSite;
}

/** A site whose texts were made at once. */
export function renderedAtOnce(
  files: readonly OutputFile[],
  findings: readonly Finding[],
  identity: () => Facts,
): RenderedSite {
  return {
    findings,
    places: files,
    digest: () => sha256(JSON.stringify(files)),
    identity,
    files: () => ({ files, findings: [] }),
  };
}
