import type { Reader } from '../validation/reader';
import type { ContainerModel, WorkloadModel } from './model';
import { containersOf } from './model';

/** Checks what concerns several containers of a workload: names, and what is mounted where. */
export function checkContainers(workload: WorkloadModel, reader: Reader): void {
  const names = new Set<string>();
  for (const container of containersOf(workload)) {
    if (names.has(container.name)) {
      reader.report('name-duplicate', `two containers are named "${container.name}".`, 'Rename one of them.');
    }
    names.add(container.name);
    checkMounts(workload, container, reader);
    checkEnginePaths(workload, container, reader);
  }
  const volumes = namedVolumes(workload);
  for (const name of new Set(volumes.filter((v, i) => volumes.indexOf(v) !== i))) {
    reader.report('name-duplicate', `two volumes are named "${name}".`, 'Rename one of them.');
  }
}

function checkMounts(workload: WorkloadModel, container: ContainerModel, reader: Reader): void {
  const known = namedVolumes(workload);
  for (const { volume } of container.mounts) {
    if (known.includes(volume)) continue;
    reader.report(
      'reference-unknown',
      `container ${container.name} mounts the volume ${JSON.stringify(volume)}, which the workload does not have.`,
      known.length === 0 ? 'Declare it in volumes, with a name.' : `Use one of ${known.join(', ')}.`,
    );
  }
  const own = container === workload.main ? [...workload.volumes.map((v) => v.path), ...workload.peripherals] : [];
  const files = [...container.configFiles, ...container.secrets].map((file) => file.path);
  const paths = [...own, ...container.mounts.map((m) => m.mountPath), ...files];
  for (const path of new Set(paths.filter((p, i) => paths.indexOf(p) !== i))) {
    reader.report(
      'mount-duplicate',
      `container ${container.name} mounts two things at ${path}.`,
      'Give each a path of its own.',
    );
  }
  for (const file of new Set(files)) {
    const inside = paths.find((p) => p.startsWith(`${file}/`));
    if (inside === undefined) continue;
    reader.report(
      'mount-duplicate',
      `container ${container.name} mounts a file at ${file}, and ${inside} below it.`,
      'Write the path of the file itself, not of a directory.',
    );
  }
}

/** Where runc mounts what every container needs: it refuses to put anything but itself there. */
const OF_THE_ENGINE: readonly string[] = ['/dev', '/proc'];

function checkEnginePaths(workload: WorkloadModel, container: ContainerModel, reader: Reader): void {
  // The device's own /dev and /proc may be mounted there.
  const own = container === workload.main ? workload.volumes.filter((v) => v.kind !== 'host').map((v) => v.path) : [];
  for (const path of [...own, ...container.mounts.map((m) => m.mountPath)]) {
    if (!OF_THE_ENGINE.includes(path)) continue;
    reader.report('path-invalid', `container ${container.name} mounts a volume at ${path}.`, 'Give it another path.');
  }
}

function namedVolumes(workload: WorkloadModel): string[] {
  return workload.volumes.flatMap((v) => (v.kind === 'named' ? [v.name] : []));
}
