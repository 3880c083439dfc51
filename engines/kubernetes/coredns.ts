import { join } from 'node:path';
import type { Engine } from '../engine';
import { GO, goBuild } from '../go';

const MODULE = join(__dirname, 'coredns');

/** Cluster DNS, with the plugins that names of Services need. */
export const coredns: Engine = {
  name: 'coredns',
  title: "CoreDNS, K3s' cluster DNS",
  needs: [GO],
  pins: () => [...['go.mod', 'go.sum', 'main.go'].map((file) => join(MODULE, file)), __filename],
  outputs: () => ['coredns'],
  prepare(cache) {
    goBuild({ module: MODULE, packages: ['.'], out: join(cache, 'coredns') });
  },
};
