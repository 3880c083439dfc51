import type { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { checkObjects } from '../kubernetes/edge-rules';
import { lockImages } from '../kubernetes/images';
import { type RenderedObject, renderObjects } from '../kubernetes/objects';
import { leastStrict, type PodSecurityLevel, podSecurityOf } from '../kubernetes/pod-security';
import { type KubernetesObject, podOf } from '../kubernetes/pods';
import { publishedTo } from '../kubernetes/service';
import { hashed } from '../output/content';
import { sha256 } from '../portable/hash';
import type { RenderedSite, SiteFiles } from '../rendering';
import type { SiteModel } from '../site';
import { type Finding, reportInto } from '../validation/problem';
import { isRecord } from '../validation/values';
import type { WorkloadModel } from '../workload/model';
import { type SiteFacts, siteFacts, siteJson, siteJsonPlace, waiversIn } from '../workload/site-facts';
import { checkConstructs, checkDevices, checkWorkloads } from '../workload/site-rules';
import { workloadAround } from '../workload/workload';
import { applyPatches, checkPatched } from './apply-patches';
import { checkChartNames } from './chart-names';
import { chartSecretsOf, imagesOf, isHelmChart, loggingOf, secretsOf, uncheckedOf } from './facts';
import { fileOf } from './files';
import { k3sIdentity } from './identity';
import type { ObjectPatch } from './patch';
import { platformObjects } from './platform';
import { reservedPorts } from './ports';
import { dataOf, textOf } from './texts';
import { LEAST_MINOR, minorOf } from './version';

/** How K3s is installed on the site's devices. */
export interface K3sSettings {
  readonly version: string;
  readonly traefik: 'disabled' | 'enabled';
  readonly clusterCidr: string;
  readonly serviceCidr: string;
  readonly dataDir: string;
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
  { site, chart, settings, workloads, patches }: K3sSource,
  constructs: readonly IConstruct[] = chart.node.findAll(),
): RenderedObjects {
  const findings: Finding[] = [];
  const own = renderObjects(constructs, findings);
  lockImages(own, site.images);
  const patched = new Map(patches.map((patch) => [patch, 0]));
  applyPatches(own, patched, chart, findings);
  // What a patch does to a pod changes the level of its namespace.
  const levels = levelsOf(own, minorOf(settings.version) ?? LEAST_MINOR);
  const platform = platformObjects(levels, workloads).map((object) => ({ scope: chart, object, home: '' }));
  applyPatches(platform, patched, chart, findings);
  checkPatched(patched, chart, findings);
  return { objects: [...platform, ...own], levels, findings };
}

/** Renders a site, and runs every rule that needs the whole site. */
export function renderK3sSite(source: K3sSource): RenderedSite {
  const { site, chart, settings, workloads } = source;
  const constructs = chart.node.findAll();
  const { objects, levels, findings } = renderK3sObjects(source, constructs);
  checkServers(site, findings);
  checkDevices(site, findings);
  checkConstructs(site, constructs, findings);
  const notes = checkWorkloads(site, workloads, findings);
  checkObjects(objects, reservedPorts(site.devices, settings.traefik), findings);
  const pods = objects.filter(({ object }) => podOf(object) !== undefined);
  const charts = objects.filter(({ object }) => isHelmChart(object));
  checkChartNames(charts, findings);
  const facts = siteFacts(
    site,
    workloads,
    notes,
    {
      settings: { ...settings, logging: loggingOf(site) },
      images: pods.flatMap(({ object }) => imagesOf(object)),
      secrets: [...secretsOf(workloads), ...charts.flatMap(chartSecretsOf)],
      namespaces: [...levels].map(([name, podSecurity]) => ({ name, podSecurity })),
      unchecked: charts.map(({ object }) => uncheckedOf(object)),
      notes: [
        ...(pods.some(({ scope }) => workloadAround(scope) === undefined) ? [FOREIGN_PODS] : []),
        ...charts.flatMap(({ object }) => chartNote(object, levels)),
        ...(site.devices.length > 1 && workloads.some((w) => publishedTo(w).length > 0) ? [NODES_THAT_ANSWER] : []),
      ],
    },
    waiversIn(site, constructs),
  );
  const documents = toDocuments(objects, source);
  return {
    findings,
    places: [siteJsonPlace(site), ...[...documents.keys()].map((path) => ({ path }))],
    digest: () => digestOf(facts, documents),
    identity: () => k3sIdentity(site, settings, workloads, objects),
    files: () => toFiles(site, facts, documents),
  };
}

/** An object of a file, with its data as a string. */
interface Document {
  readonly rendered: RenderedObject;
  readonly data: string;
}

function toDocuments(
  objects: readonly RenderedObject[],
  { site, chart }: K3sSource,
): ReadonlyMap<string, readonly Document[]> {
  const files = new Map<string, Document[]>();
  for (const rendered of objects) {
    const file = fileOf(rendered, chart);
    const document = { rendered, data: dataOf(rendered, chart) };
    const others = files.get(file);
    if (others === undefined) files.set(file, [document]);
    else others.push(document);
  }
  return new Map([...files].map(([file, documents]) => [`${site.path}/${file}`, documents]));
}

function digestOf(facts: SiteFacts, files: ReadonlyMap<string, readonly Document[]>): string {
  let text = JSON.stringify(facts);
  for (const [path, documents] of files) {
    text += `\0${path}`;
    for (const { data } of documents) text += `\0${data}`;
  }
  return sha256(text);
}

function toFiles(site: SiteModel, facts: SiteFacts, documents: ReadonlyMap<string, readonly Document[]>): SiteFiles {
  const findings: Finding[] = [];
  const files = [...documents].map(([path, of]) => {
    const text = of.map(({ rendered, data }) => `---\n${textOf(rendered, data, findings)}`).join('');
    return hashed(path, text);
  });
  return { files: [siteJson(site, facts, files, findings), ...files], findings };
}

const FOREIGN_PODS = {
  feature: 'foreign-pods',
  note: 'Pods that are not workloads of the library stand under default-deny, too: a NetworkPolicy has to let them through.',
};

const NODES_THAT_ANSWER = {
  feature: 'publish-nodes',
  note: 'Ask for a published port on a device that runs a pod of its workload, and place the workload with `on`: of several devices only those are sure to answer.',
};

/** Says what meets the pods of a chart that goes into a namespace of ours. */
function chartNote({ metadata, spec }: KubernetesObject, levels: ReadonlyMap<string, PodSecurityLevel>) {
  const namespace = isRecord(spec) ? String(spec.targetNamespace) : '';
  const level = levels.get(namespace);
  if (level === undefined) return [];
  return [
    {
      feature: 'foreign-pods',
      note: `Pods of the Helm chart ${metadata?.name} stand in the namespace ${namespace}: under Pod Security (${level}), the limits of its LimitRange, and default-deny, through which a NetworkPolicy has to let them.`,
    },
  ];
}

/** The level of each namespace that the library makes: the least strict that a pod in it needs. */
function levelsOf(objects: readonly RenderedObject[], minor: number): ReadonlyMap<string, PodSecurityLevel> {
  const namespaces = objects.filter(({ object }) => object.kind === 'Namespace');
  const named = new Set(namespaces.map(({ object }) => object.metadata?.name));
  const levels = new Map<string, PodSecurityLevel[]>();
  for (const { object, home } of objects) {
    // A namespace is ours when something's place in the tree puts it there, and the program makes none of that name.
    if (object.metadata?.namespace === home && !named.has(home)) levels.set(home, []);
  }
  for (const { object } of objects) {
    const pod = podOf(object);
    // Wherever in the tree a pod stands: it counts where it runs.
    if (pod !== undefined) levels.get(object.metadata?.namespace ?? '')?.push(podSecurityOf(object, pod, minor));
  }
  return new Map([...levels].map(([namespace, of]) => [namespace, leastStrict(of)]));
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
