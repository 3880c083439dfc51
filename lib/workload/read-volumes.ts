import { renameFault } from '../identity/rename';
import type { HostPathVolume, NamedVolume, TmpfsVolume, Volume } from '../portable/volume';
import type { SiteModel } from '../site';
import { NAME_FIX, nameFault } from '../validation/names';
import type { Reader } from '../validation/reader';
import { isRecord } from '../validation/values';
import type { VolumeModel } from './model';
import { HOST_VOLUME, NAMED_VOLUME, TMPFS_VOLUME } from './properties';

/** Reads the volumes of a workload. */
export function readVolumes(
  volumes: readonly Volume[] | undefined,
  site: SiteModel,
  reader: Reader,
): readonly VolumeModel[] {
  return reader.list('volumes', volumes).flatMap((v, i) => readVolume(`volumes[${i}]`, v, site, reader) ?? []);
}

function readVolume(field: string, volume: Volume, site: SiteModel, reader: Reader): VolumeModel | undefined {
  const kinds = isRecord(volume) ? KINDS.filter((key) => volume[key] !== undefined) : ['name'];
  if (kinds.length !== 1) {
    const has = kinds.length === 0 ? 'none of name, tmpfs and hostPath' : kinds.join(' and ');
    reader.report('value-invalid', `${field} has ${has}.`, 'A volume has exactly one of name, tmpfs and hostPath.');
    return undefined;
  }
  // The union of the type allows what the kind that was found tells apart.
  if (kinds[0] === 'tmpfs') return readTmpfs(field, volume as TmpfsVolume, reader);
  if (kinds[0] === 'hostPath') return readHostPath(field, volume as HostPathVolume, site, reader);
  return readNamed(field, volume as NamedVolume, reader);
}

const KINDS = ['name', 'tmpfs', 'hostPath'] as const;

function readTmpfs(field: string, volume: TmpfsVolume, reader: Reader): VolumeModel | undefined {
  reader.onlyKnown(field, volume, TMPFS_VOLUME);
  const path = reader.mountPath(`${field}.mountPath`, volume.mountPath);
  const size = reader.bytes(`${field}.tmpfs`, volume.tmpfs);
  return path === undefined || size === undefined ? undefined : { kind: 'tmpfs', path, size };
}

function readHostPath(field: string, volume: HostPathVolume, site: SiteModel, reader: Reader): VolumeModel | undefined {
  reader.onlyKnown(field, volume, HOST_VOLUME);
  const path = reader.mountPath(`${field}.mountPath`, volume.mountPath);
  const source = reader.path(`${field}.hostPath`, volume.hostPath);
  if (path === undefined || source === undefined) return undefined;
  if (!site.hostPaths.some((prefix) => source === prefix || source.startsWith(`${prefix}/`))) {
    const allowed = site.hostPaths.length === 0 ? 'there is none' : `there are ${site.hostPaths.join(', ')}`;
    reader.report(
      'host-path-not-allowed',
      `${field}: ${source} is not below an allowed prefix (${allowed}).`,
      'Add the prefix to hostPaths of the site or fleet, if you mean it.',
    );
  }
  return { kind: 'host', source, path, readOnly: reader.flag(`${field}.readOnly`, volume.readOnly, true) };
}

function readNamed(field: string, volume: NamedVolume, reader: Reader): VolumeModel | undefined {
  const props = reader.item(field, volume, NAMED_VOLUME);
  if (props === undefined) return undefined;
  const path = reader.mountPath(`${field}.mountPath`, props.mountPath);
  const fault = nameFault(props.name);
  if (fault !== undefined) reader.report('name-invalid', `${field}: ${fault}`, NAME_FIX);
  const size = reader.bytes(`${field}.size`, props.size);
  const owner =
    props.owner === undefined ? undefined : reader.oneOf(`${field}.owner`, props.owner, ['image', 'device'] as const);
  const former = props.renamedFrom === undefined ? undefined : renameFault(props.renamedFrom, props.name);
  if (former !== undefined) reader.report('rename-invalid', `${field}: ${former}`, NAME_FIX);
  if (path === undefined || size === undefined || fault !== undefined) return undefined;
  return {
    kind: 'named',
    name: props.name,
    renamedFrom: former === undefined ? props.renamedFrom : undefined,
    path,
    size,
    owner,
  };
}
