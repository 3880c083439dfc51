import { JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { resolveImage } from '../image/lock';
import type { Ipv4Range } from '../portable/network';
import type { SiteModel } from '../site';
import { type Finding, type Report, reportInto } from '../validation/problem';
import { isRecord } from '../validation/values';
import type { WorkloadModel } from '../workload/model';
import { type Adopted, recordOf } from './adopted';
import type { ConfigFile } from './config-files';
import { copyOf } from './interpolation';
import { loggingOf } from './logging';
import { networksOf } from './networks';
import { withSubnets } from './project-networks';
import { networksIn } from './references';
import type { ComposeNetworkDefinition, ComposeServiceDefinition, ComposeSpecification } from './spec';
import { toCompose } from './to-compose';

/** What a Compose site is rendered from. */
export interface ComposeSource {
  readonly site: SiteModel;
  /** Range of container networks; undefined when it is not valid, which is a problem then. */
  readonly containers: Ipv4Range | undefined;
  readonly workloads: readonly WorkloadModel[];
  readonly adopted: readonly Adopted[];
  /** Operations for the service of a workload. */
  readonly servicePatches: ReadonlyMap<WorkloadModel, readonly JsonPatch[]>;
  /** Operations for the whole project. */
  readonly patches: readonly JsonPatch[];
}

/** The project of a site, and who made what in it. */
export interface ComposeDocument {
  readonly project: ComposeSpecification;
  readonly files: readonly (ConfigFile & { readonly scope: IConstruct })[];
  /** By section and name: `services/till-pos`. */
  readonly owners: ReadonlyMap<string, IConstruct>;
}

/** Parts of a project that several can add to, in the order in which they are written. */
export const SECTIONS = ['services', 'networks', 'volumes', 'configs', 'secrets'] as const;

type Section = (typeof SECTIONS)[number];

/** The construct that a part of the project comes from; the site where a patch made it. */
export function ownerOf({ owners }: ComposeDocument, section: Section, name: string, site: SiteModel): IConstruct {
  return owners.get(`${section}/${name}`) ?? site.construct;
}

/** Puts the project of a site together. */
export function assemble(source: ComposeSource, findings: Finding[]): ComposeDocument {
  const { site, workloads } = source;
  const draft = new Draft(findings);
  const files = workloads.flatMap((workload) => addWorkload(draft, workload, source, findings));
  for (const [key, network] of networksOf(workloads)) draft.add('networks', key, network, site.construct);
  for (const adopted of source.adopted) addAdopted(draft, adopted, site, reportInto(findings, adopted.construct));
  addNetworks(draft, source, findings);
  const project = patched(draft.project(site.name), source.patches, reportInto(findings, site.construct));
  return { project: project as ComposeSpecification, files, owners: draft.owners };
}

/** Collects the parts of a project, each name once. */
class Draft {
  public readonly owners = new Map<string, IConstruct>();
  public readonly extensions = new Map<string, unknown>();
  private readonly parts = new Map<Section, Map<string, unknown>>(SECTIONS.map((section) => [section, new Map()]));

  constructor(private readonly findings: Finding[]) {}

  public in<T>(section: Section): Map<string, T> {
    return this.parts.get(section) as Map<string, T>;
  }

  public add(section: Section, name: string, value: unknown, owner: IConstruct): void {
    const other = this.owners.get(`${section}/${name}`);
    if (other !== undefined) {
      reportInto(this.findings, owner)(
        'name-duplicate',
        `"${name}" in ${section} is also made by ${other.node.path}.`,
        'Rename one of them.',
      );
      return;
    }
    this.owners.set(`${section}/${name}`, owner);
    this.in(section).set(name, value);
  }

  public project(name: string): Record<string, unknown> {
    const sections = SECTIONS.flatMap((section) => {
      const parts = [...this.in(section)].sort(([a], [b]) => (a < b ? -1 : 1));
      return parts.length === 0 ? [] : [[section, Object.fromEntries(parts)] as const];
    });
    const extensions = [...this.extensions].sort(([a], [b]) => (a < b ? -1 : 1));
    return { name, ...Object.fromEntries(sections), ...Object.fromEntries(extensions) };
  }
}

function addWorkload(draft: Draft, workload: WorkloadModel, source: ComposeSource, findings: Finding[]) {
  const { site, servicePatches } = source;
  const { construct } = workload;
  const address = site.devices.length === 1 ? site.devices[0]?.address : undefined;
  const parts = toCompose(workload, { address, logging: loggingOf(site) });
  const [main] = parts.services.keys();
  for (const [key, service] of parts.services) {
    const operations = key === main ? (servicePatches.get(workload) ?? []) : [];
    draft.add('services', key, patched(service, operations, reportInto(findings, construct)), construct);
  }
  for (const volume of parts.volumes) draft.add('volumes', volume, {}, construct);
  for (const { key, path } of parts.files) draft.add('configs', key, { file: `./${path}` }, construct);
  for (const [key, file] of parts.secrets) {
    // Workloads of one namespace share its secrets.
    if (!draft.in('secrets').has(key)) draft.add('secrets', key, { file }, construct);
  }
  return parts.files.map((file) => ({ ...file, scope: construct }));
}

function addAdopted(draft: Draft, { construct, spec, services }: Adopted, site: SiteModel, report: Report): void {
  if (typeof spec !== 'object' || spec === null) {
    report('compose-invalid', 'the project is no mapping.', 'Give what a YAML parser made of a Compose file.');
    return;
  }
  for (const [key, value] of Object.entries(spec)) {
    if (isSection(key)) {
      if (value !== null && value !== undefined && !isRecord(value)) {
        report('compose-invalid', `the project has ${key} that are no mapping.`, 'Write names with what they are.');
      }
      for (const [name, part] of Object.entries(recordOf(value))) {
        const owner = (key === 'services' ? services.get(name) : undefined) ?? construct;
        // Patches change the copy, and not what the program holds.
        draft.add(key, name, copyOf(adapted(key, name, part, spec, site, report)), owner);
      }
    } else if (key.startsWith('x-')) {
      if (draft.extensions.has(key) && JSON.stringify(draft.extensions.get(key)) !== JSON.stringify(value)) {
        report('name-duplicate', `"${key}" is something else in another project.`, 'Rename or remove it.');
      }
      draft.extensions.set(key, copyOf(value));
    } else if (key === 'name') {
      if (typeof value !== 'string' || !/^[a-z0-9][a-z0-9_-]*$/.test(value)) {
        report('compose-invalid', `the project has the name ${JSON.stringify(value)}.`, 'Use a-z, 0-9, "-" and "_".');
      }
    } else if (key !== 'version') {
      report(
        'compose-invalid',
        `the project has "${key}", which the site cannot take over.`,
        key === 'include' ? 'Resolve it before: `docker compose config`.' : 'Remove it, or run it as a service.',
      );
    }
  }
}

function isSection(key: string): key is Section {
  return (SECTIONS as readonly string[]).includes(key);
}

/** A part of an adopted project as it has to be in the site's: images by digest, volumes where they are already. */
function adapted(
  section: Section,
  name: string,
  part: unknown,
  { name: project }: ComposeSpecification,
  site: SiteModel,
  report: Report,
): unknown {
  if (section === 'services') return pinned(name, part, site, report);
  if (section !== 'volumes' || project === undefined || project === site.name) return part;
  const volume = recordOf(part);
  const isElsewhere = volume.name !== undefined || (volume.external !== undefined && volume.external !== false);
  return isElsewhere ? part : { ...volume, name: `${project}_${name}` };
}

function pinned(name: string, service: unknown, { images }: SiteModel, report: Report): unknown {
  const { image } = recordOf(service);
  if (typeof image !== 'string') return service;
  const resolved = resolveImage(image, images);
  if (resolved.ok) return { ...recordOf(service), image: resolved.image };
  // What is wrong with the reference itself is an edge rule, which sees every service.
  if (resolved.code === 'image-lock-mismatch')
    report(resolved.code, `service "${name}": ${resolved.message}`, resolved.fix);
  return service;
}

/** Fills in the implicit network of services that name none, and every subnet. */
function addNetworks(draft: Draft, { site, containers }: ComposeSource, findings: Finding[]): void {
  const services = draft.in<ComposeServiceDefinition>('services');
  const networks = draft.in<ComposeNetworkDefinition | null>('networks');
  const homeless = [...services].find(([, s]) =>
    networksIn(recordOf(s) as ComposeServiceDefinition).includes('default'),
  );
  if (homeless !== undefined && !networks.has('default')) draft.add('networks', 'default', {}, site.construct);
  const report = (name: string) => reportInto(findings, draft.owners.get(`networks/${name}`) ?? site.construct);
  const given = [...services.values()].map((s) => recordOf(s) as ComposeServiceDefinition);
  for (const [name, network] of withSubnets(networks, given, { lan: site.lan, containers }, report)) {
    networks.set(name, network);
  }
}

function patched<T extends object>(target: T, operations: readonly JsonPatch[], report: Report): T {
  if (operations.length === 0) return target;
  try {
    return JsonPatch.apply(target, ...operations) as T;
  } catch (error) {
    report(
      'compose-invalid',
      `a patch fails: ${error instanceof Error ? error.message : String(error)}.`,
      'Mend its paths.',
    );
    return target;
  }
}
