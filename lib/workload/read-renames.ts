import type { Reader } from '../validation/reader';
import type { ContainerModel, WorkloadModel } from './model';

/** The workload with each volume, and what mounts it, under the name that the volume has on site. */
export function withNamesOnSite(workload: WorkloadModel, reader: Reader): WorkloadModel {
  const renamed = workload.volumes.flatMap((v) =>
    v.kind === 'named' && v.renamedFrom !== undefined ? [[v.name, v.renamedFrom] as const] : [],
  );
  if (renamed.length === 0) return workload;
  const former = new Map(renamed);
  const isVolume = (name: string) => workload.volumes.some((v) => v.kind === 'named' && v.name === name);
  renamed.forEach(([name, old], i) => {
    const twin = renamed.slice(0, i).find(([, other]) => other === old);
    if (!isVolume(old) && twin === undefined) return;
    const why = twin === undefined ? 'which is still there' : `as "${twin[0]}" was`;
    reader.report(
      'rename-invalid',
      `volume "${name}" was renamed from "${old}", ${why}.`,
      'Write the name that it had when it was first delivered, or leave renamedFrom out.',
    );
  });
  const onSite = (name: string) => former.get(name) ?? name;
  const mounting = (container: ContainerModel): ContainerModel => ({
    ...container,
    mounts: container.mounts.map((mount) => ({ ...mount, volume: onSite(mount.volume) })),
  });
  return {
    ...workload,
    main: mounting(workload.main),
    sidecars: workload.sidecars.map(mounting),
    init: workload.init.map(mounting),
    volumes: workload.volumes.map((v) => (v.kind === 'named' ? { ...v, name: onSite(v.name) } : v)),
  };
}
