import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DebianPackage, Engine } from '../engine';
import { GO, type GoBuild, goBuild, moduleVersion } from '../go';

const MOBY = 'github.com/moby/moby/v2';
const CONTAINERD = 'github.com/containerd/containerd/v2';
const RUNC = 'github.com/opencontainers/runc';
const CLI = 'github.com/docker/cli';
const COMPOSE = 'github.com/docker/compose/v5';

/** Programs of one go.mod: everything that a Docker engine needs to run on its own, and what talks to it. */
interface Part extends Omit<GoBuild, 'module' | 'out' | 'variables'> {
  readonly module: string;
  /** Variables of the programs that hold the version of a module. */
  readonly versions: Readonly<Record<string, string>>;
}

const PARTS: readonly Part[] = [
  {
    module: 'dockerd',
    packages: [`${MOBY}/cmd/dockerd`, `${MOBY}/cmd/docker-proxy`],
    versions: { [`${MOBY}/dockerversion.Version`]: MOBY },
  },
  {
    module: 'containerd',
    packages: [`${CONTAINERD}/cmd/containerd`, `${CONTAINERD}/cmd/containerd-shim-runc-v2`],
    versions: { [`${CONTAINERD}/version.Version`]: CONTAINERD },
    tags: ['no_btrfs', 'no_devmapper', 'no_zfs'],
  },
  {
    // Debian's runc 1.1 loses the mode of a tmpfs when a container restarts.
    module: 'runc',
    packages: [RUNC],
    versions: { 'main.version': RUNC },
    tags: ['seccomp'],
    cgo: { flags: '-O2' },
  },
  {
    module: 'cli',
    packages: [`${CLI}/cmd/docker`, `${COMPOSE}/cmd`],
    versions: { [`${CLI}/cli/version.Version`]: CLI, [`${COMPOSE}/internal.Version`]: COMPOSE },
  },
];

/** Debian packages that the engine takes from the machine when it runs. */
const HOST: readonly DebianPackage[] = [
  { debian: 'iptables', files: ['/usr/sbin/iptables'] },
  { debian: 'iproute2', files: ['/usr/sbin/ip', '/sbin/ip'] },
  { debian: 'util-linux', files: ['/usr/bin/unshare'] },
  { debian: 'tini', files: ['/usr/bin/tini-static'] },
];

/** dockerd with its runtime, and the client with its Compose plugin. */
export const docker: Engine = {
  name: 'docker',
  title: 'Docker engine, client and Compose',
  needs: [
    GO,
    { program: 'gcc', how: 'Install it: apt-get install gcc libc6-dev.' },
    { program: 'pkg-config', how: 'Install it: apt-get install pkg-config.' },
    { debian: 'libseccomp-dev', files: ['/usr/include/seccomp.h'] },
    ...HOST,
  ],
  pins: () => [
    ...PARTS.flatMap(({ module }) => ['go.mod', 'go.sum'].map((file) => join(__dirname, module, file))),
    join(__dirname, 'cli/rosetta/rosetta.go'),
    __filename,
  ],
  outputs: () => [
    ...['dockerd', 'docker-proxy', 'containerd', 'containerd-shim-runc-v2', 'runc', 'docker'].map((it) => `bin/${it}`),
    'cli-plugins/docker-compose',
  ],
  prepare(cache) {
    for (const directory of ['bin', 'cli-plugins']) mkdirSync(join(cache, directory));
    for (const { module, versions, ...build } of PARTS) {
      const directory = join(__dirname, module);
      const variables = Object.entries(versions).map(([variable, of]) => [variable, version(directory, of)] as const);
      goBuild({ ...build, module: directory, out: join(cache, 'bin/'), variables: Object.fromEntries(variables) });
    }
    renameSync(join(cache, 'bin/cmd'), join(cache, 'cli-plugins/docker-compose'));
  },
};

/** As the programs say it: `29.7.2` for `v29.7.2+incompatible`. */
function version(directory: string, module: string): string {
  return moduleVersion(directory, module).replace(/^v/, '').replace('+incompatible', '');
}
