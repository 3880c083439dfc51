import { field, namesIn, pathsIn, sourcesIn, textOf, textsIn } from './forms';
import { readMount } from './mount-forms';
import type { ComposeServiceDefinition, ComposeSpecification } from './spec';

/** Something that a service names, such as the network `db`. */
export interface Reference {
  readonly kind: 'network' | 'volume' | 'secret' | 'config' | 'service';
  readonly name: string;
}

const SECTIONS = {
  network: 'networks',
  volume: 'volumes',
  secret: 'secrets',
  config: 'configs',
  service: 'services',
} as const;

/** Keys that join the namespace of another service by `service:<name>`. */
const JOINING = ['network_mode', 'pid', 'ipc'] as const;

/** The networks that a service is attached to. */
export function networksIn(service: ComposeServiceDefinition): string[] {
  if (textOf(service.network_mode) !== undefined) return [];
  const named = namesIn(service.networks);
  return named.length === 0 ? ['default'] : named;
}

/** What a service names and its project does not define. */
export function danglingIn(service: ComposeServiceDefinition, project: ComposeSpecification): Reference[] {
  return referencesIn(service).filter(({ kind, name }) => !Object.hasOwn(project[SECTIONS[kind]] ?? {}, name));
}

/** Containers outside of the project that a service names. */
export function strangersIn(service: ComposeServiceDefinition): string[] {
  const joined = [...JOINING.map((key) => textOf(service[key]) ?? ''), ...textsIn(service.volumes_from)];
  return [...joined.filter((text) => text.startsWith('container:')), ...textsIn(service.external_links)];
}

/** The services that have to end well before this one starts. */
export function awaitedIn(service: ComposeServiceDefinition): string[] {
  return Object.entries(field(service, 'depends_on') ?? {}).flatMap(([name, dependency]) => {
    return field(dependency, 'condition') === 'service_completed_successfully' ? [name] : [];
  });
}

/** The services that have to be there before this one. */
export function servicesBefore(service: ComposeServiceDefinition): string[] {
  const joined = JOINING.flatMap((key) => /^service:(.+)$/.exec(textOf(service[key]) ?? '')?.[1] ?? []);
  const others = [...textsIn(service.links), ...textsIn(service.volumes_from)].filter(
    (t) => !t.startsWith('container:'),
  );
  return [...namesIn(service.depends_on), ...joined, ...others.map((text) => text.split(':')[0] ?? text)];
}

/** Paths in a service that are looked for beside `compose.yaml`, where the device has nothing of the program's. */
export function relativePathsIn(service: ComposeServiceDefinition): string[] {
  const binds = Array.isArray(service.volumes) ? service.volumes.map(readMount) : [];
  const sources = binds.flatMap((mount) => (mount?.type === 'bind' ? (mount.source ?? []) : []));
  return [...pathsIn(service.env_file), ...textsIn(service.label_file), ...sources].filter((p) => isRelative(p));
}

/** Whether a path is one from the directory of `compose.yaml`, or from a home directory. */
export function isRelative(path: string): boolean {
  return !path.startsWith('/') && !path.startsWith('$');
}

function referencesIn(service: ComposeServiceDefinition): Reference[] {
  const to = (kind: Reference['kind'], names: readonly string[]) => names.map((name): Reference => ({ kind, name }));
  const mounts = Array.isArray(service.volumes) ? service.volumes.map(readMount) : [];
  return [
    ...to('network', networksIn(service)),
    ...to(
      'volume',
      mounts.flatMap((mount) => (mount?.type === 'volume' ? (mount.source ?? []) : [])),
    ),
    ...to('secret', sourcesIn(service.secrets)),
    ...to('config', sourcesIn(service.configs)),
    ...to('service', servicesBefore(service)),
  ];
}
