import { ApiObject } from 'cdk8s';
import { Application, Rules, type WorkloadScope } from 'sff-constructs';
import { pinned } from './images';

/** What the kubelet's device plugins register with. */
const SOCKETS = '/var/lib/kubelet/device-plugins';

/**
 * NVIDIA's device plugin, which offers the GPUs of some nodes as `nvidia.com/gpu`.
 *
 * A plain object: the library has no workload that runs on every node. As an application it has a namespace of its
 * own, which becomes `privileged` for the mounted directory; the namespaces of the workloads stay `restricted`.
 */
export class NvidiaDevicePlugin extends Application<'k3s'> {
  constructor(scope: WorkloadScope<'k3s'>, id: string, nodes: readonly string[]) {
    super(scope, id);
    const labels = { 'app.kubernetes.io/name': id };
    const plugin = new ApiObject(this, 'plugin', {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: id, labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            runtimeClassName: 'nvidia',
            priorityClassName: 'system-node-critical',
            automountServiceAccountToken: false,
            imagePullSecrets: [{ name: 'registry' }],
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [...nodes] }] },
                  ],
                },
              },
            },
            containers: [
              {
                name: 'plugin',
                image: pinned('registry.contoso.com/nvidia/k8s-device-plugin:v0.18.2'),
                imagePullPolicy: 'IfNotPresent',
                env: [{ name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' }],
                resources: {
                  limits: { cpu: '100m', memory: '128Mi' },
                  requests: { cpu: '10m', memory: '64Mi' },
                },
                securityContext: {
                  runAsUser: 0,
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ['ALL'] },
                  readOnlyRootFilesystem: true,
                  seccompProfile: { type: 'RuntimeDefault' },
                },
                volumeMounts: [{ name: 'sockets', mountPath: SOCKETS }],
              },
            ],
            volumes: [{ name: 'sockets', hostPath: { path: SOCKETS, type: 'Directory' } }],
          },
        },
      },
    });
    Rules.waive(plugin, ['host-path', 'runs-as-root'], {
      reason: 'The kubelet offers devices through a socket in its own directory, which only root can write.',
    });
  }
}
