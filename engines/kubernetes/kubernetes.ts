import { join } from 'node:path';
import type { Engine } from '../engine';
import { GO, goBuild, moduleVersion } from '../go';

/** Kubernetes itself: one go.mod, with the 33 staging modules at the same version, for both engines. */
const MODULE = join(__dirname, 'kubernetes');

/** What reads and stores objects: enough to judge every file. */
export const kubeApi: Engine = kubernetes('kube-api', 'kube-apiserver and kubectl', ['kube-apiserver', 'kubectl']);

/** What else a cluster runs, so that objects become pods. */
export const kubeNode: Engine = kubernetes(
  'kube-node',
  'kubelet, kube-controller-manager, kube-scheduler, kube-proxy',
  ['kubelet', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'],
);

function kubernetes(name: string, title: string, commands: readonly string[]): Engine {
  return {
    name,
    title,
    needs: [GO],
    pins: () => [join(MODULE, 'go.mod'), join(MODULE, 'go.sum'), __filename],
    outputs: () => commands,
    prepare(cache) {
      goBuild({
        module: MODULE,
        packages: commands.map((command) => `k8s.io/kubernetes/cmd/${command}`),
        out: `${cache}/`,
        variables: versionVariables(moduleVersion(MODULE, 'k8s.io/kubernetes')),
      });
    },
  };
}

/** Without these the API server says v0.0.0 and refuses its own feature gates. */
function versionVariables(version: string): Readonly<Record<string, string>> {
  const [major = '', minor = ''] = version.replace(/^v/, '').split('.');
  const base = 'k8s.io/component-base/version';
  return {
    [`${base}.gitVersion`]: version,
    [`${base}.gitMajor`]: major,
    [`${base}.gitMinor`]: minor,
    'k8s.io/client-go/pkg/version.gitVersion': version,
  };
}
