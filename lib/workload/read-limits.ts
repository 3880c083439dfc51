import type { Orchestrator } from '../orchestrator';
import type { ContainerProps } from '../portable/container';
import type { Reader } from '../validation/reader';
import { isPositive, show } from '../validation/values';
import type { ContainerModel } from './model';
import { LIMITS, RESERVATIONS } from './properties';

/** The least memory that dockerd accepts as limit or reservation of a container (moby, `daemon/daemon_unix.go`, linuxMinMemory). */
export const DOCKER_MINIMUM_MEMORY = 6 * 1024 * 1024;

/**
 * The least that Docker can limit the CPU to: the kernel takes no quota below 1 ms (Linux, `kernel/sched/core.c`,
 * min_cfs_quota_period), and Docker's period is 100 ms. The kubelet raises a smaller limit to it by itself.
 */
export const DOCKER_MINIMUM_CPU = 0.01;

/** Reads limits and reservations of a container. */
export function readLimits(
  at: string,
  props: Pick<ContainerProps, 'limits' | 'reservations'>,
  reader: Reader,
  orchestrator: Orchestrator,
): Pick<ContainerModel, 'limits' | 'reservations'> {
  const reservations = reader.record(`${at}reservations`, props.reservations, RESERVATIONS);
  const stated = readStated(at, props.limits, reader);
  if (orchestrator === 'docker-compose' && stated.cpu !== undefined && stated.cpu < DOCKER_MINIMUM_CPU) {
    const fix = `Docker starts no container with less than ${DOCKER_MINIMUM_CPU}; raise it.`;
    reader.report('limits-invalid', `${at}limits.cpu is ${stated.cpu}.`, fix);
  }
  const cpu = reservations?.cpu === undefined ? undefined : readCpu(`${at}reservations.cpu`, reservations.cpu, reader);
  const memory =
    reservations?.memory === undefined ? undefined : reader.bytes(`${at}reservations.memory`, reservations.memory);
  aboveMinimum(`${at}reservations.memory`, memory, reader);
  exceeds(`${at}reservations.cpu`, cpu, stated.cpu, reader);
  exceeds(`${at}reservations.memory`, memory, stated.memory, reader);
  return {
    limits: { ...stated, cpu: stated.cpu ?? 0, memory: stated.memory ?? 0 },
    reservations: { cpu, memory },
  };
}

function readStated(at: string, value: ContainerProps['limits'] | null | undefined, reader: Reader) {
  const none = { cpu: undefined, memory: undefined, pids: undefined, ephemeralStorage: undefined };
  const limits = value === null ? undefined : reader.record(`${at}limits`, value, LIMITS);
  if (value !== undefined && value !== null && limits === undefined) return none;
  const missing = (['cpu', 'memory'] as const).filter((limit) => limits?.[limit] === undefined);
  if (missing.length > 0) {
    reader.report(
      'limits-missing',
      `${at}limits has no ${missing.join(' and no ')}.`,
      'Write limits: { cpu: 0.5, memory: Size.mebibytes(256) }, with the numbers that it needs.',
    );
  }
  if (limits === undefined) return none;
  const { pids, ephemeralStorage } = limits;
  const read = {
    cpu: limits.cpu === undefined ? undefined : readCpu(`${at}limits.cpu`, limits.cpu, reader),
    memory: limits.memory === undefined ? undefined : reader.bytes(`${at}limits.memory`, limits.memory),
    pids: pids === undefined ? undefined : reader.whole(`${at}limits.pids`, pids, 1, 4_194_304),
    ephemeralStorage:
      ephemeralStorage === undefined ? undefined : reader.bytes(`${at}limits.ephemeralStorage`, ephemeralStorage),
  };
  aboveMinimum(`${at}limits.memory`, read.memory, reader);
  return read;
}

function aboveMinimum(field: string, memory: number | undefined, reader: Reader): void {
  if (memory === undefined || memory >= DOCKER_MINIMUM_MEMORY) return;
  reader.report('limits-invalid', `${field} is below 6 MiB.`, 'Docker makes no container with less; raise it.');
}

function readCpu(field: string, cpu: unknown, reader: Reader): number | undefined {
  // Kubernetes counts in thousandths, Docker in billionths: what both can hold.
  if (isPositive(cpu) && Math.round(cpu * 1000) >= 1 && Math.abs(cpu * 1000 - Math.round(cpu * 1000)) < 1e-6) {
    return Math.round(cpu * 1000) / 1000;
  }
  reader.report(
    'limits-invalid',
    `${field} is ${show(cpu)}, not a positive number of cores in steps of 0.001.`,
    'Write 0.5 for half a core.',
  );
  return undefined;
}

function exceeds(field: string, reserved: number | undefined, limit: number | undefined, reader: Reader): void {
  if (reserved === undefined || limit === undefined || reserved <= limit) return;
  reader.report('limits-invalid', `${field} is above its limit.`, 'Raise the limit or lower the reservation.');
}
