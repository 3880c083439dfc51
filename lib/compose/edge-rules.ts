import type { IConstruct } from 'constructs';
import { resolveImage } from '../image/lock';
import type { SiteModel } from '../site';
import { checkContainer, type DeclaredContainer, NOTHING_DECLARED } from '../validation/container-rules';
import { checkHostPorts, type HostPort } from '../validation/port-rules';
import { type Finding, type Report, reportInto } from '../validation/problem';
import { show } from '../validation/values';
import { declaredBy } from '../workload/accepted';
import { containersOf, type WorkloadModel } from '../workload/model';
import { endpointsOf } from '../workload/site-rules';
import { modelOf } from '../workload/workload';
import { checkBridges } from './bridges';
import { checkConsistency } from './consistency';
import { cyclesIn } from './cycles';
import { type ComposeDocument, ownerOf } from './document';
import { SECTIONS } from './draft';
import { checkEndpoints } from './endpoints';
import { containerFactsOf, hostPortsOf, mountedImages } from './facts';
import { field, isExternal, isMapping, textOf } from './forms';
import { variablesIn } from './interpolation';
import { declaredPaths } from './mounts';
import { isProjectName, serviceKey } from './names';
import { isRelative } from './references';
import { faultsIn, reportFaults } from './schema';
import { awaitedServices, checkForms, checkService } from './service-rules';
import type { ComposeServiceDefinition } from './spec';
import { checkEnvironments, checkInterpolation } from './variables';

const TOP_LEVEL: ReadonlySet<string> = new Set(['name', ...SECTIONS]);
const KINDS = { networks: 'network', volumes: 'volume', secrets: 'secret', configs: 'config' } as const;

/** Runs the edge rules over the project of a site as it is written: adopted and patched services included. */
export function checkProject(document: ComposeDocument, site: SiteModel, findings: Finding[]): void {
  const { project } = document;
  const siteReport = reportInto(findings, site.construct);
  for (const key of Object.keys(project).filter((k) => !TOP_LEVEL.has(k) && !k.startsWith('x-'))) {
    siteReport('compose-invalid', `the project has "${key}", which no rule looks into.`, 'Remove it from the patch.');
  }
  if (!isProjectName(project.name)) {
    siteReport('compose-invalid', `the project has the name ${show(project.name)}.`, 'Use a-z, 0-9, "-" and "_".');
  }
  for (const [key, value] of Object.entries(project).filter(([key]) => key.startsWith('x-'))) {
    // Variables in what Compose ignores do no harm.
    checkInterpolation(`"${key}"`, value, (code, ...rest) => code === 'interpolation' || siteReport(code, ...rest));
  }
  const ports: HostPort[] = [];
  const containerNames = new Map<string, string>();
  const awaited = awaitedServices(project);
  const endpoints = endpointsOf([...new Set(document.owners.values())].flatMap((owner) => modelOf(owner) ?? []));
  for (const [name, value] of Object.entries(project.services ?? {})) {
    const scope = ownerOf(document, 'services', name, site);
    const report = reportInto(findings, scope);
    if (!isMapping(value)) {
      report('compose-invalid', `service "${name}" is no mapping.`, 'Write image: and what else it needs.');
      continue;
    }
    checkContainers(name, value, document, scope, report);
    // What our own renderer writes of a workload has been judged as a workload.
    const isForeign = document.isForeign(scope);
    const faults = isForeign ? faultsIn('services', name, value) : [];
    reportFaults(`service "${name}"`, faults, report);
    checkService(name, value, project, awaited, report);
    if (faults.length === 0) {
      checkForms(name, value, report);
      if (isForeign) checkConsistency(name, value, report);
    }
    checkInterpolation(`service "${name}"`, value, report);
    checkEnvironments(`service "${name}"`, value, report);
    if (modelOf(scope) === undefined) checkEndpoints(name, value, project, endpoints, report);
    checkContainerName(name, value, containerNames, report);
    ports.push(...hostPortsOf(value, scope));
  }
  checkDefinitions(document, site, findings);
  checkBridges(document, site, findings);
  checkCycles(document, site, findings);
  // Nothing of Docker itself listens on a port.
  checkHostPorts(ports, () => undefined, findings);
}

