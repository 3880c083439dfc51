import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, relative } from 'node:path';
import type { Engine } from './engine';
import { goVersion } from './go';
import { withLock } from './lock';

/** Where every engine is kept: `$SFF_ENGINES_CACHE`, or a directory in the user's cache. */
export function cacheRoot(): string {
  return process.env.SFF_ENGINES_CACHE || join(homedir(), '.cache', 'sff-constructs', 'engines');
}

/** What the engine is built from, with the Go version and the architecture, as 16 hex digits. */
export function cacheKey(engine: Engine): string {
  const hash = createHash('sha256').update(`${engine.name}\n${goVersion() ?? 'no go'}\n${process.arch}\n`);
  for (const pin of [...engine.pins()].sort()) {
    const content = readFileSync(pin);
    hash.update(`${relative(__dirname, pin)}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

export function cacheDirectory(engine: Engine): string {
  return join(cacheRoot(), `${engine.name}-${cacheKey(engine)}`);
}

export function isReady(engine: Engine): boolean {
  const directory = cacheDirectory(engine);
  return engine.outputs().every((output) => existsSync(join(directory, output)));
}

/** The directory of a prepared engine. Throws, and says how to prepare it, when it is not there: no test skips. */
export function enginePath(engine: Engine, ...below: readonly string[]): string {
  if (!isReady(engine)) {
    throw new Error(
      `Engine "${engine.name}" (${engine.title}) is not prepared in ${cacheDirectory(engine)}. ` +
        `Run: npm run engines -- prepare ${engine.name}`,
    );
  }
  return join(cacheDirectory(engine), ...below);
}

/** Builds the engine beside its place and renames it there: a killed build leaves nothing half. False if it was there. */
export async function prepare(engine: Engine): Promise<boolean> {
  const directory = cacheDirectory(engine);
  mkdirSync(cacheRoot(), { recursive: true });
  return withLock(`${directory}.lock`, async () => {
    if (isReady(engine)) return false;
    const prefix = `${basename(directory)}.building-`;
    for (const name of readdirSync(cacheRoot())) {
      if (name.startsWith(prefix)) rmSync(join(cacheRoot(), name), { recursive: true, force: true });
    }
    const building = join(cacheRoot(), `${prefix}${process.pid}`);
    mkdirSync(building);
    try {
      await engine.prepare(building);
      const absent = engine.outputs().filter((output) => !existsSync(join(building, output)));
      if (absent.length > 0) throw new Error(`Engine "${engine.name}" was built without ${absent.join(', ')}.`);
      rmSync(directory, { recursive: true, force: true });
      renameSync(building, directory);
    } catch (error) {
      rmSync(building, { recursive: true, force: true });
      throw error;
    }
    return true;
  });
}

/** Removes what no engine of the list uses any more, and returns the names; locks of living builds stay. */
export function removeStale(engines: readonly Engine[]): readonly string[] {
  if (!existsSync(cacheRoot())) return [];
  const current = engines.map((engine) => basename(cacheDirectory(engine)));
  const stale = readdirSync(cacheRoot()).filter(
    (name) => !current.some((kept) => name === kept || name.startsWith(`${kept}.`)),
  );
  for (const name of stale) rmSync(join(cacheRoot(), name), { recursive: true, force: true });
  return stale;
}
