import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../engine';
import { GO, goBuild } from '../go';

const MODULE = join(__dirname, 'server');

/** The static server that takes the place of every image, on both orchestrators. */
export const standin: Engine = {
  name: 'standin',
  title: 'stand-in for the images of workloads',
  needs: [GO],
  pins: () => [...readdirSync(MODULE).map((file) => join(MODULE, file)), __filename],
  outputs: () => ['standin'],
  prepare(cache) {
    goBuild({ module: MODULE, packages: ['.'], out: join(cache, 'standin') });
  },
};
