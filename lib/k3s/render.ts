import type { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { checkObjects } from '../kubernetes/edge-rules';
import { lockImages } from '../kubernetes/images';
import { type RenderedObject, renderObjects } from '../kubernetes/objects';
import { leastStrict, type PodSecurityLevel, podSecurityOf } from '../kubernetes/pod-security';
import { type KubernetesObject, podOf } from '../kubernetes/pods';
import { scopeOf } from '../kubernetes/scopes';
import type { OutputFile } from '../output/tree';
import { toYaml, YamlValueError } from '../output/yaml';
import type { RenderedSite } from '../rendering';
import type { SiteModel } from '../site';
import { checkCredentials } from '../validation/output-rules';
import { type Finding, reportInto } from '../validation/problem';
import type { WorkloadModel } from '../workload/model';
import { siteJson, waiversIn } from '../workload/site-facts';
import { checkConstructs, checkDevices, checkWorkloads } from '../workload/site-rules';
import { workloadAround } from '../workload/workload';
import { applyPatches, checkPatched } from './apply-patches';
import { imagesOf, loggingOf, secretsOf, uncheckedOf } from './facts';
import { fileOf } from './files';
import type { ObjectPatch } from './patch';
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

/** The objects of a site, and what was found while they were rendered. */
interface RenderedObjects {
  readonly objects: readonly RenderedObject[];
  /** The namespaces that the library makes. */
  readonly levels: ReadonlyMap<string, PodSecurityLevel>;
  readonly findings: Finding[];
}

/** Renders the objects of a site: what it needs as a platform first, then those of the program. */
export function renderK3sObjects(
  { site, chart, workloads, patches }: K3sSource,
  constructs: readonly IConstruct[] = chart.node.findAll(),
): RenderedObjects {
  const findings: Finding[] = [];
  const own = renderObjects(constructs, findings);
  lockImages(own, site.images);
  const patched = new Map(patches.map((patch) => [patch, 0]));
  applyPatches(own, patched, chart, findings);
  // What a patch does to a pod changes the level of its namespace.
  const levels = levelsOf(own);
  const platform = platformObjects(levels, workloads).map((object) => ({ scope: chart, object, home: '' }));
  applyPatches(platform, patched, chart, findings);
  checkPatched(patched, chart, findings);
  return { objects: [...platform, ...own], levels, findings };
}

/** Renders the files of a site, and runs every rule that needs the whole site. */
export function renderK3sSite(source: K3sSource): RenderedSite {
  const { site, chart, settings, workloads } = source;
  const constructs = chart.node.findAll();
  const { objects, levels, findings } = renderK3sObjects(source, constructs);
  checkServers(site, findings);
  checkDevices(site, findings);
  checkConstructs(site, constructs, findings);
  const notes = checkWorkloads(site, workloads, findings);
  checkObjects(objects, reservedPorts(site.devices, settings.traefik), findings);
  const files = toFiles(objects, source, findings);
  const json = siteJson(
    site,
    workloads,
    notes,
    {
      settings: { ...settings, logging: loggingOf(site) },
      images: objects.flatMap(({ object }) => imagesOf(object)),
      secrets: secretsOf(workloads),
      namespaces: [...levels].map(([name, podSecurity]) => ({ name, podSecurity })),
      unchecked: objects.flatMap(({ object }) => uncheckedOf(object)),
      notes: objects.some(isForeignPod) ? [FOREIGN_PODS] : [],
    },
    waiversIn(site, constructs),
    files,
    findings,
  );
  return { files: [json, ...files], findings };
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

function toFiles(objects: readonly RenderedObject[], source: K3sSource, findings: Finding[]): OutputFile[] {
  const texts = new Map<string, string>();
  for (const rendered of objects) {
    const path = `${source.chart.node.path}/kubernetes/${fileOf(rendered, source.chart)}`;
    const text = toText(rendered, source.chart, findings);
    texts.set(path, `${texts.get(path) ?? ''}---\n${text}`);
  }
  return [...texts].map(([path, text]) => ({ path, text }));
}

/** Texts of objects that sites share; for others a text is made once anyway. */
const SHARED_TEXTS = new WeakMap<KubernetesObject, string>();

function toText({ object, scope }: RenderedObject, site: Chart, findings: Finding[]): string {
  const known = SHARED_TEXTS.get(object);
  if (known !== undefined) return known;
  try {
    const text = toYaml(object);
    checkCredentials(text, object, workloadAround(scope)?.construct ?? scope, findings);
    if (scope === site) SHARED_TEXTS.set(object, text);
    return text;
  } catch (error) {
    if (!(error instanceof YamlValueError)) throw error;
    reportInto(findings, scope)('text-invalid', error.detail, error.fix);
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

function isForeignPod({ scope, object }: RenderedObject): boolean {
  return podOf(object) !== undefined && workloadAround(scope) === undefined;
}
