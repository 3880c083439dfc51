import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageLock } from 'sff-constructs';

/** What each tag stood for when CI wrote `images.json`. */
export const images: ImageLock = JSON.parse(readFileSync(join(__dirname, 'images.json'), 'utf8'));
