import { type Column, mapped, note, refused } from './cell';

const PATCH = 'Use `workload.patch` on the Deployment, or a cdk8s construct in the site.';
const ONE_REPLICA = 'Run one replica.';

/** What K3s makes of each feature. */
export const K3S: Column = {
  image: mapped('`image` by digest, `imagePullPolicy: IfNotPresent`'),
  command: mapped('`command`'),
  args: mapped('`args`'),
  env: mapped('`env`, with `$(VAR)` escaped as `$$(VAR)`'),
  'env-secret': {
    verdict: 'choice',
    to: '`env.valueFrom.secretKeyRef`',
    because: 'every process of the container, and whoever may read its environment, sees the secret.',
    choose: "kubernetes: { secretsInEnv: 'secretKeyRef', reason: '…' }, or mount it as a file with `secrets`",
    chosen: (w) => w.kubernetes?.secretsInEnv === 'secretKeyRef',
  },
  'config-files': mapped('a ConfigMap, each file mounted by `subPath`; its hash in the pod restarts it'),
  secrets: mapped(
    'a Secret of the namespace, its key mounted by `subPath`; mode 0440 for the group of the container, or 0444 where the image decides it',
  ),
  ports: mapped('`containerPort` and a ClusterIP Service'),
  'publish-lan': note(
    'a LoadBalancer Service with `loadBalancerSourceRanges` of the LAN, or `hostPort`; of several devices those with a pod answer (`externalTrafficPolicy: Local`)',
    'K3s listens on every address of every node; source ranges and network policy let only the LAN in.',
  ),
  'publish-loopback': {
    verdict: 'choice',
    to: '`hostPort` with `hostIP: 127.0.0.1`',
    because: 'ServiceLB listens on every address of the node, and cannot bind loopback only.',
    choose: "k3s: { publish: 'hostPort' }",
    chosen: (w) => w.k3s.publish === 'hostPort',
  },
  'publish-all': mapped(
    'a LoadBalancer Service open to every source, or `hostPort`; of several devices those with a pod answer (`externalTrafficPolicy: Local`)',
  ),
  'host-network-publish': refused(
    'its ports are on the device already.',
    'Drop publish: `ports` are the ports of the device.',
  ),
  'volume-named': note(
    'a PersistentVolumeClaim of the class `sff-local` (local-path, `Retain`), kept by delivery engines',
    'local-path does not enforce the size, and its directory belongs to root, writable for all: an image that has to own its data needs a directory below the mount (for PostgreSQL: PGDATA).',
  ),
  'volume-owner': mapped('local-path makes a directory of root that every user may write'),
  'volume-owner-stated': note('nothing: not needed', 'local-path makes the directory writable for every user.'),
  'volume-tmpfs': mapped('`emptyDir` in memory with `sizeLimit`'),
  'volume-host': note(
    '`hostPath`; the namespace becomes `privileged`',
    'A mounted directory of the device makes the namespace privileged: Pod Security no longer guards it.',
  ),
  user: mapped('`runAsUser`, `runAsNonRoot`'),
  'user-image': note(
    'no `runAsUser`; the namespace becomes `baseline`',
    'The image decides its user, which may be root; the namespace is baseline. The group is that of the user in /etc/passwd of the image, and root without one: a group that the image states is ignored.',
  ),
  group: mapped('`runAsGroup`'),
  'group-image': mapped('`runAsGroup`'),
  capabilities: mapped(
    '`capabilities: { drop: [ALL], add }`; other than NET_BIND_SERVICE lowers the namespace to `baseline` or `privileged`',
  ),
  exceptions: mapped('the fields of `securityContext`, recorded with their reasons'),
  limits: mapped('`resources.limits`'),
  'limits-pids': {
    verdict: 'choice',
    to: 'nothing',
    because: 'the kubelet has one limit for every pod of the node (podPidsLimit), not one for each.',
    choose: "kubernetes: { pids: 'node-wide', reason: '…' }",
    chosen: (w) => w.kubernetes?.pids === 'node-wide',
  },
  'limits-ephemeral': mapped('`resources.limits.ephemeral-storage`'),
  'reservations-memory': mapped('`resources.requests.memory`'),
  'reservations-cpu': mapped('`resources.requests.cpu`'),
  'health-command': mapped('`readinessProbe.exec`'),
  'health-http': mapped('`readinessProbe.httpGet`'),
  'health-tcp': mapped('`readinessProbe.tcpSocket`'),
  'health-calls': mapped('its Services have no endpoint meanwhile'),
  'health-start': note(
    'nothing: a pod is not ready until its check passes',
    'Readiness has no start period: while the container starts its Service has no endpoint.',
  ),
  'health-restart': mapped(
    '`livenessProbe`, and `startupProbe` for the start period; a sidecar has `initialDelaySeconds` instead',
  ),
  'stop-grace': mapped('`terminationGracePeriodSeconds`, at least 1'),
  sidecars: mapped('init containers with `restartPolicy: Always`'),
  'sidecars-replicas': mapped('each replica has its own'),
  init: mapped('`initContainers`'),
  'host-network': note(
    '`hostNetwork`, `dnsPolicy: ClusterFirstWithHostNet`; the namespace becomes `privileged`',
    'Network policies do not cover it: it can call anything, and its ports are open on every address of the device.',
  ),
  'host-network-edges': refused(
    'network policies do not cover a workload in the network of the device.',
    'Remove the edges: it can call anything already, and others reach it over the address of the device.',
  ),
  replicas: mapped(
    '`replicas`, rolling with `maxSurge: 0`, `maxUnavailable: 1`, on different nodes where there are several',
  ),
  'replicas-volume': refused('a local-path volume is on one node, for one writer.', ONE_REPLICA),
  'replicas-publish': mapped('a LoadBalancer Service in front of all'),
  'publish-without-egress': mapped('NetworkPolicy: it answers, and calls nothing but DNS'),
  'publish-host-port': note(
    '`hostPort`; the namespace becomes `privileged`',
    'A host port makes the namespace privileged: Pod Security no longer guards it.',
  ),
  'replicas-host-port': refused(
    'two pods of a node cannot have one host port.',
    `${ONE_REPLICA} Or publish by LoadBalancer.`,
  ),
  priority: mapped('`priorityClassName`: `sff-critical`, `sff-best-effort`'),
  peripherals: {
    verdict: 'choice',
    to: "a device plugin's resource, or the device node in a privileged container",
    because: 'Kubernetes hands out no device nodes by itself.',
    choose:
      "kubernetes: { peripherals: { '/dev/ttyUSB0': { resource: 'squat.ai/serial' } }, reason: '…' }, or 'privileged' instead of the resource",
    chosen: (w) => w.peripherals.every((p) => w.kubernetes?.peripherals?.[p] !== undefined),
  },
  gpus: mapped('`nvidia.com/gpu` and `runtimeClassName: nvidia`; needs the device plugin on the site'),
  labels: mapped('labels of the Deployment and its pods'),
  on: mapped('`nodeSelector: kubernetes.io/hostname`'),
  'egress-lan': mapped('NetworkPolicy to the LAN'),
  'egress-to': mapped('NetworkPolicy to the range and port'),
  'egress-internet': mapped('NetworkPolicy to everything but the ranges of pods, Services, the LAN and link-local'),
  connect: mapped('NetworkPolicies on both ends, on the ports of the second'),
  'allow-from': mapped('NetworkPolicy from the pods'),
  'pull-secrets': mapped('`imagePullSecrets`'),
  logging: note(
    'nothing in the manifests; `site.json` has it for the kubelet',
    'The kubelet rotates logs for the whole node: set containerLogMaxSize and containerLogMaxFiles as site.json says.',
  ),
  restart: mapped('always'),
  ingress: refused(
    'there is no route yet.',
    'Put an Ingress or an HTTPRoute of cdk8s into the site, and let its controller in with `allowFrom`.',
  ),
  jobs: refused('there is no job yet.', 'Put a Job of cdk8s into the site.'),
  cron: refused('there is no job yet.', 'Put a CronJob of cdk8s into the site.'),
  backup: refused(
    'there is no backup yet.',
    'Run a sidecar that mounts the volume, or a workload that dumps over the network; claims stay when the workload goes.',
  ),
  'start-order': refused(
    'Kubernetes has no order between workloads.',
    'Let the program retry, or wait in an `init` container.',
  ),
  rolling: refused('one replica is replaced: stopped, then started.', 'Run two replicas, which are rolled.'),
  'gpu-sharing': refused('only whole GPUs are portable.', PATCH),
  ulimits: refused('not portable.', PATCH),
  networks: refused('not portable.', PATCH),
  namespaces: refused('they undo isolation.', PATCH),
  'service-account': refused(
    'a workload has no token.',
    'Put a ServiceAccount, a Role and a Deployment of cdk8s into the site.',
  ),
  scheduling: refused('a site is one device or a few.', PATCH),
  build: refused('everything is resolved when the program runs.', 'Build in CI, and use the values of the program.'),
};
