import type { JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Ipv4Range } from '../portable/network';
import type { SiteModel } from '../site';
import { applyPatch } from '../validation/patch';
import { type Finding, type Report, reportInto } from '../validation/problem';
import type { WorkloadModel } from '../workload/model';
import type { Adopted } from './adopted';
import { addAdopted } from './adopting';
import type { ConfigFile } from './config-files';
import { Draft, type Section } from './draft';
import { recordOf } from './forms';
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
  /** Whether parts of this owner may be other than the library writes them: adopted, or changed by a patch. */
  readonly isForeign: (owner: IConstruct) => boolean;
}

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
