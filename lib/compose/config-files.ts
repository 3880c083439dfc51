import { fold, pathProblem } from '../output/paths';
import { hashOf } from '../portable/hash';
import type { ConfigFileModel, ContainerModel, WorkloadModel } from '../workload/model';
import { serviceKey } from './names';

/** A config file beside `compose.yaml`. */
export interface ConfigFile {
  /** Key in the project's `configs`. */
  readonly key: string;
  /** Path from `compose.yaml`. */
  readonly path: string;
  /** Absolute path in the container. */
  readonly target: string;
  readonly text: string;
}

/** The config files of a container. */
export function configFilesOf(workload: WorkloadModel, container: ContainerModel): ConfigFile[] {
  const key = serviceKey(workload, container);
  const taken = new Set<string>();
  return container.configFiles.map((file) => {
    const name = fileName(file, taken);
    return { key: `${key}.${name}`, path: `${key}/${name}`, target: file.path, text: file.content };
  });
}

/** Hash of the config files of a container: Compose does not see that a file has changed, but a label it does. */
export function configHash(files: readonly ConfigFile[]): string | undefined {
  if (files.length === 0) return undefined;
  const content = JSON.stringify(files.map(({ target, text }) => [target, text]));
  return hashOf(content, 16);
}

/** A name that every file system takes, and of which there is no other in any case. */
function fileName({ key, path }: ConfigFileModel, taken: Set<string>): string {
  const good = pathProblem(key) === undefined && !taken.has(fold(key));
  const name = good ? key : `file-${hashOf(path, 8)}`;
  taken.add(fold(name));
  return name;
}
