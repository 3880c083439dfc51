import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageLockEntry } from 'sff-constructs';

/** What each tag stood for when CI wrote `images.json`. */
export const images: Readonly<Record<string, ImageLockEntry>> = JSON.parse(
  readFileSync(join(__dirname, 'images.json'), 'utf8'),
);

/** An image with its digest, for constructs that are not workloads of the library: the lock does not reach them. */
export function pinned(tag: string): string {
  return `${tag}@${images[tag]?.digest ?? 'sha256:not-in-images.json'}`;
}
