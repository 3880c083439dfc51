import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../engine';
import { GO, goBuild, moduleDirectory } from '../go';

/** K3s' datastore: the etcd protocol on SQLite. */
export const kine: Engine = {
  name: 'kine',
  title: "kine, K3s' datastore on SQLite",
  needs: [GO, { program: 'gcc', how: 'Install it: apt-get install gcc libc6-dev.' }],
  pins: () => pins('kine'),
  outputs: () => ['kine'],
  prepare(cache) {
    goBuild({
      module: join(__dirname, 'kine'),
      packages: ['github.com/k3s-io/kine'],
      out: join(cache, 'kine'),
      cgo: { flags: '-DSQLITE_USE_ALLOCA=1' },
    });
  },
};

/** The controller that K3s embeds: it turns a HelmChart into the Job that installs it. */
export const helmController: Engine = {
  name: 'helm-controller',
  title: "K3s' helm-controller",
  needs: [GO],
  pins: () => pins('helm-controller'),
  outputs: () => ['helm-controller'],
  prepare(cache) {
    goBuild({
      module: join(__dirname, 'helm-controller'),
      packages: ['github.com/k3s-io/helm-controller'],
      out: join(cache, 'helm-controller'),
    });
  },
};

/** HelmChart, HelmChartConfig, Addon and ETCDSnapshotFile, as K3s installs them at its start. */
export const k3sCrds: Engine = {
  name: 'k3s-crds',
  title: 'custom resources of K3s',
  needs: [GO],
  pins: () => pins('k3s-crds'),
  outputs: () => [
    'helm.cattle.io_helmcharts.yaml',
    'helm.cattle.io_helmchartconfigs.yaml',
    'k3s.cattle.io_addons.yaml',
    'k3s.cattle.io_etcdsnapshotfiles.yaml',
  ],
  prepare(cache) {
    for (const module of ['github.com/k3s-io/helm-controller', 'github.com/k3s-io/api']) {
      const from = join(moduleDirectory(join(__dirname, 'k3s-crds'), module), 'pkg/crds/yaml/generated');
      for (const file of readdirSync(from)) copyFileSync(join(from, file), join(cache, file));
    }
  },
};

function pins(module: string): readonly string[] {
  return [join(__dirname, module, 'go.mod'), join(__dirname, module, 'go.sum'), __filename];
}