function checkContainers(
  name: string,
  service: ComposeServiceDefinition,
  { project }: ComposeDocument,
  scope: IConstruct,
  report: Report,
): void {
  for (const image of mountedImages(service)) {
    const resolved = resolveImage(image);
    if (resolved.ok || variablesIn(image).names.length > 0) continue;
    report(resolved.code, `service "${name}" mounts it: ${resolved.message}`, resolved.fix);
  }
  const workload = modelOf(scope);
  for (const facts of containerFactsOf(name, service, project)) {
    checkContainer(facts, workload === undefined ? NOTHING_DECLARED : declaredIn(workload, facts.name), report);
  }
}

function declaredIn(workload: WorkloadModel, key: string): DeclaredContainer {
  const container = containersOf(workload).find((c) => serviceKey(workload, c) === key);
  return declaredBy(workload, container, container === undefined ? [] : declaredPaths(workload, container));
}

/** Compose starts no project in which services wait for each other. */
function checkCycles(document: ComposeDocument, site: SiteModel, findings: Finding[]): void {
  for (const cycle of cyclesIn(document.project)) {
    const [first = ''] = cycle;
    reportInto(findings, ownerOf(document, 'services', first, site))(
      'compose-invalid',
      `services need each other to start: ${[...cycle, first].join(' → ')}.`,
      'Remove one of depends_on, links, volumes_from, or network_mode, pid or ipc with "service:", between them.',
    );
  }
}

/** Names of containers are one set on a device. */
function checkContainerName(
  name: string,
  { container_name: containerName }: ComposeServiceDefinition,
  taken: Map<string, string>,
  report: Report,
): void {
  if (containerName === undefined) return;
  const other = taken.get(containerName);
  if (other !== undefined) {
    report('name-duplicate', `services "${other}" and "${name}" have one container_name.`, 'Remove container_name.');
  }
  taken.set(containerName, name);
}

/** Checks networks, volumes, secrets and configs. */
function checkDefinitions(document: ComposeDocument, site: SiteModel, findings: Finding[]): void {
  for (const [section, kind] of Object.entries(KINDS) as [keyof typeof KINDS, (typeof KINDS)[keyof typeof KINDS]][]) {
    for (const [name, definition] of Object.entries(document.project[section] ?? {})) {
      const owner = ownerOf(document, section, name, site);
      const report = reportInto(findings, owner);
      const title = `${kind} "${name}"`;
      if (document.isForeign(owner)) reportFaults(title, faultsIn(section, name, definition), report);
      checkInterpolation(title, definition, report);
      // Config files of workloads are written beside compose.yaml.
      if ((kind === 'secret' || kind === 'config') && modelOf(owner) === undefined) {
        checkSource(title, definition, report);
      }
    }
  }
}

/** Where the content of a secret or config comes from. */
function checkSource(title: string, definition: unknown, report: Report): void {
  const file = textOf(field(definition, 'file'));
  if (file !== undefined && isRelative(file)) {
    const fix = 'Write an absolute path of the device, or for a config its content, or use configFiles of a workload.';
    report('compose-invalid', `${title} is "${file}" beside compose.yaml, where the device does not have it.`, fix);
  }
  if (field(definition, 'environment') !== undefined) {
    report('interpolation', `${title} comes from a variable of the device.`, 'Write a file of the device.');
  }
  const sources = ['file', 'environment', 'content'].filter((key) => field(definition, key) !== undefined);
  if (isExternal(definition)) {
    report('compose-invalid', `${title} is external, which only Swarm knows.`, 'Write a file of the device.');
  } else if (sources.length === 0) {
    report('compose-invalid', `${title} has no content.`, 'Write a file of the device.');
  } else if (sources.length > 1) {
    report('compose-invalid', `${title} has ${sources.join(' and ')}.`, 'Leave one of them.');
  }
}
