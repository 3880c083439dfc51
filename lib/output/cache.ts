import { type FileSystem, readIfPresent, writeNew } from './disk';

/** Writes what saves a later run work, or tells it something: it may be lost at any time, and is nothing for a repository. */
export function writeCached(fs: FileSystem, cache: string, name: string, text: string): void {
  fs.mkdirSync(cache, { recursive: true });
  const ignore = `${cache}/.gitignore`;
  // Committed, it would be what every two branches conflict in.
  if (readIfPresent(fs, ignore) === undefined) writeNew(fs, ignore, Buffer.from('*\n'), 0o644, 'cached');
  const staged = `${cache}/${name}.new`;
  fs.rmSync(staged, { force: true });
  writeNew(fs, staged, Buffer.from(text), 0o644, 'cached');
  fs.renameSync(staged, `${cache}/${name}`);
}
