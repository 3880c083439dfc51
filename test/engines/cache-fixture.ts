import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepare } from '../../engines/cache';
import type { Engine } from '../../engines/engine';

/** An engine whose build takes a second and adds a byte to `builds`. */
export function fixtureEngine(root: string): Engine {
  return {
    name: 'fixture',
    title: 'engine of a test',
    needs: [],
    pins: () => [join(root, 'pin')],
    outputs: () => ['program'],
    async prepare(cache) {
      appendFileSync(join(root, 'builds'), '.');
      await sleep(1000);
      writeFileSync(join(cache, 'program'), '');
    },
  };
}

const root = process.argv[2];
if (require.main === module && root !== undefined) void prepare(fixtureEngine(root));
