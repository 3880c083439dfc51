import { type Chart, JsonPatch } from 'cdk8s';
import { checkObjects } from '../kubernetes/edge-rules';
import { type RenderedObject, reasonOf, renderObjects } from '../kubernetes/objects';
import { leastStrict, type PodSecurityLevel, podSecurityOf } from '../kubernetes/pod-security';
import { containersOfPod, type KubernetesObject, podOf } from '../kubernetes/pods';
import { scopeOf } from '../kubernetes/scopes';
import type { OutputFile } from '../output/tree';
import { toYaml, YamlValueError } from '../output/yaml';
import type { RenderedSite } from '../rendering';
import type { SiteModel } from '../site';
import { checkCredentials } from '../validation/output-rules';
import { type Finding, reportInto } from '../validation/problem';
import { bytesOf } from '../validation/values';
import { containersOf, type WorkloadModel } from '../workload/model';
import { type RequiredSecret, siteFacts } from '../workload/site-facts';
import { checkConstructs, checkDevices, checkWorkloads } from '../workload/site-rules';
import { modelOf } from '../workload/workload';
import { fileOf } from './files';
import type { ObjectPatch, ObjectReference } from './patch';
import { platformObjects } from './platform';
import { reservedPorts } from './ports';

/** How K3s is installed on the site's devices. */
export interface K3sSettings {
  readonly version: string;
  readonly traefik: 'disabled' | 'enabled';
  readonly clusterCidr: string;
  readonly serviceCidr: string;
}

/** What a K3s site is rendered from. */
export interface K3sSource {
  readonly site: SiteModel;
  readonly chart: Chart;
  readonly settings: K3sSettings;
  readonly workloads: readonly WorkloadModel[];
  readonly patches: readonly ObjectPatch[];
}

