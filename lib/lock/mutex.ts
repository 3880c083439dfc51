import * as fs from 'node:fs';
import { SffError } from '../errors';
import { isErrno } from '../output/disk';

/** How long a shard waits for others, which hold a lock for some milliseconds each. */
const PATIENCE = 30_000;
/** After so long, whoever took it was killed. */
const STALE = 10_000;

/** Runs a step while no other process runs one for the same file. */
export function exclusively<T>(file: string, step: () => T): T {
  const held = `${file}.held`;
  for (const end = Date.now() + PATIENCE; ; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)) {
    try {
      fs.mkdirSync(held);
      break;
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
    }
    const age = Date.now() - (fs.statSync(held, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > STALE) fs.rmSync(held, { recursive: true, force: true });
    if (Date.now() > end) {
      throw new SffError({
        code: 'lock-invalid',
        path: file,
        message: 'Another process holds it.',
        fix: `If no other synth runs, remove ${held}.`,
      });
    }
  }
  try {
    return step();
  } finally {
    fs.rmSync(held, { recursive: true, force: true });
  }
}
