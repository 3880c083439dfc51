import type { Container, EnvVar, Probe, SecurityContext, VolumeMount } from 'kubernetes-types/core/v1';
import type { ContainerModel, EnvModel, HealthModel, WorkloadModel } from '../workload/model';
import { cpuQuantity, memoryQuantity } from './quantity';
import { hasHostPort } from './service';
import { mountsOf } from './volumes';

/** Disk for logs and the writable layer of a container that states none, in bytes. */
const EPHEMERAL_STORAGE = 1024 ** 3;
/** What of it is reserved: without a request Kubernetes reserves the limit, and a small disk is full of reservations. */
const EPHEMERAL_RESERVATION = 64 * 1024 ** 2;

/** A container of a pod, main or other. */
export function toContainer(workload: WorkloadModel, model: ContainerModel): Container {
  const main = model === workload.main;
  return defined({
    name: model.name,
    image: model.image,
    imagePullPolicy: 'IfNotPresent',
    command: model.command?.map(literal),
    args: model.args?.map(literal),
    env: model.env.length === 0 ? undefined : model.env.map(toEnv),
    ports: main && workload.ports.length > 0 ? toPorts(workload) : undefined,
    resources: toResources(model),
    securityContext: toSecurityContext(workload, model),
    volumeMounts: nonEmpty<VolumeMount>(mountsOf(workload, model)),
    ...(model.health === undefined ? {} : toProbes(model.health)),
  });
}

/**
 * A container that starts before the main one and stops after it: a native sidecar (Kubernetes 1.29 and later).
 *
 * The kubelet starts nothing after a sidecar until its startup probe passes, which may ask the main container: its start
 * period holds the liveness probe back instead.
 */
export function toSidecar(workload: WorkloadModel, model: ContainerModel): Container {
  const container = toContainer(workload, model);
  const { livenessProbe } = container;
  const initialDelaySeconds = model.health?.startPeriod || undefined;
  return defined({
    ...container,
    startupProbe: undefined,
    livenessProbe: livenessProbe && defined({ ...livenessProbe, initialDelaySeconds }),
    restartPolicy: 'Always',
  });
}

/** Escapes what Kubernetes would expand: `$(VAR)`, and `$$` itself (k8s.io/kubernetes third_party/forked/golang/expansion). */
export function literal(text: string): string {
  return /\$[$(]/.test(text) ? text.replaceAll('$', '$$$$') : text;
}

function toEnv({ name, value }: EnvModel): EnvVar {
  return typeof value === 'string'
    ? { name, value: literal(value) }
    : { name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } };
}

function toPorts(workload: WorkloadModel): Container['ports'] {
  const onHost = hasHostPort(workload);
  return workload.ports.map((port) =>
    defined({
      name: port.name,
      containerPort: port.port,
      protocol: port.protocol.toUpperCase(),
      hostPort: onHost ? port.publish?.port : undefined,
      hostIP: onHost && port.publish?.on === 'loopback' ? '127.0.0.1' : undefined,
    }),
  );
}

function toResources({ limits, reservations }: ContainerModel): Container['resources'] {
  const ephemeral = limits.ephemeralStorage ?? EPHEMERAL_STORAGE;
  return {
    limits: {
      cpu: cpuQuantity(limits.cpu),
      memory: memoryQuantity(limits.memory),
      'ephemeral-storage': memoryQuantity(ephemeral),
    },
    requests: {
      cpu: cpuQuantity(reservations.cpu ?? limits.cpu),
      memory: memoryQuantity(reservations.memory ?? limits.memory),
      'ephemeral-storage': memoryQuantity(Math.min(ephemeral, EPHEMERAL_RESERVATION)),
    },
  };
}

/** What a container gets from device plugins: whole GPUs, peripherals. Only the main container has them. */
export function extendedResources(workload: WorkloadModel): { [resource: string]: string } {
  const resources: { [resource: string]: string } = {};
  if (workload.gpus > 0) resources['nvidia.com/gpu'] = String(workload.gpus);
  for (const path of workload.peripherals) {
    const access = workload.kubernetes?.peripherals?.[path];
    if (typeof access !== 'object') continue;
    resources[access.resource] = String(Number(resources[access.resource] ?? 0) + 1);
  }
  return resources;
}

function toSecurityContext(workload: WorkloadModel, model: ContainerModel): SecurityContext {
  const { exceptions, user } = model;
  const main = model === workload.main;
  const byDevice = main && workload.peripherals.some((p) => workload.kubernetes?.peripherals?.[p] === 'privileged');
  const privileged = exceptions.privileged !== undefined || byDevice;
  return defined({
    // The API server refuses a privileged container that may not escalate.
    allowPrivilegeEscalation: privileged || exceptions.privilegeEscalation !== undefined,
    capabilities: defined({ drop: ['ALL'], add: nonEmpty(model.capabilities) }),
    privileged: privileged ? true : undefined,
    readOnlyRootFilesystem: exceptions.writableRootFilesystem === undefined,
    runAsUser: user === 'image' ? undefined : user,
    runAsGroup: model.group,
    runAsNonRoot: user === 'image' || user === 0 ? undefined : true,
    seccompProfile: { type: 'RuntimeDefault' },
  });
}

function toProbes(health: HealthModel): Pick<Container, 'readinessProbe' | 'livenessProbe' | 'startupProbe'> {
  const action = toAction(health);
  const readinessProbe = {
    ...action,
    periodSeconds: health.interval,
    timeoutSeconds: health.timeout,
    failureThreshold: health.retries,
  };
  if (health.restartAfter === undefined) return { readinessProbe };
  // A check that hangs takes the place of those that are due meanwhile: so the time until a restart is known.
  const periodSeconds = Math.max(health.interval, health.timeout);
  const probe = { ...readinessProbe, periodSeconds };
  return {
    readinessProbe,
    // Holds the liveness probe back until the container has started.
    startupProbe: { ...probe, failureThreshold: Math.ceil(health.startPeriod / periodSeconds) + health.retries },
    livenessProbe: { ...probe, failureThreshold: Math.max(1, Math.ceil(health.restartAfter / periodSeconds)) },
  };
}

function toAction({ check }: HealthModel): Probe {
  if (check.kind === 'command') return { exec: { command: check.command.map(literal) } };
  if (check.kind === 'http') return { httpGet: { path: check.path, port: check.port } };
  return { tcpSocket: { port: check.port } };
}

/** An object without the properties that are undefined. */
export function defined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const defined: Partial<T> = {};
  for (const key in object) if (object[key] !== undefined) defined[key] = object[key];
  return defined as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** A list, or undefined where it is empty. */
export function nonEmpty<T>(list: readonly T[]): T[] | undefined {
  return list.length === 0 ? undefined : [...list];
}
