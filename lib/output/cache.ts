import { dirname } from 'node:path';
import { type FileSystem, readIfPresent, writeNew } from './disk';

/** Writes what saves a later run work, or tells it something: it may be lost at any time, and is nothing for a repository. */
export function writeCached(fs: FileSystem, file: string, text: string): void {
  const cache = dirname(file);
  fs.mkdirSync(cache, { recursive: true });
  const ignore = `${cache}/.gitignore`;
  // Committed, it would be what every two branches conflict in.
  if (readIfPresent(fs, ignore) === undefined) writeNew(fs, ignore, Buffer.from('*\n'), 0o644, 'cached');
  const staged = `${file}.new`;
  fs.rmSync(staged, { force: true });
  writeNew(fs, staged, Buffer.from(text), 0o644, 'cached');
  fs.renameSync(staged, file);
}
