import { createHash } from 'node:crypto';
import { resolveImage } from '../image/lock';
import {
  CAPABILITIES,
  type ConfigFile,
  type ContainerProps,
  type EnvValue,
  type VolumeMount,
} from '../portable/container';
import type { Health } from '../portable/health';
import { Secret } from '../portable/secret';
import { NAME_FIX, nameFault } from '../validation/names';
import { isPositive, isWhole } from '../validation/values';
import type { ConfigFileModel, ContainerModel, EnvModel, SecretModel } from './model';
import type { ContainerContext, Reader } from './read';
import { readHealth } from './read-health';

/** What only some containers have. */
export interface ContainerExtras {
  readonly health?: Health | undefined;
  readonly mounts?: readonly VolumeMount[] | undefined;
}

/** 1 MiB, the most that a ConfigMap holds (Kubernetes, ConfigMap: "Motivation"). */
const CONFIG_BYTES = 1024 * 1024;
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const SECRET_KEY = /^[-._a-zA-Z0-9]{1,253}$/;
/** Largest user and group id that Kubernetes takes. */
const MAX_ID = 2 ** 31 - 1;

/** Reads one container; undefined, with a problem, where it cannot be rendered. */
export function readContainer(
  at: string,
  name: string,
  props: ContainerProps & ContainerExtras,
  context: ContainerContext,
): ContainerModel | undefined {
  const { reader } = context;
  const image = readImage(at, props.image, context);
  const limits = readLimits(at, props, reader);
  const user = readUser(at, props, context);
  const group = props.group === undefined ? defaultGroup(user) : reader.whole(`${at}group`, props.group, 0, MAX_ID);
  const exceptions = readExceptions(at, props, reader);
  const model = {
    name,
    command: reader.texts(`${at}command`, props.command),
    args: reader.texts(`${at}args`, props.args),
    env: readEnv(at, props.env ?? {}, reader),
    configFiles: readConfigFiles(at, reader.list(`${at}configFiles`, props.configFiles), reader),
    secrets: readSecrets(at, props, reader),
    ...readCapabilities(at, props, reader),
    exceptions,
    health: props.health === undefined ? undefined : readHealth(at, props.health, context),
    mounts: reader.list(`${at}mounts`, props.mounts),
    group,
  };
  if (image === undefined || limits === undefined || user === undefined) return undefined;
  return { ...model, image: image.image, imageSize: image.size, ...limits, user };
}

function readImage(at: string, image: unknown, { reader, site }: ContainerContext) {
  const text = reader.text(`${at}image`, image);
  if (text === undefined) return undefined;
  const resolved = resolveImage(text, site.images);
  if (resolved.ok) return { image: resolved.image, size: resolved.size };
  // Whether an image is pinned is an edge rule, which sees every rendered container and can be waived.
  if (resolved.code === 'image-not-pinned' || resolved.code === 'image-latest') return { image: text, size: undefined };
  reader.report(resolved.code, `${at}${resolved.message}`, resolved.fix);
  return undefined;
}

function readLimits(at: string, { limits, reservations }: ContainerProps, reader: Reader) {
  if (limits?.cpu === undefined || limits.memory === undefined) {
    const missing = [limits?.cpu === undefined && 'cpu', limits?.memory === undefined && 'memory']
      .filter(Boolean)
      .join(' and ');
    reader.report(
      'limits-missing',
      `${at}limits has no ${missing}.`,
      'Write limits: { cpu: 0.5, memory: Size.mebibytes(256) }, with the numbers that it needs.',
    );
    return undefined;
  }
  const cpu = readCpu(`${at}limits.cpu`, limits.cpu, reader);
  const memory = reader.bytes(`${at}limits.memory`, limits.memory);
  const pids = limits.pids === undefined ? undefined : reader.whole(`${at}limits.pids`, limits.pids, 1, 4_194_304);
  const ephemeralStorage =
    limits.ephemeralStorage === undefined
      ? undefined
      : reader.bytes(`${at}limits.ephemeralStorage`, limits.ephemeralStorage);
  const reservedCpu =
    reservations?.cpu === undefined ? undefined : readCpu(`${at}reservations.cpu`, reservations.cpu, reader);
  const reservedMemory =
    reservations?.memory === undefined ? undefined : reader.bytes(`${at}reservations.memory`, reservations.memory);
  if (cpu === undefined || memory === undefined) return undefined;
  if (memory < DOCKER_MINIMUM_MEMORY) {
    reader.report(
      'limits-invalid',
      `${at}limits.memory is below 6 MiB.`,
      'Docker starts no container with less; raise it.',
    );
  }
  exceeds(`${at}reservations.cpu`, reservedCpu, cpu, reader);
  exceeds(`${at}reservations.memory`, reservedMemory, memory, reader);
  return {
    limits: { cpu, memory, pids, ephemeralStorage },
    reservations: { cpu: reservedCpu, memory: reservedMemory },
  };
}

/** The least memory that dockerd accepts for a container (moby, `daemon/daemon_unix.go`, linuxMinMemory). */
const DOCKER_MINIMUM_MEMORY = 6 * 1024 * 1024;

function readCpu(field: string, cpu: unknown, reader: Reader): number | undefined {
  // Kubernetes counts in thousandths, Docker in billionths: what both can hold.
  if (isPositive(cpu) && Math.round(cpu * 1000) >= 1 && Math.abs(cpu * 1000 - Math.round(cpu * 1000)) < 1e-6) {
    return Math.round(cpu * 1000) / 1000;
  }
  reader.report(
    'limits-invalid',
    `${field} is ${JSON.stringify(cpu)}, not a positive number of cores in steps of 0.001.`,
    'Write 0.5 for half a core.',
  );
  return undefined;
}

