import { blobId } from './git';
import { decoded, type OutputTree } from './tree';

/** A file of a site that is another, new or gone. */
export interface ChangedFile {
  /** Below the site: `kubernetes/apps/till.yaml`. */
  readonly path: string;
  readonly old: string | undefined;
  readonly new: string | undefined;
}

/** A file of two trees; undefined where both have the same bytes. */
export async function changedFile(
  path: string,
  old: OutputTree | undefined,
  now: OutputTree | undefined,
): Promise<ChangedFile | undefined> {
  if (old !== undefined && now !== undefined && isSameBlob(path, old, now)) return undefined;
  const after = now === undefined ? undefined : await now.bytes(path);
  // What Git knows of a file need not be read from it.
  const blob = after === undefined ? undefined : old?.blob?.(path);
  if (after !== undefined && blob !== undefined && blobId(after, blob) === blob) return undefined;
  const before = old === undefined ? undefined : await old.bytes(path);
  if (before !== undefined && after !== undefined && Buffer.compare(before, after) === 0) return undefined;
  return {
    path,
    old: before === undefined ? undefined : decoded(before),
    new: after === undefined ? undefined : decoded(after),
  };
}

function isSameBlob(path: string, old: OutputTree, now: OutputTree): boolean {
  const blob = old.blob?.(path);
  return blob !== undefined && blob === now.blob?.(path);
}
