import type { Priority } from '../portable/defaults';
import type { ContainerModel, PortModel, WorkloadModel } from '../workload/model';
import { type ConfigFile, configHash } from './config-files';
import { toHealthcheck } from './healthcheck';
import { type LoggingSettings, toLogging } from './logging';
import { mountsOf } from './mounts';
import { secretKey } from './names';
import type { Attachment } from './networks';
import { envFilePath } from './secrets';
import type { ComposeDeployment, ComposePort, ComposeServiceDefinition } from './spec';
import { bytesText } from './units';

/** Prefix of our own labels. */
export const OURS = 'sff-constructs';

/** Processes and threads of a container that states no limit. */
const PIDS = 4096;

/** How soon the kernel kills a container when memory runs out (proc(5), oom_score_adj). */
const OOM_SCORES: Readonly<Record<Priority, number | undefined>> = {
  critical: -500,
  normal: undefined,
  'best-effort': 500,
};

const GPU = { driver: 'nvidia', capabilities: ['gpu'] } as const;

/** What is the same for every container, whatever its part in the workload. */
export function toService(
  workload: WorkloadModel,
  container: ContainerModel,
  files: readonly ConfigFile[],
  logging: LoggingSettings,
): ComposeServiceDefinition {
  const { exceptions, user, group } = container;
  const privileged = exceptions.privileged !== undefined;
  const escalates = privileged || exceptions.privilegeEscalation !== undefined;
  const envFile = envFilePath(workload, container);
  const env = container.env.flatMap(({ name, value }) => (typeof value === 'string' ? [[name, value] as const] : []));
  return {
    image: container.image,
    pull_policy: 'missing',
    init: true,
    entrypoint: container.command,
    command: container.args,
    environment: env.length === 0 ? undefined : Object.fromEntries(env),
    env_file: envFile === undefined ? undefined : [{ path: envFile, format: 'raw', required: true }],
    user: user === 'image' ? undefined : `${user}:${group ?? user}`,
    read_only: exceptions.writableRootFilesystem === undefined ? true : undefined,
    privileged: privileged ? true : undefined,
    cap_drop: ['ALL'],
    cap_add: nonEmpty(container.capabilities),
    security_opt: escalates ? undefined : ['no-new-privileges:true'],
    volumes: nonEmpty(mountsOf(workload, container)),
    configs: nonEmpty(files.map(({ key, target }) => ({ source: key, target }))),
    secrets: nonEmpty(
      container.secrets.map(({ name, key, path }) => ({ source: secretKey(workload, name, key), target: path })),
    ),
    healthcheck: container.health === undefined ? undefined : toHealthcheck(container.health),
    deploy: toDeploy(workload, container),
    oom_score_adj: OOM_SCORES[workload.priority],
    stop_grace_period: `${workload.stopGraceSeconds}s`,
    logging: toLogging(logging),
    labels: {
      ...workload.labels,
      [`${OURS}.workload`]: workload.hostname,
      [`${OURS}.container`]: container.name,
      ...hashLabel(files),
    },
  };
}

/** How a service is attached to networks. Only a main container is called by its name. */
export function toNetworks(attachment: Attachment, hostname: string | undefined) {
  if (typeof attachment === 'string') return { network_mode: attachment };
  const aliases = hostname === undefined ? {} : { aliases: [hostname] };
  return { networks: Object.fromEntries(attachment.map((key) => [key, aliases])) };
}

/** A published port, where `address` is the device's. */
export function toPort({ port, protocol, publish }: PortModel, address: string | undefined): ComposePort[] {
  if (publish === undefined) return [];
  // A device without address is a problem, so what stands for it is never written.
  const hosts = { lan: address ?? '127.0.0.1', loopback: '127.0.0.1', all: '0.0.0.0' };
  return [{ target: port, published: String(publish.port), host_ip: hosts[publish.on], protocol, mode: 'host' }];
}

/** A list, or undefined where it is empty. */
export function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function toDeploy(workload: WorkloadModel, container: ContainerModel): ComposeDeployment {
  const { limits, reservations } = container;
  const main = container === workload.main;
  const memory = reservations.memory === undefined ? {} : { memory: bytesText(reservations.memory) };
  const gpus = main && workload.gpus > 0 ? { devices: [{ ...GPU, count: workload.gpus }] } : {};
  const reserved = { ...memory, ...gpus };
  return {
    replicas: main && workload.replicas > 1 ? workload.replicas : undefined,
    resources: {
      limits: { cpus: String(limits.cpu), memory: bytesText(limits.memory), pids: limits.pids ?? PIDS },
      reservations: Object.keys(reserved).length === 0 ? undefined : reserved,
    },
  };
}

function hashLabel(files: readonly ConfigFile[]): Record<string, string> {
  const hash = configHash(files);
  return hash === undefined ? {} : { [`${OURS}.config-hash`]: hash };
}
