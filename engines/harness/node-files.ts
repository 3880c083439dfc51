import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { containerd } from '../kubernetes/containerd';
import { PAUSE } from '../standin/image';
import { NODE_ADDRESS } from './box';
import type { Run } from './run';

export const CONTAINERD_SOCKET = '/run/containerd/sff.sock';
export const NODE_NAME = 'node-1';
export const DNS_READY = '127.0.0.1:8181';
/** K3s' defaults. */
const POD_CIDR = '10.42.0.0/24';
const CLUSTER_DOMAIN = 'cluster.local';

/** Writes what the node's programs read. */
export function writeNodeFiles(run: Run): void {
  mkdirSync(run.path('cni'));
  mkdirSync(run.path('volumes'));
  writeFileSync(run.path('cni', '10-node.conflist'), JSON.stringify(network));
  writeFileSync(run.path('containerd.toml'), containerdConfiguration(run));
  writeFileSync(run.path('kubelet.json'), JSON.stringify(kubeletConfiguration(run)));
  writeFileSync(run.path('Corefile'), corefile(run));
}

const network = {
  cniVersion: '1.0.0',
  name: 'node',
  plugins: [
    {
      type: 'bridge',
      bridge: 'cni0',
      isGateway: true,
      hairpinMode: true,
      ipMasq: true,
      ipam: { type: 'host-local', ranges: [[{ subnet: POD_CIDR }]], routes: [{ dst: '0.0.0.0/0' }] },
    },
    { type: 'portmap', capabilities: { portMappings: true }, snat: true },
  ],
};

function containerdConfiguration(run: Run): string {
  const plugins = placeOf('containernetworking-plugins');
  return `version = 3
root = '${run.path('containerd')}'
state = '/run/containerd/sff'
disabled_plugins = ['io.containerd.nri.v1.nri']
[grpc]
  address = '${CONTAINERD_SOCKET}'
[plugins.'io.containerd.cri.v1.images']
  snapshotter = 'overlayfs'
[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = '${PAUSE}'
[plugins.'io.containerd.cri.v1.runtime']
  # Only a process with CAP_SYS_RESOURCE may lower a score.
  restrict_oom_score_adj = true
[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dirs = ['${dirname(plugins)}']
  conf_dir = '${run.path('cni')}'
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  BinaryName = '${placeOf('runc')}'
`;
}

/** The first of the files of a Debian package that containerd needs. */
function placeOf(debian: string): string {
  const need = containerd.needs.find((each) => 'debian' in each && each.debian === debian);
  const file = need && 'files' in need ? need.files.find((each) => existsSync(each)) : undefined;
  if (file === undefined) throw new Error(`${debian} is missing. Run: npm run engines -- prepare containerd`);
  return file;
}

function kubeletConfiguration(run: Run): unknown {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${run.cgroup}`,
    failSwapOn: false,
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    enforceNodeAllocatable: ['none'],
    clusterDNS: [NODE_ADDRESS],
    clusterDomain: CLUSTER_DOMAIN,
    resolvConf: '/dev/null',
    podLogsDir: run.path('pods'),
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    protectKernelDefaults: true,
    evictionHard: { 'nodefs.available': '1%', 'imagefs.available': '1%', 'memory.available': '100Mi' },
    makeIPTablesUtilChains: false,
    // Quick answers: a test waits for each of them.
    syncFrequency: '2s',
    configMapAndSecretChangeDetectionStrategy: 'Watch',
    serializeImagePulls: false,
    shutdownGracePeriod: '0s',
  };
}

function corefile(run: Run): string {
  return `.:53 {
  errors
  ready ${DNS_READY}
  kubernetes ${CLUSTER_DOMAIN} {
    kubeconfig ${run.path('kubeconfig')}
  }
}
`;
}
