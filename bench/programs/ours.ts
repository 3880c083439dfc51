import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Content, fleetApp } from './fleet';
import { argumentsOfProgram, Stopwatch, siteIds } from './measure';

const { sites, outdir, variant } = argumentsOfProgram();
const ids = siteIds(sites);
const [content, lock] = variant.split(' ') as [Content, string?];
const watch = new Stopwatch();
watch.time(() => fleetApp(ids, content, outdir, lock !== 'unlocked').synth());
watch.print(sites * objectsIn(join(outdir, 'stores', ids[0] ?? '')));

function objectsIn(directory: string): number {
  // Another shard may be yet to write it.
  if (!existsSync(directory)) return 0;
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((f) =>
    /apps\/[^/]+\.yaml$/.test(f),
  );
  return files.reduce((n, f) => n + readFileSync(join(directory, f), 'utf8').split(/^---$/m).length - 1, 0);
}
