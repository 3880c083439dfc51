import type { IConstruct } from 'constructs';
import type { SiteModel } from '../site';
import { checkContainer } from '../validation/container-rules';
import { checkHostPorts, type HostPort } from '../validation/port-rules';
import { type Finding, type Report, reportInto } from '../validation/problem';
import type { RuleCode } from '../validation/rules';
import { acceptedBy } from '../workload/accepted';
import { modelOf } from '../workload/workload';
import { recordOf } from './adopted';
import { type ComposeDocument, ownerOf, SECTIONS } from './document';
import { containerFactsOf, hostPortsOf } from './facts';
import { field, textOf } from './forms';
import { stringsIn, variablesIn } from './interpolation';
import { unknownKeys } from './known-keys';
import { declaredPaths } from './mounts';
import { isRelative } from './references';
import { awaitedServices, checkService } from './service-rules';
import type { ComposeServiceDefinition } from './spec';

const NOTHING: ReadonlySet<never> = new Set();
const TOP_LEVEL: ReadonlySet<string> = new Set(['name', ...SECTIONS]);
const KINDS = { networks: 'network', volumes: 'volume', secrets: 'secret', configs: 'config' } as const;

/** Runs the edge rules over the project of a site as it is written: adopted and patched services included. */
export function checkProject(document: ComposeDocument, site: SiteModel, findings: Finding[]): void {
  const { project } = document;
  const siteReport = reportInto(findings, site.construct);
  for (const key of Object.keys(project).filter((k) => !TOP_LEVEL.has(k) && !k.startsWith('x-'))) {
    siteReport('compose-invalid', `the project has "${key}", which no rule looks into.`, 'Remove it from the patch.');
  }
  const ports: HostPort[] = [];
  const containerNames = new Map<string, string>();
  const awaited = awaitedServices(project);
  for (const [name, value] of Object.entries(project.services ?? {})) {
    const scope = ownerOf(document, 'services', name, site);
    const report = reportInto(findings, scope);
    if (typeof value !== 'object' || value === null) {
      report('compose-invalid', `service "${name}" is no mapping.`, 'Write image: and what else it needs.');
      continue;
    }
    checkContainers(name, value, document, scope, report);
    checkService(name, value, project, awaited, report);
    checkInterpolation(`service "${name}"`, value, report);
    checkContainerName(name, value, containerNames, report);
    ports.push(...hostPortsOf(value, scope));
  }
  checkDefinitions(document, site, findings);
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
  const workload = modelOf(scope);
  const accepted: ReadonlySet<RuleCode> = workload === undefined ? NOTHING : acceptedBy(workload);
  const declared = workload === undefined ? NOTHING : declaredPaths(workload);
  for (const facts of containerFactsOf(name, service, project, declared)) checkContainer(facts, accepted, report);
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
      for (const key of unknownKeys(kind, recordOf(definition))) {
        report('compose-invalid', `${title} has the key "${key}", which Compose does not know.`, 'Correct it.');
      }
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
  const external = field(definition, 'external');
  if (external !== undefined && external !== false) {
    report('compose-invalid', `${title} is external, which only Swarm knows.`, 'Write a file of the device.');
  }
}

function checkInterpolation(title: string, data: unknown, report: Report): void {
  for (const [pointer, text] of stringsIn(data)) {
    const { names, broken } = variablesIn(text);
    if (broken) report('compose-invalid', `${title}: ${pointer} has a "\${" that Compose refuses.`, 'Write "$${".');
    if (names.length === 0) continue;
    report(
      'interpolation',
      `${title}: ${pointer} has the variable ${names.join(', ')}.`,
      'Resolve it in the program, or escape a literal dollar as $$.',
    );
  }
}
