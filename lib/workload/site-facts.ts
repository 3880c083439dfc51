import type { IConstruct } from 'constructs';
import { identityOf, pathOnSite } from '../identity/rename';
import { inKeyOrder } from '../output/key-order';
import type { HashedFile, OutputFile, OutputPlace } from '../output/tree';
import type { AzureModel } from '../portable/azure';
import type { DeviceModel } from '../portable/hardware';
import { sha256 } from '../portable/hash';
import type { SiteModel } from '../site';
import { checkCredentials } from '../validation/output-rules';
import type { Finding } from '../validation/problem';
import { bytesOf } from '../validation/values';
import { type Waiver, waiversOn } from '../validation/waiver';
import { type ContainerModel, containersOf, type WorkloadModel } from './model';
import type { WorkloadNote } from './site-rules';

/** What only the engine of a site knows of it. */
export interface EngineFacts {
  /** Settings that the devices of the site have to have. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Images of every rendered container, foreign ones included. */
  readonly images: readonly string[];
  /** Secrets that the site has to have. */
  readonly secrets: readonly RequiredSecret[];
  /** Namespaces that the library makes, with their Pod Security levels. */
  readonly namespaces?: readonly { readonly name: string; readonly podSecurity: string }[];
  /** Directories that a device has to have. */
  readonly directories?: readonly RequiredDirectory[];
  /** What no rule looks into: Helm charts. */
  readonly unchecked: readonly Readonly<Record<string, unknown>>[];
  /** Guarantees that differ for the site as a whole. */
  readonly notes: readonly { readonly feature: string; readonly note: string }[];
}

/** A secret that the site has to have before the workload starts. */
export type RequiredSecret = KubernetesSecret | SecretFile | SecretEnvFile;

interface Required {
  /** Path of the construct. */
  readonly workload: string;
  readonly namespace: string;
}

/** A Secret in the workload's namespace. */
export interface KubernetesSecret extends Required {
  readonly kind: 'kubernetes-secret';
  readonly name: string;
  readonly keys: readonly string[];
}

/** A file of the device that holds one value. */
export interface SecretFile extends Required, FileAccess {
  readonly kind: 'file';
  readonly name: string;
  readonly keys: readonly [string];
}

/** A file of the device with a line for each variable. */
export interface SecretEnvFile extends Required, FileAccess {
  readonly kind: 'env-file';
  readonly variables: Readonly<Record<string, { readonly secret: string; readonly key: string }>>;
}

/** Where a file of the device is, and who may read it. */
export interface FileAccess {
  /** Absolute path on the device. */
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
  /** Octal, as `chmod` takes it. */
  readonly mode: string;
}

/** A directory that a device has to have before the workload starts. */
export interface RequiredDirectory {
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
  readonly mode: string;
}

/** What site.json says of a site, but for the hash of the other files; `schemas/site.schema.json` describes it. */
export type SiteFacts = Readonly<Record<string, unknown>>;

/** Where the facts of a site are written. */
export function siteJsonPlace({ path }: SiteModel): OutputPlace {
  return { path: `${path}/site.json` };
}

/** The site.json of a site; what looks like a credential in it is reported. */
export function siteJson(
  site: SiteModel,
  facts: SiteFacts,
  files: readonly HashedFile[],
  findings: Finding[],
): OutputFile {
  const complete = { ...facts, contentHash: contentHash(site, files) };
  const text = `${JSON.stringify(complete, undefined, 2)}\n`;
  checkCredentials(text, complete, site.construct, findings);
  return { ...siteJsonPlace(site), text };
}

/** Gathers the facts of a site. */
export function siteFacts(
  site: SiteModel,
  workloads: readonly WorkloadModel[],
  notes: readonly WorkloadNote[],
  engine: EngineFacts,
  waivers: readonly Waiver[],
): SiteFacts {
  return {
    schemaVersion: 1,
    fleet: identityOf(site.fleet),
    site: site.name,
    orchestrator: site.orchestrator,
    labels: inKeyOrder(site.labels),
    network: site.network,
    ...(site.link === undefined ? {} : { link: site.link }),
    values: inKeyOrder(site.values),
    settings: engine.settings,
    devices: site.devices.map(deviceFacts),
    ...(site.azure.length === 0 ? {} : { azure: site.azure.map(azureFacts) }),
    applications: applicationFacts(workloads),
    ...(engine.namespaces === undefined ? {} : { namespaces: engine.namespaces }),
    images: [...new Set(engine.images)].sort(),
    secrets: engine.secrets,
    ...(engine.directories === undefined ? {} : { directories: engine.directories }),
    unchecked: engine.unchecked,
    notes: [
      ...engine.notes.map((n) => ({ path: site.path, ...n })),
      ...notes.map(({ workload, feature, note }) => ({ path: pathOnSite(workload.construct), feature, note })),
    ],
    exceptions: workloads.flatMap(exceptionFacts),
    waivers,
  };
}

