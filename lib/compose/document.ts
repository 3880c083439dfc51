import { isDeepStrictEqual } from 'node:util';
import type { JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { resolveImage } from '../image/lock';
import type { Ipv4Range } from '../portable/network';
import type { SiteModel } from '../site';
import { applyPatch } from '../validation/patch';
import { type Finding, type Report, reportInto } from '../validation/problem';
import { show } from '../validation/values';
import type { WorkloadModel } from '../workload/model';
import type { Adopted } from './adopted';
import type { ConfigFile } from './config-files';
import { field, isExternal, isMapping, recordOf, textOf } from './forms';
import { copyOf, valuesIn } from './interpolation';
import { loggingOf } from './logging';
import { isImageMount } from './mount-forms';
import { isProjectName } from './names';
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
  /** Whether parts of this owner may be other than the library writes them: adopted, or changed by a patch. */
  readonly isForeign: (owner: IConstruct) => boolean;
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
  const draft = new Draft(site.name, findings);
  const files = workloads.flatMap((workload) => addWorkload(draft, workload, source, findings));
  for (const [key, network] of networksOf(workloads)) draft.add('networks', key, network, site.construct);
  for (const adopted of source.adopted) addAdopted(draft, adopted, site, reportInto(findings, adopted.construct));
  addNetworks(draft, source, findings);
  const project = patched(draft.project(), source.patches, reportInto(findings, site.construct));
  return { project: project as ComposeSpecification, files, owners: draft.owners, isForeign: foreignTo(source) };
}

function foreignTo({ adopted, servicePatches, patches }: ComposeSource): ComposeDocument['isForeign'] {
  if (patches.length > 0) return () => true;
  const changed = [...servicePatches].flatMap(([{ construct }, own]) => (own.length > 0 ? [construct] : []));
  const foreign = new Set<IConstruct>([
    ...adopted.flatMap(({ construct, services }) => [construct, ...services.values()]),
    ...changed,
  ]);
  return (owner) => foreign.has(owner);
}

/** Collects the parts of a project, each name once. */
class Draft {
  public readonly owners = new Map<string, IConstruct>();
  public readonly extensions = new Map<string, unknown>();
  private readonly parts = new Map<Section, Map<string, unknown>>(SECTIONS.map((section) => [section, new Map()]));

  constructor(
    private readonly name: string,
    private readonly findings: Finding[],
  ) {}

  public in<T>(section: Section): Map<string, T> {
    return this.parts.get(section) as Map<string, T>;
  }

  public add(section: Section, name: string, value: unknown, owner: IConstruct): void {
    const other = this.owners.get(`${section}/${name}`);
    if (other !== undefined) {
      // What is there already, such as the network of a proxy, may have several users.
      if (isExternal(value) && isDeepStrictEqual(value, this.in(section).get(name))) return;
      const kept = textOf(field(value, 'name')) ?? `${this.name}_${name}`;
      reportInto(this.findings, owner)(
        'name-duplicate',
        `"${name}" in ${section} is also made by ${other.node.path}.`,
        section === 'volumes' && !isExternal(value)
          ? `Rename it, in the services that mount it, too, and give it name: '${kept}', so that it keeps its data.`
          : 'Rename one of them.',
      );
      return;
    }
    this.owners.set(`${section}/${name}`, owner);
    this.in(section).set(name, value);
  }

