import { fleetApp } from './fleet';
import { argumentsOfProgram, Stopwatch, siteIds } from './measure';

/** One site of a program that has many, which an earlier run has written. */
const { sites, outdir } = argumentsOfProgram();
const ids = siteIds(sites);
process.env.SFF_ONLY = `stores/${ids[sites / 2]}`;
const watch = new Stopwatch();
watch.time(() => fleetApp(ids, 'objects', outdir).synth());
watch.print(10);
