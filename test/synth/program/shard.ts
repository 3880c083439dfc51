// The program of test/synth/shards.test.ts and test/engines/lock-faults.test.ts, as a process of its own.
import { SffApp } from '../../../lib';
import { buildStores, rowsOf } from './stores';

const app = new SffApp({ outdir: process.env.TEST_OUTDIR, lock: process.env.TEST_LOCK, frozen: false });
buildStores(app, rowsOf(Number(process.env.TEST_SITES ?? 24)));
app.synth();