  public project(): Record<string, unknown> {
    const sections = SECTIONS.flatMap((section) => {
      const parts = [...this.in(section)].sort(([a], [b]) => (a < b ? -1 : 1));
      return parts.length === 0 ? [] : [[section, Object.fromEntries(parts)] as const];
    });
    const extensions = [...this.extensions].sort(([a], [b]) => (a < b ? -1 : 1));
    return { name: this.name, ...Object.fromEntries(sections), ...Object.fromEntries(extensions) };
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
  if (!isMapping(spec)) {
    report('compose-invalid', ...noProject(spec));
    return;
  }
  checkVolumeNames(spec, site, report);
  checkMerged(spec, report);
  for (const [key, value] of Object.entries(spec)) {
    if (isSection(key)) {
      if (value !== null && !isMapping(value)) {
        report('compose-invalid', `the project has ${key} that are no mapping.`, 'Write names with what they are.');
      }
      for (const [name, part] of Object.entries(recordOf(value))) {
        const owner = (key === 'services' ? services.get(name) : undefined) ?? construct;
        // Patches change the copy, and the site may be rendered again.
        draft.add(key, name, copyOf(adapted(key, name, part, spec, site, report)), owner);
      }
    } else if (key.startsWith('x-')) {
      if (draft.extensions.has(key) && !isDeepStrictEqual(draft.extensions.get(key), value)) {
        report('name-duplicate', `"${key}" is something else in another project.`, 'Rename or remove it.');
      }
      draft.extensions.set(key, copyOf(value));
    } else if (key === 'name') {
      if (!isProjectName(value)) {
        report('compose-invalid', `the project has the name ${show(value)}.`, 'Use a-z, 0-9, "-" and "_".');
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

/** What is wrong with something that is no project, and how to get one. */
function noProject(value: unknown): [message: string, fix: string] {
  const give = 'Give what a YAML parser made of a Compose file, as plain objects.';
  if (Array.isArray(value)) return ['the project is a list.', `${give} loadAll makes a list of documents: give one.`];
  if (typeof field(value, 'then') === 'function') return ['the project is a promise.', 'Await it.'];
  return ['the project is no mapping.', give];
}

/** Docker knows a volume by the name of its project, which Compose takes from the directory where the file has none. */
function checkVolumeNames({ name, volumes }: ComposeSpecification, site: SiteModel, report: Report): void {
  if (name !== undefined) return;
  const kept = Object.entries(recordOf(volumes)).flatMap(([key, volume]) => {
    // What a driver binds has its data where it says.
    return hasOwnName(volume) || field(volume, 'driver_opts', 'device') !== undefined ? [] : [`"${key}"`];
  });
  if (kept.length === 0) return;
  report(
    'compose-invalid',
    `the project has no name, by which Docker knows the data of ${kept.join(', ')} in volumes.`,
    `Write name: in it, that of the directory from which it was started; name: '${site.name}' for a new one.`,
  );
}

/** YAML 1.2 has no merge keys, and parsers that follow it leave them in the data. */
function checkMerged(spec: ComposeSpecification, report: Report): void {
  const left = [...valuesIn(spec)].flatMap(([pointer]) => (pointer.endsWith('/<<') ? pointer.slice(0, -3) : []));
  if (left.length === 0) return;
  report(
    'compose-invalid',
    `the parser has not merged the key "<<" of ${left.join(', ')}.`,
    'Have it do so: parse(text, { merge: true }) of the package yaml.',
  );
}

/** Whether the name of a volume is not made of that of its project. */
function hasOwnName(volume: unknown): boolean {
  return field(volume, 'name') !== undefined || isExternal(volume);
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
  return hasOwnName(part) ? part : { ...recordOf(part), name: `${project}_${name}` };
}

/** A service with digests for its images: its own, of what runs before it, and what it mounts. */
function pinned(name: string, service: unknown, { images }: SiteModel, report: Report): unknown {
  const pin = (part: unknown, key: string): unknown => {
    const image = field(part, key);
    if (!isMapping(part) || typeof image !== 'string') return part;
    const resolved = resolveImage(image, images);
    if (resolved.ok) return { ...part, [key]: resolved.image };
    // What is wrong with the reference itself is an edge rule, which sees every service.
    if (resolved.code === 'image-lock-mismatch')
      report(resolved.code, `service "${name}": ${resolved.message}`, resolved.fix);
    return part;
  };
  const own = pin(service, 'image');
  if (!isMapping(own)) return own;
  const hooks = Array.isArray(own.pre_start) ? { pre_start: own.pre_start.map((hook) => pin(hook, 'image')) } : {};
  const mounts = Array.isArray(own.volumes)
    ? { volumes: own.volumes.map((mount) => (isImageMount(mount) ? pin(mount, 'source') : mount)) }
    : {};
  return { ...own, ...hooks, ...mounts };
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
    return applyPatch(target, operations);
  } catch (error) {
    // cdk8s appends the whole document to its message.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    report('compose-invalid', `a patch fails: ${reason}.`, 'Mend its paths.');
    return target;
  }
}
