import { resolveImage } from '../image/lock';
import { CAPABILITIES, type ContainerProps, type SecurityExceptions, type VolumeMount } from '../portable/container';
import type { Health } from '../portable/health';
import type { Reader } from '../validation/reader';
import { MAX_ID, NOBODY, readUserId } from '../validation/user';
import type { ContainerContext } from './context';
import type { ContainerModel } from './model';
import { CAPABILITIES_PROPS, EXCEPTIONS, VOLUME_MOUNT } from './properties';
import { readConfigFiles, readEnv, readSecrets } from './read-files';
import { readHealth } from './read-health';
import { readLimits } from './read-limits';

/** What only some containers have. */
export interface ContainerExtras {
  readonly health?: Health | undefined;
  readonly mounts?: readonly VolumeMount[] | undefined;
}

/** Reads one container. Where something is wrong, the reader has failed, and the model is for further checks only. */
export function readContainer(
  at: string,
  name: string,
  props: ContainerProps & ContainerExtras,
  context: ContainerContext,
): ContainerModel {
  const { reader } = context;
  const exceptions = readExceptions(at, props.exceptions, reader);
  const user = readUser(at, props.user ?? context.defaults.user, exceptions, reader);
  return {
    name,
    ...readImage(at, props.image, context),
    ...readLimits(at, props, reader, context.site.orchestrator),
    command: readCommand(at, props.command, reader),
    args: reader.texts(`${at}args`, props.args),
    env: readEnv(at, props.env, reader),
    configFiles: readConfigFiles(at, props.configFiles, reader),
    secrets: readSecrets(at, props.secrets, reader),
    user,
    group: props.group === undefined ? defaultGroup(user) : reader.whole(`${at}group`, props.group, 0, MAX_ID),
    ...readCapabilities(at, props.capabilities, reader),
    exceptions,
    health: props.health === undefined ? undefined : readHealth(at, props.health, context),
    mounts: readMounts(at, props.mounts, reader),
  };
}

/** An empty one means the image's on Kubernetes and none at all to Docker. */
function readCommand(at: string, value: ContainerProps['command'], reader: Reader): readonly string[] | undefined {
  const command = reader.texts(`${at}command`, value);
  if (Array.isArray(value) && (value.length === 0 || value[0] === '')) {
    reader.report('value-invalid', `${at}command names no program.`, "Leave it out for the image's own.");
  }
  return command;
}

function readImage(at: string, value: unknown, { reader, site }: ContainerContext) {
  const image = reader.text(`${at}image`, value);
  if (image === undefined) return { image: '', imageSize: undefined };
  const resolved = resolveImage(image, site.images);
  if (resolved.ok) return { image: resolved.image, imageSize: resolved.size };
  // Whether an image is pinned is an edge rule, which sees every rendered container and can be waived.
  const later = resolved.code === 'image-not-pinned' || resolved.code === 'image-latest';
  const report = later ? reader.edgeReport : reader.report;
  report(resolved.code, `${at}${resolved.message}`, resolved.fix);
  return { image, imageSize: undefined };
}

function readUser(at: string, user: unknown, exceptions: SecurityExceptions, reader: Reader): number | 'image' {
  if (user === undefined || user === null) {
    reader.report(
      'user-missing',
      `${at}user is missing.`,
      "Write user: <uid>, or user: 'image' for what the image says; docs/images.md has the uids of common images.",
    );
    return NOBODY;
  }
  const id = readUserId(`${at}user`, user, reader);
  if (id === 0 && exceptions.root === undefined) {
    reader.report('runs-as-root', `${at}user is 0.`, "Give another user id, or say why: exceptions: { root: '…' }.");
  }
  return id;
}

function defaultGroup(user: number | 'image'): number | undefined {
  return typeof user === 'number' ? user : undefined;
}

function readExceptions(at: string, value: ContainerProps['exceptions'], reader: Reader): SecurityExceptions {
  const exceptions = reader.record(`${at}exceptions`, value, EXCEPTIONS);
  const known = Object.entries(exceptions ?? {}).filter(([name]) => Object.hasOwn(EXCEPTIONS, name));
  const stated = known.filter(([, reason]) => reason !== undefined);
  for (const [name, reason] of stated) reader.reason(`${at}exceptions.${name}`, reason);
  return Object.fromEntries(stated);
}

function readCapabilities(at: string, value: ContainerProps['capabilities'], reader: Reader) {
  const capabilities = reader.record(`${at}capabilities`, value, CAPABILITIES_PROPS);
  if (capabilities === undefined) return { capabilities: [], capabilitiesReason: undefined };
  const add = reader
    .list(`${at}capabilities.add`, capabilities.add)
    .flatMap((capability, i) => reader.oneOf(`${at}capabilities.add[${i}]`, capability, CAPABILITIES) ?? []);
  return {
    capabilities: [...new Set(add)].sort(),
    capabilitiesReason: reader.reason(`${at}capabilities`, capabilities.reason),
  };
}

function readMounts(at: string, mounts: readonly VolumeMount[] | undefined, reader: Reader): VolumeMount[] {
  return reader.list(`${at}mounts`, mounts).flatMap((mount, i): VolumeMount[] => {
    const props = reader.item(`${at}mounts[${i}]`, mount, VOLUME_MOUNT);
    const mountPath =
      props === undefined ? undefined : reader.mountPath(`${at}mounts[${i}].mountPath`, props.mountPath);
    if (props === undefined || mountPath === undefined) return [];
    return [{ ...props, mountPath, readOnly: reader.flag(`${at}mounts[${i}].readOnly`, props.readOnly, false) }];
  });
}