function azureFacts({ construct, type, name, resourceGroup, parent, location, api }: AzureModel) {
  return {
    path: pathOnSite(construct),
    type,
    apiVersion: api.version,
    resourceGroup,
    ...(parent === undefined ? {} : { parent: parent.name }),
    name,
    ...(location === undefined ? {} : { location }),
  };
}

function deviceFacts(device: DeviceModel) {
  return {
    name: device.name,
    architecture: device.architecture,
    cores: device.cores,
    memoryBytes: bytesOf(device.memory),
    address: device.address ?? 'dhcp',
    ...(device.serial === undefined ? {} : { serial: device.serial }),
    ...(device.role === undefined ? {} : { role: device.role }),
    labels: inKeyOrder(device.labels),
    disks: (device.disks ?? []).map((disk) => ({
      kind: disk.kind,
      bytes: bytesOf(disk.size),
      partitions: (disk.partitions ?? []).map((p) => ({
        mountPoint: p.mountPoint,
        bytes: bytesOf(p.size),
      })),
    })),
    nics: device.nics ?? [],
    gpus: (device.gpus ?? []).map(({ memory, ...gpu }) => ({
      ...gpu,
      ...(memory === undefined ? {} : { memoryBytes: bytesOf(memory) }),
    })),
    peripherals: device.peripherals ?? [],
  };
}

function applicationFacts(workloads: readonly WorkloadModel[]) {
  const names = [...new Set(workloads.map((w) => w.namespace))].sort();
  return names.map((name) => ({
    name,
    workloads: workloads
      .filter((w) => w.namespace === name)
      .map((w) => ({
        name: w.name,
        hostname: w.hostname,
        labels: inKeyOrder(w.labels),
        replicas: w.replicas,
        ...(w.device === undefined ? {} : { device: w.device.name }),
        images: [...new Set(containersOf(w).map((c) => c.image))],
        limits: containersOf(w).map((c) => ({ container: c.name, cpu: c.limits.cpu, memoryBytes: c.limits.memory })),
        ports: w.ports.map((p) => ({
          name: p.name,
          port: p.port,
          protocol: p.protocol,
          ...(p.publish === undefined ? {} : { publish: p.publish }),
        })),
        volumes: w.volumes.flatMap((v) => (v.kind === 'named' ? [{ name: v.name, bytes: v.size }] : [])),
      })),
  }));
}

/** Every exception from the safe defaults, and every choice, with its reason. */
function exceptionFacts(workload: WorkloadModel) {
  const path = pathOnSite(workload.construct);
  const { hostNetwork, reasons } = workload;
  return [
    ...containersOf(workload).flatMap((c) => containerExceptions(c).map((e) => ({ path, container: c.name, ...e }))),
    ...(hostNetwork === undefined ? [] : [{ path, exception: 'hostNetwork', reason: hostNetwork.reason }]),
    ...Object.entries(reasons).map(([choice, reason]) => ({ path, exception: choice, reason })),
  ];
}

function containerExceptions(container: ContainerModel) {
  const { capabilities, capabilitiesReason: reason } = container;
  return [
    ...Object.entries(container.exceptions).map(([exception, why]) => ({ exception, reason: why })),
    ...(capabilities.length === 0 ? [] : [{ exception: `capabilities ${capabilities.join(', ')}`, reason }]),
  ];
}

/** The waivers that hold in the site: those of its fleet, its own, and those in it. */
export function waiversIn(site: SiteModel, constructs: readonly IConstruct[]): Waiver[] {
  return [...site.construct.node.scopes.slice(0, -1), ...constructs].flatMap(waiversOn);
}

/**
 * Hash of all files of a site but site.json, for comparing what is on site with what should be: of what `sha256sum`
 * prints of them, in the order of their paths below the site.
 */
function contentHash(site: SiteModel, files: readonly HashedFile[]): string {
  const below = `${site.path}/`.length;
  const lines = files.map((file) => ({ path: file.path.slice(below), hash: file.sha256 }));
  lines.sort((a, b) => (a.path < b.path ? -1 : 1));
  return `sha256:${sha256(lines.map(({ path, hash }) => `${hash}  ${path}\n`).join(''))}`;
}
