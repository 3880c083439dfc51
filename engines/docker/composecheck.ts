import { join } from 'node:path';
import type { Engine } from '../engine';
import { GO, goBuild } from '../go';

const MODULE = join(__dirname, 'composecheck');

/** The reader of Docker Compose on its own: a verdict on a file in milliseconds, without an engine. */
export const composecheck: Engine = {
  name: 'composecheck',
  title: 'compose-go as a strict reader',
  needs: [GO],
  pins: () => [...['go.mod', 'go.sum', 'main.go'].map((file) => join(MODULE, file)), __filename],
  outputs: () => ['composecheck'],
  prepare(cache) {
    goBuild({ module: MODULE, packages: ['.'], out: join(cache, 'composecheck') });
  },
};
