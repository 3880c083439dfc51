import { join } from 'node:path';
import type { Engine } from '../engine';
import { GO, goTool, modulesOf } from '../go';

const MODULE = join(__dirname, 'flux-crds');

/** The custom resources of Flux, made from the types of its API as its own releases are. */
export const fluxCrds: Engine = {
  name: 'flux-crds',
  title: 'custom resources of Flux',
  needs: [GO],
  pins: () => [...['go.mod', 'go.sum', 'pins.go'].map((file) => join(MODULE, file)), __filename],
  outputs: () => ['kustomize.toolkit.fluxcd.io_kustomizations.yaml', 'source.toolkit.fluxcd.io_gitrepositories.yaml'],
  prepare(cache) {
    const apis = modulesOf(MODULE).filter((path) => /^github\.com\/fluxcd\/[a-z-]+-controller\/api$/.test(path));
    const paths = apis.map((path) => `paths=${path}/...`);
    goTool(MODULE, 'controller-gen', ['crd', ...paths, `output:crd:dir=${cache}`]);
  },
};
