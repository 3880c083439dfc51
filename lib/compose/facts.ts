import type { IConstruct } from 'constructs';
import type { ContainerFacts } from '../validation/container-rules';
import type { HostPort } from '../validation/port-rules';
import { field, isOn, isStated, items, sourcesIn, textOf, textsIn } from './forms';
import { asRead, variablesIn } from './interpolation';
import { isImageMount, readDevice, readMount } from './mount-forms';
import { readPort } from './port-forms';
import type { ComposeServiceDefinition, ComposeSpecification } from './spec';

/** Namespaces of the device, by the key whose `host` shares each. */
const NAMESPACES = {
  network_mode: 'network',
  pid: 'process',
  ipc: 'IPC',
  uts: 'UTS',
  userns_mode: 'user',
  cgroup: 'cgroup',
} as const;

/** Options of `security_opt` that switch confinement off (Docker, "docker run --security-opt"); an older form has a colon. */
const UNCONFINED: ReadonlyMap<string, string> = new Map([
  ['seccomp=unconfined', 'seccomp'],
  ['apparmor=unconfined', 'AppArmor'],
  ['label=disable', 'SELinux'],
  ['label=type:spc_t', 'SELinux'],
  ['systempaths=unconfined', 'masked paths in /proc'],
]);

/** What pulls at every start, or by the clock (Compose Specification, pull_policy). */
const PULLS = /^(?:always|daily|weekly|every_.+|refresh)$/;

const API_SOCKET = '/var/run/docker.sock';

/** What is mounted as a file with a secret, and is none: a socket, something of the kernel's, all there is. */
const NO_SECRET = /\.sock$|^\/+(?:dev|proc|sys)\/|^\/+$|\/\.\.?(?:\/|$)/;

/** Policies that bring a service back after a power cut; `on-failure` does not. */
const RESTARTS = /^(?:always|any|unless-stopped)$/;

/** What the edge rules look at in a service, and in the containers that it runs before it starts. */
export function containerFactsOf(
  name: string,
  service: ComposeServiceDefinition,
  project: ComposeSpecification,
): ContainerFacts[] {
  const hooks = items(service.pre_start).map((hook, i) => [`${name}, pre_start ${i}`, hook] as const);
  return [[name, service] as const, ...hooks].map(([own, container]) => ({
    name: own,
    title: `service "${name}"${own.slice(name.length)}`,
    // What runs before a service has its image, unless it names another.
    image: imageOf(field(container, 'image') ?? service.image),
    ...(container === service
      ? { limits: limitsOf(container), limitsSyntax: 'deploy.resources.limits with cpus and memory' }
      : HOOK_LIMITS),
    privileged: isOn(field(container, 'privileged')) || hooksOf(container).some((h) => isOn(field(h, 'privileged'))),
    hostNamespaces: Object.entries(NAMESPACES).flatMap(([key, what]) =>
      field(container, key) === 'host' ? [what] : [],
    ),
    hostPaths: hostPathsOf(container, project),
    capabilities: textsIn(field(container, 'cap_add')).map((c) => c.toUpperCase().replace(/^CAP_/, '')),
    root: [container, ...hooksOf(container)].some((each) => isRoot(field(each, 'user'))),
    pullsAlways: PULLS.test(textOf(field(container, 'pull_policy')) ?? ''),
    unconfined: textsIn(field(container, 'security_opt')).flatMap(
      (option) => UNCONFINED.get(option.replace(/^(\w+):/, '$1=')) ?? [],
    ),
  }));
}

/** Docker reads `+0` as a number, and takes root where a group alone is stated (moby/sys/user, GetExecUser). */
function isRoot(user: unknown): boolean {
  return /^(?:(?:[-+]?0+|root)(?::|$)|:)/.test(String(user ?? ''));
}

/** Ports of the device that a service listens on. */
export function hostPortsOf(service: ComposeServiceDefinition, scope: IConstruct): HostPort[] {
  if (service.network_mode === 'host') {
    return items(service.expose).flatMap((entry) => {
      const read = readPort(entry);
      // `expose` has ports of the container alone, which in the network of the device are its own.
      const port = Number(String(entry).split('/')[0]);
      return read === undefined ? [] : [{ scope, port, protocol: read.protocol, address: undefined }];
    });
  }
  return items(service.ports).flatMap((entry) => {
    const { address, ports = [], protocol = 'tcp' } = readPort(entry) ?? {};
    const everywhere = address === undefined || address === '0.0.0.0' || address === '::';
    return ports.map((port) => ({ scope, port, protocol, address: everywhere ? undefined : address }));
  });
}

/** How Docker restarts a service. */
export interface RestartPolicy {
  /** Whether it comes back after a power cut. */
  readonly afterBoot: boolean;
  /** Whether Docker refuses it: only `on-failure` counts. */
  readonly isRefused: boolean;
  /** Whether it comes from `deploy.restart_policy`, which wins. */
  readonly isOfDeploy: boolean;
}