function exceeds(field: string, reserved: number | undefined, limit: number, reader: Reader): void {
  if (reserved === undefined || reserved <= limit) return;
  reader.report('limits-invalid', `${field} is above its limit.`, 'Raise the limit or lower the reservation.');
}

function readUser(
  at: string,
  props: ContainerProps,
  { reader, defaults }: ContainerContext,
): number | 'image' | undefined {
  const user = props.user ?? defaults.user;
  if (user === undefined || user === null) {
    reader.report(
      'user-missing',
      `${at}user is missing.`,
      "Write user: <uid>, or user: 'image' for what the image says; docs/images.md has the uids of common images.",
    );
    return undefined;
  }
  if (user === 'image') return user;
  if (!isWhole(user, 0, MAX_ID)) {
    reader.report(
      'value-invalid',
      `${at}user is ${JSON.stringify(user)}, not a user id or 'image'.`,
      'Names are not portable: write the number.',
    );
    return undefined;
  }
  if (user === 0 && props.exceptions?.root === undefined) {
    reader.report('runs-as-root', `${at}user is 0.`, "Give another user id, or say why: exceptions: { root: '…' }.");
    return undefined;
  }
  return user;
}

function defaultGroup(user: number | 'image' | undefined): number | undefined {
  return typeof user === 'number' ? user : undefined;
}

function readExceptions(at: string, props: ContainerProps, reader: Reader) {
  const stated = Object.entries(props.exceptions ?? {}).filter(([, reason]) => reason !== undefined);
  for (const [name, reason] of stated) reader.reason(`${at}exceptions.${name}`, reason);
  return Object.fromEntries(stated);
}

function readCapabilities(at: string, { capabilities }: ContainerProps, reader: Reader) {
  if (capabilities === undefined) return { capabilities: [], capabilitiesReason: undefined };
  const add = reader.list(`${at}capabilities.add`, capabilities.add);
  for (const capability of add) reader.oneOf(`${at}capabilities.add`, capability, CAPABILITIES);
  return {
    capabilities: [...new Set(add)].sort(),
    capabilitiesReason: reader.reason(`${at}capabilities`, capabilities.reason),
  };
}

function readEnv(at: string, env: Readonly<Record<string, EnvValue | undefined>>, reader: Reader): EnvModel[] {
  return Object.entries(env).flatMap(([name, value]): EnvModel[] => {
    if (value === undefined) return [];
    if (!ENV_NAME.test(name)) {
      reader.report(
        'env-invalid',
        `${at}env has the variable "${name}".`,
        'Use letters, digits and "_", not starting with a digit.',
      );
      return [];
    }
    if (value instanceof Secret) {
      checkSecret(`${at}env.${name}`, value, reader);
      return [{ name, value: { secret: value.name, key: value.key } }];
    }
    if (typeof value === 'number' || typeof value === 'boolean') return [{ name, value: String(value) }];
    const text = reader.text(`${at}env.${name}`, value);
    return text === undefined ? [] : [{ name, value: text }];
  });
}

function readConfigFiles(at: string, files: readonly ConfigFile[], reader: Reader): ConfigFileModel[] {
  let total = 0;
  const keys = new Set<string>();
  const read = files.flatMap((file, i): ConfigFileModel[] => {
    const path = reader.path(`${at}configFiles[${i}].path`, file?.path);
    const content = reader.text(`${at}configFiles[${i}].content`, file?.content);
    if (path === undefined || content === undefined) return [];
    total += Buffer.byteLength(content);
    return [{ path, content, key: uniqueKey(path, keys) }];
  });
  if (total > CONFIG_BYTES) {
    reader.report(
      'config-too-large',
      `${at}configFiles have ${total} bytes; 1 MiB is allowed.`,
      'Put the content into the image or a volume.',
    );
  }
  return read;
}

/** A ConfigMap key that tells the path: `/etc/pos/pos.conf` becomes `etc.pos.pos.conf`. */
function uniqueKey(path: string, taken: Set<string>): string {
  let key = path
    .slice(1)
    .replace(/[^-._a-zA-Z0-9]/g, '.')
    .slice(-200);
  if (taken.has(key)) key = `${key}.${createHash('sha256').update(path).digest('hex').slice(0, 8)}`;
  taken.add(key);
  return key;
}

function readSecrets(at: string, props: ContainerProps, reader: Reader): SecretModel[] {
  return reader.list(`${at}secrets`, props.secrets).flatMap((mount, i): SecretModel[] => {
    const field = `${at}secrets[${i}]`;
    const path = reader.path(`${field}.mountPath`, mount?.mountPath);
    if (!(mount?.secret instanceof Secret)) {
      reader.report('value-invalid', `${field}.secret is not a Secret.`, "Write secret: Secret.named('…').");
      return [];
    }
    checkSecret(field, mount.secret, reader);
    return path === undefined ? [] : [{ name: mount.secret.name, key: mount.secret.key, path }];
  });
}

function checkSecret(field: string, secret: Secret, reader: Reader): void {
  const fault = nameFault(secret.name);
  if (fault !== undefined) reader.report('name-invalid', `${field}: ${fault}`, NAME_FIX);
  if (!SECRET_KEY.test(secret.key) || /^\.{1,2}$/.test(secret.key)) {
    reader.report(
      'value-invalid',
      `${field}: key "${secret.key}" is not a key of a secret.`,
      'Use up to 253 of A-Z, a-z, 0-9, "-", "_", ".".',
    );
  }
}
