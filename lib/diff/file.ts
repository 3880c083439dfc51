/** A file of a site that is another, new or gone. */
export interface ChangedFile {
  /** Below the site: `kubernetes/apps/till.yaml`. */
  readonly path: string;
  readonly old: string | undefined;
  readonly new: string | undefined;
}