/** The policy of a service (docker/compose, getRestartPolicy): without a `condition`, that of `deploy` is none. */
export function restartPolicyOf({ restart, deploy }: ComposeServiceDefinition): RestartPolicy {
  const policy = field(deploy, 'restart_policy');
  const isOfDeploy = policy !== undefined && policy !== null;
  const [stated = '', attempts] = (textOf(restart) ?? '').split(':');
  const name = isOfDeploy ? (textOf(field(policy, 'condition')) ?? '') : stated;
  const most = Number((isOfDeploy ? field(policy, 'max_attempts') : attempts) ?? 0);
  const afterBoot = RESTARTS.test(name);
  return { afterBoot, isRefused: most !== 0 && (afterBoot || /^(?:no|none)$/.test(name)), isOfDeploy };
}

/** Containers of a service. */
export function replicasOf(service: ComposeServiceDefinition): number {
  const stated = Number(service.scale ?? field(service.deploy, 'replicas') ?? 1);
  return Number.isInteger(stated) && stated > 0 ? stated : 1;
}

/** The images of a service: its own, of what runs before it, and what it mounts. */
export function imagesOf(service: ComposeServiceDefinition): string[] {
  const containers = [service, ...items(service.pre_start)];
  return [...containers.flatMap((container) => textOf(field(container, 'image')) ?? []), ...mountedImages(service)];
}

/** Images whose content a service mounts. */
export function mountedImages({ volumes }: ComposeServiceDefinition): string[] {
  return items(volumes).flatMap((entry) => (isImageMount(entry) ? (textOf(field(entry, 'source')) ?? []) : []));
}

/** The environments of a service, by their places: its own, and those of its hooks. */
export function environmentsOf(service: ComposeServiceDefinition): [place: string, environment: unknown][] {
  const hooks = (['pre_start', 'post_start', 'pre_stop'] as const).flatMap((key) =>
    items(service[key]).map((hook, i): [string, unknown] => [`/${key}/${i}/environment`, field(hook, 'environment')]),
  );
  return [['/environment', service.environment], ...hooks];
}

/** Compose gives a hook no limits, whatever it states (docker/compose 5.5.1, pkg/compose/pre_start.go). */
const HOOK_LIMITS = {
  limits: { cpu: false, memory: false },
  limitsSyntax: 'a service in its place that others await with service_completed_successfully: a hook has none',
};

/** Stands for an image that a variable decides, which is a matter of its own rule. */
const ANY_IMAGE = `any@sha256:${'0'.repeat(64)}`;

function imageOf(image: unknown): unknown {
  return typeof image === 'string' && variablesIn(image).names.length > 0 ? ANY_IMAGE : image;
}

function limitsOf(container: unknown): ContainerFacts['limits'] {
  const limits = field(container, 'deploy', 'resources', 'limits');
  const stated = (...values: unknown[]) => values.some(isStated);
  return {
    cpu: stated(field(limits, 'cpus'), field(container, 'cpus'), field(container, 'cpu_quota')),
    memory: stated(field(limits, 'memory'), field(container, 'mem_limit')),
  };
}

/** Paths of the device that a container sees: bind mounts, volumes that are one, device nodes, Docker's socket. */
function hostPathsOf(container: unknown, project: ComposeSpecification): string[] {
  const mounts = items(field(container, 'volumes')).flatMap((entry) => {
    const { type, source } = readMount(entry) ?? {};
    if (source === undefined) return [];
    if (type !== 'bind') return mountedBy(field(project.volumes, source));
    return source.startsWith('/') ? [asRead(source)] : [];
  });
  const devices = items(field(container, 'devices')).flatMap((entry) => readDevice(entry) ?? []);
  const rules = textsIn(field(container, 'device_cgroup_rules')).map((rule) => `/dev/ (${rule})`);
  const fileIn = (section: 'configs' | 'secrets') =>
    sourcesIn(field(container, section)).flatMap((source) => textOf(field(project[section], source, 'file')) ?? []);
  const configs = fileIn('configs').filter((file) => file.startsWith('/'));
  const secrets = fileIn('secrets').filter((file) => NO_SECRET.test(file));
  const socket = isOn(field(container, 'use_api_socket')) ? [API_SOCKET] : [];
  return [...mounts, ...devices.map(asRead), ...rules, ...configs, ...secrets, ...socket];
}

/** What a volume of the `local` driver mounts of the device: a directory, a disk, the layers of an overlay. */
function mountedBy(volume: unknown): string[] {
  const [device = '', type, options = ''] = ['device', 'type', 'o'].map((key) =>
    textOf(field(volume, 'driver_opts', key)),
  );
  const layers = [...options.matchAll(/\b(?:lower|upper|work)dir=([^,]+)/g)].flatMap(([, path]) => path ?? []);
  // What begins with two slashes is a share of another host.
  const isLocal = type === 'none' || /\br?bind\b/.test(options) || /^\/(?!\/)/.test(device);
  return isLocal && device !== '' ? [device, ...layers] : layers;
}

function hooksOf(container: unknown): unknown[] {
  return [...items(field(container, 'post_start')), ...items(field(container, 'pre_stop'))];
}
