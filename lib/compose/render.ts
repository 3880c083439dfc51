import type { IConstruct } from 'constructs';
import { hashed } from '../output/content';
import type { HashedFile } from '../output/tree';
import { toYaml, YamlValueError } from '../output/yaml';
import { type RenderedSite, renderedAtOnce } from '../rendering';
import type { SiteModel } from '../site';
import { findCredentials } from '../validation/credentials';
import { checkCredentials } from '../validation/output-rules';
import { type Finding, reportInto } from '../validation/problem';
import { siteFacts, siteJson, waiversIn } from '../workload/site-facts';
import { checkConstructs, checkDevices, checkWorkloads } from '../workload/site-rules';
import { modelOf } from '../workload/workload';
import { assemble, type ComposeDocument, type ComposeSource, ownerOf } from './document';
import { SECTIONS } from './draft';
import { checkProject } from './edge-rules';
import { imagesOf } from './facts';
import { recordOf } from './forms';
import { composeIdentity } from './identity';
import { loggingOf } from './logging';
import { requiredDirectories, requiredSecrets } from './secrets';

/** Renders the files of a site, and runs every rule that needs the whole site. */
export function renderComposeSite(source: ComposeSource): RenderedSite {
  const { site, workloads } = source;
  const findings: Finding[] = [];
  checkDevice(source, findings);
  checkDevices(site, findings);
  const constructs = site.construct.node.findAll();
  checkConstructs(site, constructs, findings);
  const notes = checkWorkloads(site, workloads, findings);
  const document = assemble(source, findings);
  checkProject(document, site, findings);
  const files = toFiles(document, site, findings);
  const directories = requiredDirectories(workloads, findings);
  const facts = siteFacts(
    site,
    workloads,
    notes,
    {
      settings: { containers: source.containers?.cidr, logging: loggingOf(site) },
      images: imagesIn(document),
      secrets: requiredSecrets(workloads),
      directories,
      unchecked: [],
      notes: siteNotes(document),
    },
    waiversIn(site, constructs),
  );
  return renderedAtOnce([siteJson(site, facts, files, findings), ...files], findings, () =>
    composeIdentity(source, document, directories),
  );
}

/** A project runs on one engine, whose address published ports bind. */
function checkDevice({ site, workloads }: ComposeSource, findings: Finding[]): void {
  const [device, ...others] = site.devices;
  if (device === undefined || others.length > 0) {
    reportInto(findings, site.construct)(
      'device-count',
      `has ${device === undefined ? 'no device' : `${others.length + 1} devices`}.`,
      device === undefined ? 'Add an SffDevice.' : 'Make a site for each device, or use a K3s site.',
    );
    return;
  }
  if (device.address !== undefined) return;
  for (const { construct, ports, hostNetwork } of workloads) {
    if (hostNetwork !== undefined) continue;
    for (const { name, publish } of ports) {
      if (publish?.on !== 'lan') continue;
      reportInto(findings, construct)(
        'publish-without-address',
        `port ${name} is published on the LAN, where device ${device.name} has no static address.`,
        "Give the device an address, or write on: 'all'.",
      );
    }
  }
}

function toFiles(document: ComposeDocument, site: SiteModel, findings: Finding[]): HashedFile[] {
  if (Object.keys(document.project.services ?? {}).length === 0) {
    checkEmpty(document, findings);
    return [];
  }
  const directory = `${site.path}/compose`;
  const configs = document.files.map(({ path, target, text, scope }) => {
    checkCredentials(text, { configFiles: { [target]: text } }, scope, findings);
    return hashed(`${directory}/${path}`, text);
  });
  return [hashed(`${directory}/compose.yaml`, toText(document, site, findings)), ...configs];
}

/** Compose refuses a project without services, so that there is no file, and nothing may be lost with it. */
function checkEmpty({ project, owners }: ComposeDocument, findings: Finding[]): void {
  const [owner] = owners.values();
  // Services that are wrong in themselves were told.
  if (owner === undefined || findings.length > 0) return;
  const sections = SECTIONS.filter((section) => section !== 'services' && project[section] !== undefined).join(' and ');
  reportInto(findings, owner)(
    'compose-invalid',
    sections === '' ? 'the project has no service left.' : `the project has ${sections}, and no service.`,
    sections === '' ? 'Mend the patch that removes them.' : 'Add a service, or remove them.',
  );
}

function toText(document: ComposeDocument, site: SiteModel, findings: Finding[]): string {
  try {
    const text = toYaml(document.project);
    if (findCredentials(text).length > 0) checkParts(document, site, findings);
    return text;
  } catch (error) {
    if (!(error instanceof YamlValueError)) throw error;
    const [, section, name] = error.pointer.split('/');
    const owner =
      section === 'services' && name !== undefined ? ownerOf(document, section, name, site) : site.construct;
    reportInto(findings, owner)('text-invalid', error.detail, error.fix);
    return '';
  }
}

/** Looks for credentials service by service, so that each is found where a waiver can stand. */
function checkParts(document: ComposeDocument, site: SiteModel, findings: Finding[]): void {
  const { services, ...rest } = document.project;
  for (const [name, service] of Object.entries(services ?? {})) {
    const part = { services: { [name]: service } };
    checkCredentials(toYaml(part), part, ownerOf(document, 'services', name, site), findings);
  }
  checkCredentials(toYaml(rest), rest, site.construct, findings);
}

function imagesIn({ project }: ComposeDocument): string[] {
  return Object.values(project.services ?? {}).flatMap((service) => imagesOf(recordOf(service)));
}

/** What holds for the site as a whole. */
function siteNotes(document: ComposeDocument): { feature: string; note: string }[] {
  const { project, owners } = document;
  const isForeign = (name: string) => !isWorkload(owners.get(`services/${name}`));
  const notes: { feature: string; note: string }[] = [];
  if (Object.keys(project.networks ?? {}).length > 0) notes.push(DEVICE_IN_REACH);
  if (Object.keys(project.services ?? {}).some(isForeign)) notes.push(FOREIGN_SERVICES);
  return notes;
}

function isWorkload(construct: IConstruct | undefined): boolean {
  return modelOf(construct) !== undefined;
}

const DEVICE_IN_REACH = {
  feature: 'networks',
  note: 'A service in any network can call what listens on the addresses of the device itself.',
};

const FOREIGN_SERVICES = {
  feature: 'foreign-services',
  note: 'Services that are not workloads of the library stand in networks of their own, or share "default", and can call anything.',
};
