import { join } from 'node:path';
import type { Engine } from '../engine';
import { GO, goBuild, moduleVersion } from '../go';

const MODULE = join(__dirname, 'containerd');
const CONTAINERD = 'github.com/containerd/containerd/v2';

/** The runtime at the version that K3s pins, with Debian's runc and CNI plugins below it. */
export const containerd: Engine = {
  name: 'containerd',
  title: 'containerd, runc and CNI plugins',
  needs: [
    GO,
    { debian: 'runc', files: ['/usr/sbin/runc', '/usr/bin/runc', '/usr/local/sbin/runc'] },
    { debian: 'containernetworking-plugins', files: ['/usr/lib/cni/bridge', '/opt/cni/bin/bridge'] },
    { debian: 'iptables', files: ['/usr/sbin/iptables'] },
    { debian: 'iproute2', files: ['/usr/sbin/ip', '/sbin/ip'] },
  ],
  pins: () => [join(MODULE, 'go.mod'), join(MODULE, 'go.sum'), __filename],
  outputs: () => ['containerd', 'containerd-shim-runc-v2', 'ctr'],
  prepare(cache) {
    goBuild({
      module: MODULE,
      packages: ['containerd', 'containerd-shim-runc-v2', 'ctr'].map((command) => `${CONTAINERD}/cmd/${command}`),
      out: `${cache}/`,
      tags: ['no_btrfs', 'no_devmapper', 'no_zfs'],
      variables: { [`${CONTAINERD}/version.Version`]: moduleVersion(MODULE, CONTAINERD) },
    });
  },
};
