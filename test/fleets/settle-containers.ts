import type {
  InitContainerProps,
  NamedVolume,
  Orchestrator,
  PortProps,
  SidecarProps,
  VolumeMount,
} from 'sff-constructs';
import type { LooseContainer } from './containers';
import { settleHealth } from './healths';
import type { LooseBeside } from './workloads';

/** A path of a container, and whether it is that of a file. */
export interface Wanted {
  readonly path: string;
  readonly isFile: boolean;
}

/** The paths, moved where two would be one, or one would be below a file. */
export function apart(wanted: readonly Wanted[]): string[] {
  const taken: Wanted[] = [];
  return wanted.map(({ path, isFile }, i) => {
    const meets = taken.some(
      (other) =>
        other.path === path ||
        (other.isFile && path.startsWith(`${other.path}/`)) ||
        (isFile && other.path.startsWith(`${path}/`)),
    );
    const free = meets ? `/at-${i}${path}` : path;
    taken.push({ path: free, isFile });
    return free;
  });
}

/** A container with paths that are apart from those that its workload mounts into it, and a user that it may be. */
export function settleContainer(
  { configFiles, secrets, ...loose }: LooseContainer,
  inherited: number | 'image' | undefined,
  orchestrator: Orchestrator,
  mounted: readonly string[],
): { readonly props: LooseContainer; readonly mounted: readonly string[] } {
  const user = loose.user ?? (inherited === undefined ? 10_001 : undefined);
  const effective = user ?? inherited;
  const paths = apart([
    ...mounted.map((path) => ({ path, isFile: false })),
    ...(configFiles ?? []).map(({ path }) => ({ path, isFile: true })),
    ...(secrets ?? []).map(({ mountPath }) => ({ path: mountPath, isFile: true })),
  ]);
  const files = paths.slice(mounted.length);
  const needsReason = effective === 0 && loose.exceptions?.root === undefined;
  return {
    mounted: paths.slice(0, mounted.length),
    props: {
      ...loose,
      user,
      // Docker sets a group only together with a user.
      group: orchestrator === 'docker-compose' && effective === 'image' ? undefined : loose.group,
      exceptions: needsReason ? { ...loose.exceptions, root: 'It has to be root.' } : loose.exceptions,
      configFiles: configFiles?.map((file, i) => ({ ...file, path: files[i] ?? file.path })),
      secrets: secrets?.map((one, i) => ({
        ...one,
        mountPath: files[(configFiles ?? []).length + i] ?? one.mountPath,
      })),
    },
  };
}

/** What the containers beside the main one share with it. */
export interface BesideContext {
  readonly orchestrator: Orchestrator;
  readonly inherited: number | 'image' | undefined;
  readonly volumes: readonly NamedVolume[];
  readonly ports: readonly PortProps[];
}

export function settleSidecar(loose: LooseBeside, i: number, context: BesideContext): SidecarProps {
  const needsTool = context.orchestrator === 'docker-compose';
  const health = loose.health && settleHealth(loose.health, context.ports, needsTool);
  return { ...settleInit(loose, i, context), health };
}

export function settleInit(
  { name, container, mounts }: LooseBeside,
  i: number,
  { orchestrator, inherited, volumes }: BesideContext,
): InitContainerProps {
  const named = mounts.flatMap((mount): VolumeMount[] => {
    const volume = volumes[mount.volume % Math.max(1, volumes.length)];
    return volume === undefined ? [] : [{ ...mount, volume: volume.name }];
  });
  const isDevices = named.some(({ volume }) => volumes.find(({ name }) => name === volume)?.owner === 'device');
  const { props, mounted } = settleContainer(
    // Docker leaves a directory of the device to the user of the main container.
    isDevices && orchestrator === 'docker-compose' ? { ...container, user: undefined } : container,
    inherited,
    orchestrator,
    named.map((mount) => mount.mountPath),
  );
  return {
    ...props,
    name: numbered(name, i),
    mounts:
      named.length === 0
        ? undefined
        : named.map((mount, at) => ({ ...mount, mountPath: mounted[at] ?? mount.mountPath })),
  };
}

/** A name for each place in a list of up to ten, which its last digit tells. */
export function numbered(name: string, i: number): string {
  return `${name.slice(0, 62)}${i}`;
}
