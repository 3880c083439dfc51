import type { ContainerModel, WorkloadModel } from './model';
import { containersOf } from './model';
import type { WorkloadProps } from './props';

/** Something that a workload can ask for. */
export interface Feature<Id extends string = string> {
  readonly id: Id;
  /** As the documentation and messages name it. */
  readonly title: string;
  /** Property that asks for it; none for what a method asks for, or for what does not exist yet. */
  readonly prop?: keyof WorkloadProps | undefined;
  /** Whether a workload asks for it. */
  readonly uses: (workload: WorkloadModel) => boolean;
}

const anyContainer = (test: (container: ContainerModel) => unknown) => (w: WorkloadModel) =>
  containersOf(w).some((c) => Boolean(test(c)));
const health = (test: (health: NonNullable<ContainerModel['health']>) => boolean) =>
  anyContainer((c) => c.health !== undefined && test(c.health));
const volume = (kind: WorkloadModel['volumes'][number]['kind']) => (w: WorkloadModel) =>
  w.volumes.some((v) => v.kind === kind);
const published = (on: 'lan' | 'loopback' | 'all') => (w: WorkloadModel) => w.ports.some((p) => p.publish?.on === on);
const egress = (kind: 'lan' | 'internet' | 'to') => (w: WorkloadModel) => w.egress.some((e) => e.kind === kind);
const isPublished = (w: WorkloadModel) => w.ports.some((p) => p.publish !== undefined);
const viaHostPort = (w: WorkloadModel) => isPublished(w) && w.k3s.publish === 'hostPort';
const always = () => true;
/** Not in the model: the type has no such field, and JavaScript's is refused as unknown. */
const never = () => false;

