import { type App, Size } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import {
  type ContainerProps,
  Fleet,
  type FleetProps,
  K3sSite,
  type K3sSiteProps,
  type Problem,
  SffApp,
  SffDevice,
  type SffDeviceProps,
  SffValidationError,
} from '../../lib';
import { Testing } from '../../lib/testing';

export const DIGEST = `sha256:${'a'.repeat(64)}`;
export const IMAGE = `registry.contoso.com/pos:1.4.2@${DIGEST}`;

/** What every container has to say. */
export const container = {
  image: IMAGE,
  user: 10001,
  limits: { cpu: 0.5, memory: Size.mebibytes(256) },
} as const satisfies ContainerProps;

export const hardware = {
  architecture: 'amd64',
  cores: 14,
  memory: Size.gibibytes(32),
} as const satisfies SffDeviceProps;

/** A value that the compiler would refuse, as JavaScript gives it. */
export function untyped(value: unknown): never {
  return value as never;
}

export interface K3sProgram {
  readonly app: SffApp;
  readonly fleet: Fleet<'k3s'>;
  readonly site: K3sSite;
  readonly device: SffDevice<'k3s'>;
}

/** A K3s site with one server. */
export function k3s(
  props: Partial<K3sSiteProps> = {},
  fleetProps: Partial<FleetProps<'k3s'>> = {},
  deviceProps: Partial<SffDeviceProps> = {},
): K3sProgram {
  const app = new SffApp();
  const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s', ...fleetProps });
  const site = new K3sSite(fleet, 's1', { network: { lan: '10.0.42.0/24' }, ...props });
  const device = new SffDevice(site, 'node-1', { ...hardware, ...deviceProps });
  return { app, fleet, site, device };
}

/** What synth refuses; none where it succeeds. */
export function problemsOf(app: App): readonly Problem[] {
  try {
    Testing.synth(app);
    return [];
  } catch (error) {
    if (error instanceof SffValidationError) return error.problems;
    throw error;
  }
}

/** Each problem as `code path`. */
export function faultsOf(app: App): string[] {
  return problemsOf(app).map(({ code, path }) => `${code} ${path}`);
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec: Record<string, unknown>;
  readonly [field: string]: unknown;
}

/** The objects in the files whose path fits. */
export function objectsIn(files: Readonly<Record<string, string>>, path: RegExp = /\.yaml$/): KubernetesObject[] {
  return Object.entries(files)
    .filter(([name]) => name.includes('/kubernetes/') && path.test(name))
    .flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject));
}

/** The objects that an app is rendered to. */
export function render(app: App): KubernetesObject[] {
  return objectsIn(Testing.synth(app));
}

/** The one object of that kind and name. */
export function find(objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject {
  const found = objects.filter((o) => o.kind === kind && o.metadata.name === name);
  if (found.length !== 1 || found[0] === undefined) {
    const there = objects.map((o) => `${o.kind} ${o.metadata.name}`).join(', ');
    throw new Error(`${found.length} of ${kind} ${name}; there are: ${there}`);
  }
  return found[0];
}

export interface Pod {
  readonly containers: readonly Record<string, unknown>[];
  readonly initContainers?: readonly Record<string, unknown>[];
  readonly volumes?: readonly Record<string, unknown>[];
  readonly [field: string]: unknown;
}

/** The pod of a Deployment. */
export function podOf(objects: readonly KubernetesObject[], name: string): Pod {
  const { template } = find(objects, 'Deployment', name).spec as { template: { spec: Pod } };
  return template.spec;
}

/** The main container of a Deployment. */
export function mainOf(objects: readonly KubernetesObject[], name: string): Record<string, unknown> {
  const [main] = podOf(objects, name).containers;
  if (main === undefined) throw new Error(`${name} has no container`);
  return main;
}

/** The `site.json` of the one site. */
export function siteJson(app: App): Record<string, unknown> {
  const [, text] = Object.entries(Testing.synth(app)).find(([path]) => path.endsWith('/site.json')) ?? [];
  return JSON.parse(text ?? '') as Record<string, unknown>;
}
