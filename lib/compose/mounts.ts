import type { ContainerModel, VolumeModel, WorkloadModel } from '../workload/model';
import { hasTmp, TMP_BYTES } from '../workload/tmp';
import { volumeKey } from './names';
import type { ComposeMount } from './spec';
import { bytesText } from './units';

/** Where directories of volumes with `owner: 'device'` are. */
const VOLUMES = '/var/lib/sff/volumes';
/** Written as 1023: YAML readers differ on octal numbers, and compose-go takes no string here, whatever its schema says. */
const TMPFS_MODE = 0o1777;

type NamedVolume = Extract<VolumeModel, { kind: 'named' }>;

/** The directory of the device that holds a volume with `owner: 'device'`. */
export function deviceDirectory(workload: WorkloadModel, volume: string): string {
  return `${VOLUMES}/${workload.namespace}/${workload.name}/${volume}`;
}

/** The volumes that Docker itself keeps for a workload. */
export function dockerVolumes(workload: WorkloadModel): NamedVolume[] {
  return namedVolumes(workload).filter((v) => v.owner !== 'device');
}

/** The volumes of a workload that are directories of the device. */
export function deviceVolumes(workload: WorkloadModel): NamedVolume[] {
  return namedVolumes(workload).filter((v) => v.owner === 'device');
}

/** Paths of the device that the program of a workload mounts, or hands in as device nodes. */
export function declaredPaths(workload: WorkloadModel): ReadonlySet<string> {
  return new Set([
    ...workload.volumes.flatMap((v) => (v.kind === 'host' ? [v.source] : [])),
    ...deviceVolumes(workload).map((v) => deviceDirectory(workload, v.name)),
    ...workload.peripherals,
  ]);
}

/** What a container mounts besides config files and secrets. */
export function mountsOf(workload: WorkloadModel, container: ContainerModel): ComposeMount[] {
  const mounts = container === workload.main ? workload.volumes.map((v) => toMount(workload, v)) : [];
  for (const { volume, mountPath, readOnly } of container.mounts) {
    const named = namedVolumes(workload).find((v) => v.name === volume);
    if (named !== undefined) mounts.push(toNamedMount(workload, named, mountPath, readOnly ?? false));
  }
  if (hasTmp(workload, container)) mounts.push(toTmpfs('/tmp', TMP_BYTES));
  return mounts;
}

function namedVolumes({ volumes }: WorkloadModel): NamedVolume[] {
  return volumes.filter((v): v is NamedVolume => v.kind === 'named');
}

function toMount(workload: WorkloadModel, volume: VolumeModel): ComposeMount {
  if (volume.kind === 'tmpfs') return toTmpfs(volume.path, volume.size);
  if (volume.kind === 'host') return toBind(volume.source, volume.path, volume.readOnly);
  return toNamedMount(workload, volume, volume.path, false);
}

function toNamedMount(workload: WorkloadModel, volume: NamedVolume, target: string, readOnly: boolean): ComposeMount {
  if (volume.owner === 'device') return toBind(deviceDirectory(workload, volume.name), target, readOnly);
  const source = volumeKey(workload, volume.name);
  return { type: 'volume', source, target, read_only: readOnly ? true : undefined };
}

/** Docker makes a missing directory as root and empty, which hides that a disk is not mounted: it never may. */
function toBind(source: string, target: string, readOnly: boolean): ComposeMount {
  return { type: 'bind', source, target, read_only: readOnly ? true : undefined, bind: { create_host_path: false } };
}

function toTmpfs(target: string, bytes: number): ComposeMount {
  return { type: 'tmpfs', target, tmpfs: { size: bytesText(bytes), mode: TMPFS_MODE } };
}
