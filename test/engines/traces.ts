import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** All that a run has on the machine: its directory, processes, cgroups with what runs in them, mounts. */
export function traces(directory: string): readonly string[] {
  return [
    ...(existsSync(directory) ? [directory] : []),
    ...processes(directory),
    ...cgroups(basename(directory)),
    ...text('/proc/mounts')
      .split('\n')
      .filter((line) => line.includes(directory)),
  ];
}

function processes(directory: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => text(`/proc/${pid}/environ`).split('\0').includes(`SFF_RUN=${directory}`))
    .map((pid) => `${pid} ${text(`/proc/${pid}/comm`).trim()}`);
}

/** Of version 2 at the root, of version 1 below each hierarchy. */
function cgroups(name: string): readonly string[] {
  const root = '/sys/fs/cgroup';
  return ['', ...readdirSync(root)]
    .map((hierarchy) => join(root, hierarchy, name))
    .filter((path) => existsSync(path))
    .flatMap((path) => [
      path,
      ...below(path)
        .filter((file) => basename(file) === 'cgroup.procs')
        .flatMap((file) => text(join(path, file)).split('\n').filter(Boolean)),
    ]);
}

/** Empty for what has gone meanwhile, as `text` is. */
function below(path: string): readonly string[] {
  try {
    return readdirSync(path, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
