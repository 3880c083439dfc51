import type { IConstruct } from 'constructs';
import type { ContainerFacts } from '../validation/container-rules';
import type { HostPort } from '../validation/port-rules';
import { field, isOn, isStated, items, sourcesIn, textOf, textsIn } from './forms';
import { asRead } from './interpolation';
import { readDevice, readMount } from './mount-forms';
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

/** What pulls at every start, or by the clock (Compose Specification, pull_policy). */
const PULLS = /^(?:always|daily|weekly|every_.+|refresh)$/;

const API_SOCKET = '/var/run/docker.sock';

/** Values of `restart` that bring a service back after a power cut; `on-failure` does not. */
const RESTARTS = /^(?:always|unless-stopped)$/;

/** What the edge rules look at in a service, and in the containers that it runs before it starts. */
export function containerFactsOf(
  name: string,
  service: ComposeServiceDefinition,
  project: ComposeSpecification,
  declared: ReadonlySet<string>,
): ContainerFacts[] {
  const hooks = items(service.pre_start).map((hook, i) => [`service "${name}", pre_start ${i}`, hook] as const);
  return [[`service "${name}"`, service] as const, ...hooks].map(([title, container]) => ({
    title,
    image: imageOf(container),
    limits: limitsOf(container),
    limitsSyntax: 'deploy.resources.limits with cpus and memory',
    privileged: isOn(field(container, 'privileged')) || hooksOf(container).some((h) => isOn(field(h, 'privileged'))),
    hostNamespaces: Object.entries(NAMESPACES).flatMap(([key, what]) =>
      field(container, key) === 'host' ? [what] : [],
    ),
    hostPaths: hostPathsOf(container, project).filter((path) => !declared.has(path)),
    capabilities: textsIn(field(container, 'cap_add')).map((c) => c.toUpperCase().replace(/^CAP_/, '')),
    root: /^(?:0+|root)(?::|$)/.test(String(field(container, 'user') ?? '')),
    pullsAlways: PULLS.test(textOf(field(container, 'pull_policy')) ?? ''),
  }));
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

/** Whether a service comes back after a power cut. `deploy.restart_policy` wins over `restart`, as in Compose. */
export function restartsAfterBoot(service: ComposeServiceDefinition): boolean {
  const policy = field(service.deploy, 'restart_policy');
  if (policy === undefined || policy === null) return RESTARTS.test(textOf(service.restart) ?? '');
  return (field(policy, 'condition') ?? 'any') === 'any';
}

/** Containers of a service. */
export function replicasOf(service: ComposeServiceDefinition): number {
  const stated = Number(service.scale ?? field(service.deploy, 'replicas') ?? 1);
  return Number.isInteger(stated) && stated > 0 ? stated : 1;
}

function imageOf(container: unknown): unknown {
  const image = field(container, 'image');
  // A variable is a matter of its own rule; here something stands for it.
  return typeof image === 'string' ? asRead(image) : image;
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
    if (type !== 'bind') return bindOf(field(project.volumes, source)) ?? [];
    return source.startsWith('/') ? [asRead(source)] : [];
  });
  const devices = items(field(container, 'devices')).flatMap((entry) => readDevice(entry) ?? []);
  const configs = sourcesIn(field(container, 'configs')).flatMap(
    (source) => textOf(field(project.configs, source, 'file'))?.match(/^\/.*/)?.[0] ?? [],
  );
  const socket = isOn(field(container, 'use_api_socket')) ? [API_SOCKET] : [];
  return [...mounts, ...devices.map(asRead), ...configs, ...socket];
}

/** The directory that a volume of the `local` driver binds. */
function bindOf(volume: unknown): string | undefined {
  const path = textOf(field(volume, 'driver_opts', 'device'));
  return path?.startsWith('/') && /\br?bind\b/.test(textOf(field(volume, 'driver_opts', 'o')) ?? '') ? path : undefined;
}

function hooksOf(container: unknown): unknown[] {
  return [...items(field(container, 'post_start')), ...items(field(container, 'pre_stop'))];
}
