import { pathOnSite } from '../identity/rename';
import { type Finding, type Report, reportInto } from '../validation/problem';
import { type ContainerModel, containersOf, type WorkloadModel } from '../workload/model';
import type { FileAccess, RequiredDirectory, RequiredSecret } from '../workload/site-facts';
import { deviceDirectory, deviceVolumes } from './mounts';

/** Where secrets are on a device. The directory belongs to root and is closed to all others. */
const SECRETS = '/etc/sff/secrets';

/** The file of a secret on the device. */
export function secretPath(workload: WorkloadModel, name: string, key: string): string {
  return `${SECRETS}/${workload.namespace}/${name}/${key}`;
}

/** The env file of a container on the device; undefined where it has no secret in its environment. */
export function envFilePath(workload: WorkloadModel, container: ContainerModel): string | undefined {
  if (!container.env.some((e) => typeof e.value !== 'string')) return undefined;
  const suffix = container === workload.main ? '' : `.${container.name}`;
  return `${SECRETS}/${workload.namespace}/${workload.name}${suffix}.env`;
}

/** The secrets that the device has to have, workload by workload. */
export function requiredSecrets(workloads: readonly WorkloadModel[]): RequiredSecret[] {
  const readers = readersOf(workloads);
  return workloads.flatMap((workload) => {
    const containers = containersOf(workload);
    const files = new Map<string, RequiredSecret>();
    for (const { name, key } of containers.flatMap((c) => c.secrets)) {
      const path = secretPath(workload, name, key);
      files.set(path, {
        workload: pathOnSite(workload.construct),
        kind: 'file',
        name,
        namespace: workload.namespace,
        keys: [key],
        path,
        ...accessOf(readers.get(path) ?? []),
      });
    }
    return [...files.values(), ...containers.flatMap((c) => envFileOf(workload, c))];
  });
}

/** The directories that the device has to have. */
export function requiredDirectories(workloads: readonly WorkloadModel[], findings: Finding[]): RequiredDirectory[] {
  return workloads.flatMap((workload) =>
    deviceVolumes(workload).map((volume) => {
      const { user, group } = workload.main;
      checkMounts(workload, volume.name, reportInto(findings, workload.construct));
      if (user === 'image') {
        reportInto(findings, workload.construct)(
          'unsupported',
          `volume ${volume.name} has owner: 'device', and user: 'image' does not say to whom the directory belongs.`,
          "State the user as a number, or write owner: 'image'.",
        );
      }
      const uid = user === 'image' ? 0 : user;
      // What databases such as PostgreSQL ask of their data directory: nothing for others.
      return { path: deviceDirectory(workload, volume.name), uid, gid: group ?? uid, mode: '0750' };
    }),
  );
}

/** A directory of the device is closed to all but the user and the group of the main container. */
function checkMounts(workload: WorkloadModel, volume: string, report: Report): void {
  const { main } = workload;
  for (const container of containersOf(workload)) {
    const { name, user, group } = container;
    if (container === main || !container.mounts.some((mount) => mount.volume === volume)) continue;
    // What root may do depends on the capabilities that it is given.
    const isRoot = user === 0 && (container.capabilities.length > 0 || container.exceptions.privileged !== undefined);
    if (isRoot || main.user === 'image' || user === main.user || (group !== undefined && group === main.group))
      continue;
    report(
      'unsupported',
      `container ${name} mounts volume ${volume} with owner: 'device', which belongs to user ${main.user}.`,
      `Give it user: ${main.user} or group: ${main.group ?? main.user}, or write owner: 'image'.`,
    );
  }
}

/** The containers that read each file. */
function readersOf(workloads: readonly WorkloadModel[]): ReadonlyMap<string, ContainerModel[]> {
  const readers = new Map<string, ContainerModel[]>();
  for (const workload of workloads) {
    for (const container of containersOf(workload)) {
      for (const { name, key } of container.secrets) {
        const path = secretPath(workload, name, key);
        readers.set(path, [...(readers.get(path) ?? []), container]);
      }
    }
  }
  return readers;
}

/**
 * One user owns the file alone. Where several do, or the image decides, everyone may read it: on the device no one
 * gets there through the closed directory above, and in a container only those who mount it.
 */
function accessOf(readers: readonly ContainerModel[]): Omit<FileAccess, 'path'> {
  const [user, ...others] = new Set(readers.map((c) => c.user));
  if (typeof user !== 'number' || others.length > 0) return { uid: 0, gid: 0, mode: '0444' };
  return { uid: user, gid: readers[0]?.group ?? user, mode: '0400' };
}

/** What an env file has to hold, variable by variable. Compose reads the file itself, as root. */
function envFileOf(workload: WorkloadModel, container: ContainerModel): RequiredSecret[] {
  const path = envFilePath(workload, container);
  if (path === undefined) return [];
  const variables = container.env.flatMap(({ name, value }) =>
    typeof value === 'string' ? [] : [[name, value] as const],
  );
  return [
    {
      workload: pathOnSite(workload.construct),
      kind: 'env-file',
      namespace: workload.namespace,
      variables: Object.fromEntries(variables),
      path,
      uid: 0,
      gid: 0,
      mode: '0400',
    },
  ];
}
