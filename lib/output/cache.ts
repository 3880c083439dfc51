import type { Stats } from 'node:fs';
import { dirname } from 'node:path';
import { type FileSystem, readIfPresent, writeNew } from './disk';

/**
 * Writes what saves a later run work, or tells it something: it may be lost at any time, and is nothing for a repository.
 *
 * @param text may be made of what the file system says of the file, which is new each time
 */
export function writeCached(fs: FileSystem, file: string, text: string | ((file: Stats) => string)): void {
  const cache = dirname(file);
  // A link would lead out of the output directory.
  if (fs.lstatSync(cache, { throwIfNoEntry: false })?.isSymbolicLink() === true) fs.unlinkSync(cache);
  fs.mkdirSync(cache, { recursive: true });
  const ignore = `${cache}/.gitignore`;
  // Committed, it would be what every two branches conflict in.
  if (readIfPresent(fs, ignore) === undefined) writeNew(fs, ignore, Buffer.from('*\n'), 0o644, 'cached');
  const staged = `${file}.new`;
  fs.rmSync(staged, { force: true });
  const content = (stat: Stats) => Buffer.from(typeof text === 'string' ? text : text(stat));
  writeNew(fs, staged, content, 0o644, 'cached');
  fs.renameSync(staged, file);
}