/** Renders the objects of a site: what it needs as a platform first, then those of the program. */
export function renderK3sObjects(source: K3sSource): { objects: RenderedObject[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const own = renderObjects(source.chart, findings);
  const patched = new Map(source.patches.map((patch) => [patch, 0]));
  applyPatches(own, patched, source, findings);
  // What a patch does to a pod changes the level of its namespace.
  const platform = platformObjects(levelsOf(own), source.workloads).map((object) => ({
    scope: source.chart,
    object: object as KubernetesObject,
    home: '',
  }));
  applyPatches(platform, patched, source, findings);
  checkPatched(patched, source, findings);
  return { objects: [...platform, ...own], findings };
}

/** Renders the files of a site, and runs every rule that needs the whole site. */
export function renderK3sSite(source: K3sSource): RenderedSite {
  const { site, chart, settings, workloads } = source;
  const { objects, findings } = renderK3sObjects(source);
  checkServers(site, findings);
  checkDevices(site, findings);
  checkConstructs(site, findings);
  const notes = checkWorkloads(site, workloads, findings);
  checkObjects(objects, reservedPorts(site.devices, settings.traefik), findings);
  const files = toFiles(objects, source, findings);
  const facts = siteFacts(
    site,
    workloads,
    notes,
    {
      settings: { ...settings, logging: loggingOf(site) },
      images: objects.flatMap(({ object }) => imagesOf(object)),
      secrets: secretsOf(workloads),
      unchecked: objects.flatMap(({ object }) => uncheckedOf(object)),
      notes: objects.some(isForeignPod) ? [FOREIGN_PODS] : [],
    },
    files,
  );
  const text = `${JSON.stringify(facts, undefined, 2)}\n`;
  checkCredentials(text, facts, chart, findings);
  return { files: [{ path: `${chart.node.path}/site.json`, text }, ...files], findings };
}

const FOREIGN_PODS = {
  feature: 'foreign-pods',
  note: 'Pods that are not workloads of the library stand under default-deny, too: a NetworkPolicy has to let them through.',
};

/** The level of each namespace that the library makes: the least strict that a pod in it needs. */
function levelsOf(objects: readonly RenderedObject[]): ReadonlyMap<string, PodSecurityLevel> {
  const named = new Set(objects.flatMap(({ object }) => (object.kind === 'Namespace' ? [object.metadata?.name] : [])));
  const pods = new Map<string, PodSecurityLevel[]>();
  for (const { object, home } of objects) {
    const namespace = object.metadata?.namespace;
    // A namespace is ours when something's place in the tree puts it there, and the program makes none of that name.
    if (namespace === undefined || namespace !== home || named.has(namespace)) continue;
    if (scopeOf(object.apiVersion ?? '', object.kind ?? '') !== 'namespace') continue;
    const levels = pods.get(namespace) ?? [];
    const pod = podOf(object);
    if (pod !== undefined) levels.push(podSecurityOf(pod));
    pods.set(namespace, levels);
  }
  return new Map([...pods].map(([namespace, levels]) => [namespace, leastStrict(levels)]));
}

/** Applies each patch to the objects that it is for, and counts them. */
function applyPatches(
  objects: RenderedObject[],
  patched: Map<ObjectPatch, number>,
  source: K3sSource,
  findings: Finding[],
): void {
  for (const [patch, count] of patched) {
    const { object: wanted, operations } = patch;
    objects.forEach((target, i) => {
      if (!isFor(wanted, target.object)) return;
      patched.set(patch, (patched.get(patch) ?? count) + 1);
      try {
        const object = JsonPatch.apply(structuredClone(target.object), ...operations) as KubernetesObject;
        objects[i] = { ...target, object };
      } catch (error) {
        const message = `a patch for ${nameOf(wanted)} fails: ${reasonOf(error)}.`;
        reportInto(findings, source.chart)('object-invalid', message, 'Mend its paths.');
      }
    });
  }
}

function checkPatched(patched: ReadonlyMap<ObjectPatch, number>, source: K3sSource, findings: Finding[]): void {
  for (const [{ object }, count] of patched) {
    if (count === 1) continue;
    reportInto(findings, source.chart)(
      'reference-unknown',
      `a patch is for ${nameOf(object)}, and there ${count === 0 ? 'is none' : `are ${count}`}.`,
      count === 0 ? 'Name an object that the site has.' : 'Name its namespace, too.',
    );
  }
}

function isFor(wanted: ObjectReference, { kind, metadata }: KubernetesObject): boolean {
  return (
    kind === wanted.kind &&
    metadata?.name === wanted.name &&
    (wanted.namespace === undefined || metadata.namespace === wanted.namespace)
  );
}

function nameOf({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function toFiles(objects: readonly RenderedObject[], source: K3sSource, findings: Finding[]): OutputFile[] {
  const texts = new Map<string, string>();
  for (const rendered of objects) {
    const path = `${source.chart.node.path}/kubernetes/${fileOf(rendered, source.chart)}`;
    const text = toText(rendered, findings);
    texts.set(path, `${texts.get(path) ?? ''}---\n${text}`);
  }
  return [...texts].map(([path, text]) => ({ path, text }));
}

function toText({ object, scope }: RenderedObject, findings: Finding[]): string {
  try {
    const text = toYaml(object);
    checkCredentials(text, object, modelOf(scope.node.scope)?.construct ?? scope, findings);
    return text;
  } catch (error) {
    if (!(error instanceof YamlValueError)) throw error;
    reportInto(findings, scope)('text-invalid', error.message.replace(` ${error.fix}`, ''), error.fix);
    return '';
  }
}

function checkServers(site: SiteModel, findings: Finding[]): void {
  const servers = site.devices.filter((d) => d.role === 'server').length;
  if (servers % 2 === 1) return;
  reportInto(findings, site.construct)(
    'server-count',
    `has ${servers === 0 ? 'no server' : `${servers} servers`}.`,
    servers === 0
      ? "Add an SffDevice; its role is 'server' unless it says otherwise."
      : "Use 1, 3 or 5 servers, and give the others role: 'agent'.",
  );
}

function loggingOf({ defaults: { logging } }: SiteModel) {
  return {
    containerLogMaxSizeBytes: bytesOf(logging?.maxSize) ?? 10 * 1024 ** 2,
    containerLogMaxFiles: logging?.maxFiles ?? 3,
  };
}

function imagesOf(object: KubernetesObject): string[] {
  const pod = podOf(object);
  return pod === undefined ? [] : containersOfPod(pod).flatMap((c) => c.image ?? []);
}

function secretsOf(workloads: readonly WorkloadModel[]): RequiredSecret[] {
  return workloads.flatMap((workload) => {
    const keys = new Map<string, Set<string>>();
    const need = (name: string, key: string) => keys.set(name, (keys.get(name) ?? new Set()).add(key));
    for (const container of containersOf(workload)) {
      for (const { name, key } of container.secrets) need(name, key);
      for (const { value } of container.env) if (typeof value !== 'string') need(value.secret, value.key);
    }
    for (const name of workload.pullSecrets) need(name, '.dockerconfigjson');
    return [...keys].map(([name, set]) => ({
      workload: workload.construct.node.path,
      kind: 'kubernetes-secret' as const,
      name,
      namespace: workload.namespace,
      keys: [...set].sort(),
    }));
  });
}

function uncheckedOf({ apiVersion, kind, metadata, spec }: KubernetesObject): Record<string, unknown>[] {
  if (kind !== 'HelmChart' || !apiVersion?.startsWith('helm.cattle.io/')) return [];
  const { chart, version, repo, targetNamespace } = (spec ?? {}) as Record<string, unknown>;
  return [
    { kind, name: metadata?.name, chart, version, ...(repo === undefined ? {} : { repo }), namespace: targetNamespace },
  ];
}

function isForeignPod({ scope, object }: RenderedObject): boolean {
  return podOf(object) !== undefined && modelOf(scope.node.scope) === undefined;
}
