import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { diffOutputs, treeOfDirectory } from '../../lib/diff';
import { argumentsOfProgram, Stopwatch } from './measure';

/** Compares the output of `ours`, which is there, with that of a later version, in which each site has another image. */
const { sites, outdir } = argumentsOfProgram();
const later = `${outdir}-later`;
execFileSync(process.execPath, [join(__dirname, 'ours.js'), String(sites), later, 'objects unlocked'], {
  env: { ...process.env, BENCH_VERSION: 'later' },
});

async function main(): Promise<void> {
  const watch = new Stopwatch();
  const { changes } = await watch.timeAsync(() => diffOutputs(treeOfDirectory(outdir), treeOfDirectory(later)));
  if (!changes.some((change) => change.severity === 'restart')) throw new Error('The other image was not found.');
  watch.print(10 * sites);
}

void main();