const FEATURE_LIST = [
  { id: 'image', title: 'image', prop: 'image', uses: always },
  { id: 'command', title: 'command', prop: 'command', uses: anyContainer((c) => c.command) },
  { id: 'args', title: 'args', prop: 'args', uses: anyContainer((c) => c.args) },
  { id: 'env', title: 'env', prop: 'env', uses: anyContainer((c) => c.env.some((e) => typeof e.value === 'string')) },
  {
    id: 'env-secret',
    title: 'env with a Secret',
    prop: 'env',
    uses: anyContainer((c) => c.env.some((e) => typeof e.value !== 'string')),
  },
  {
    id: 'config-files',
    title: 'configFiles',
    prop: 'configFiles',
    uses: anyContainer((c) => c.configFiles.length > 0),
  },
  { id: 'secrets', title: 'secrets as files', prop: 'secrets', uses: anyContainer((c) => c.secrets.length > 0) },
  { id: 'ports', title: 'ports', prop: 'ports', uses: (w) => w.ports.length > 0 },
  { id: 'publish-lan', title: "publish on 'lan'", prop: 'ports', uses: published('lan') },
  { id: 'publish-loopback', title: "publish on 'loopback'", prop: 'ports', uses: published('loopback') },
  { id: 'publish-all', title: "publish on 'all'", prop: 'ports', uses: published('all') },
  {
    id: 'host-network-publish',
    title: 'publish with hostNetwork',
    prop: 'ports',
    uses: (w) => w.hostNetwork !== undefined && isPublished(w),
  },
  { id: 'volume-named', title: 'volumes: named', prop: 'volumes', uses: volume('named') },
  {
    id: 'volume-owner',
    title: 'volumes: named, for a user that is not root',
    prop: 'volumes',
    uses: (w) => w.main.user !== 0 && w.volumes.some((v) => v.kind === 'named' && v.owner === undefined),
  },
  {
    id: 'volume-owner-stated',
    title: 'volumes: owner',
    prop: 'volumes',
    uses: (w) => w.volumes.some((v) => v.kind === 'named' && v.owner !== undefined),
  },
  {
    id: 'volume-tmpfs',
    title: 'volumes: tmpfs (also for shared memory, at /dev/shm)',
    prop: 'volumes',
    uses: volume('tmpfs'),
  },
  { id: 'volume-host', title: 'volumes: hostPath', prop: 'volumes', uses: volume('host') },
  { id: 'user', title: 'user: a number', prop: 'user', uses: anyContainer((c) => c.user !== 'image') },
  { id: 'user-image', title: "user: 'image'", prop: 'user', uses: anyContainer((c) => c.user === 'image') },
  { id: 'group', title: 'group', prop: 'group', uses: anyContainer((c) => c.group !== undefined) },
  {
    id: 'group-image',
    title: "group with user: 'image'",
    prop: 'group',
    uses: anyContainer((c) => c.user === 'image' && c.group !== undefined),
  },
  {
    id: 'capabilities',
    title: 'capabilities',
    prop: 'capabilities',
    uses: anyContainer((c) => c.capabilities.length > 0),
  },
  {
    id: 'exceptions',
    title: 'exceptions',
    prop: 'exceptions',
    uses: anyContainer((c) => Object.keys(c.exceptions).length > 0),
  },
  { id: 'limits', title: 'limits: cpu, memory', prop: 'limits', uses: always },
  { id: 'limits-pids', title: 'limits: pids', prop: 'limits', uses: anyContainer((c) => c.limits.pids !== undefined) },
  {
    id: 'limits-ephemeral',
    title: 'limits: ephemeralStorage',
    prop: 'limits',
    uses: anyContainer((c) => c.limits.ephemeralStorage !== undefined),
  },
  {
    id: 'reservations-memory',
    title: 'reservations: memory',
    prop: 'reservations',
    uses: anyContainer((c) => c.reservations.memory !== undefined),
  },
  {
    id: 'reservations-cpu',
    title: 'reservations: cpu',
    prop: 'reservations',
    uses: anyContainer((c) => c.reservations.cpu !== undefined),
  },
  { id: 'health-command', title: 'health: command', prop: 'health', uses: health((h) => h.check.kind === 'command') },
  { id: 'health-http', title: 'health: HTTP', prop: 'health', uses: health((h) => h.check.kind === 'http') },
  { id: 'health-tcp', title: 'health: TCP', prop: 'health', uses: health((h) => h.check.kind === 'tcp') },
  {
    id: 'health-calls',
    title: 'health: calls while the check fails',
    prop: 'health',
    uses: (w) => w.main.health !== undefined && w.ports.length > 0,
  },
  {
    id: 'health-start',
    title: 'health: startPeriod',
    prop: 'health',
    uses: health((h) => h.startPeriodStated && h.restartAfter === undefined),
  },
  {
    id: 'health-restart',
    title: 'health: restartAfter (liveness)',
    prop: 'health',
    uses: health((h) => h.restartAfter !== undefined),
  },
  { id: 'stop-grace', title: 'stopGracePeriod', prop: 'stopGracePeriod', uses: always },
  { id: 'sidecars', title: 'sidecars', prop: 'sidecars', uses: (w) => w.sidecars.length > 0 },
  {
    id: 'sidecars-replicas',
    title: 'sidecars with replicas above 1',
    prop: 'sidecars',
    uses: (w) => w.sidecars.length > 0 && w.replicas > 1,
  },
  { id: 'init', title: 'init', prop: 'init', uses: (w) => w.init.length > 0 },
  { id: 'host-network', title: 'hostNetwork', prop: 'hostNetwork', uses: (w) => w.hostNetwork !== undefined },
  {
    id: 'host-network-edges',
    title: 'connectTo or egress with hostNetwork',
    prop: 'hostNetwork',
    uses: (w) =>
      w.hostNetwork !== undefined &&
      (w.connections.size > 0 || w.clients.size > 0 || w.egress.length > 0 || w.peers.length > 0),
  },
  { id: 'replicas', title: 'replicas above 1', prop: 'replicas', uses: (w) => w.replicas > 1 },
  {
    id: 'replicas-volume',
    title: 'replicas above 1 with a named volume',
    prop: 'replicas',
    uses: (w) => w.replicas > 1 && w.volumes.some((v) => v.kind === 'named'),
  },
  {
    id: 'replicas-publish',
    title: 'replicas above 1 with a published port',
    prop: 'replicas',
    uses: (w) => w.replicas > 1 && isPublished(w),
  },
  {
    id: 'publish-without-egress',
    title: 'publish without egress',
    prop: 'ports',
    uses: (w) => isPublished(w) && w.egress.length === 0 && w.hostNetwork === undefined,
  },
  {
    id: 'publish-host-port',
    title: "publish by host port (k3s: { publish: 'hostPort' })",
    prop: 'ports',
    uses: viaHostPort,
  },
  {
    id: 'replicas-host-port',
    title: 'replicas above 1 with a host port or hostNetwork',
    prop: 'replicas',
    uses: (w) => w.replicas > 1 && (viaHostPort(w) || w.hostNetwork !== undefined),
  },
  { id: 'priority', title: 'priority', prop: 'priority', uses: (w) => w.priority !== 'normal' },
  { id: 'peripherals', title: 'peripherals', prop: 'peripherals', uses: (w) => w.peripherals.length > 0 },
  { id: 'gpus', title: 'gpus', prop: 'gpus', uses: (w) => w.gpus > 0 },
  { id: 'labels', title: 'labels', prop: 'labels', uses: (w) => Object.keys(w.labels).length > 0 },
  { id: 'on', title: 'on (a device)', prop: 'on', uses: (w) => w.device !== undefined },
  { id: 'egress-lan', title: 'egress: lan', prop: 'egress', uses: egress('lan') },
  { id: 'egress-to', title: 'egress: to', prop: 'egress', uses: egress('to') },
  { id: 'egress-internet', title: 'egress: internet', prop: 'egress', uses: egress('internet') },
  { id: 'connect', title: 'connectTo', uses: (w) => w.connections.size > 0 },
  { id: 'allow-from', title: 'allowFrom', uses: (w) => w.peers.length > 0 },
  { id: 'pull-secrets', title: 'pullSecrets (defaults)', uses: (w) => w.pullSecrets.length > 0 },
  { id: 'logging', title: 'logging (defaults)', uses: (w) => w.site.defaults.logging !== undefined },
  { id: 'restart', title: 'restart after a crash or a boot', uses: always },
  { id: 'ingress', title: 'routes by host name, with TLS', uses: never },
  { id: 'jobs', title: 'jobs that run once', uses: never },
  { id: 'cron', title: 'jobs by the clock', uses: never },
  { id: 'backup', title: 'backup of volumes', uses: never },
  { id: 'start-order', title: 'start after another workload is healthy', uses: never },
  { id: 'rolling', title: 'rolling update', uses: never },
  { id: 'gpu-sharing', title: 'parts of a GPU, MIG, CDI names', uses: never },
  { id: 'ulimits', title: 'sysctls, ulimits', uses: never },
  { id: 'networks', title: 'external networks, static addresses, aliases, extra hosts, DNS servers', uses: never },
  { id: 'namespaces', title: 'pid, ipc, uts, user and cgroup namespaces of the host', uses: never },
  { id: 'service-account', title: 'access to the Kubernetes API or to the Docker socket', uses: never },
  { id: 'scheduling', title: 'affinity, topology spread, autoscaling, one pod on each node', uses: never },
  { id: 'build', title: 'build, extends, profiles, env_file, variables in the output', uses: never },
] as const satisfies readonly Feature[];

/** Id of a feature: a row of the matrix. */
export type FeatureId = (typeof FEATURE_LIST)[number]['id'];

/** Everything that a workload can ask for: the rows of the matrix. */
export const FEATURES: readonly Feature<FeatureId>[] = FEATURE_LIST;
