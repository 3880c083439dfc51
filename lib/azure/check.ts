import type { IConstruct } from 'constructs';
import type { OutputPlace } from '../output/tree';
import { partOf } from '../part';
import type { AzureModel } from '../portable/azure';
import type { SiteModel } from '../site';
import { findCredentials } from '../validation/credentials';
import { literally } from '../validation/pattern';
import { type Finding, type Report, reportInto } from '../validation/problem';
import { isRecord, show } from '../validation/values';
import { AgentKey } from './agent-key';
import { azureNameFault, MOST_IN_GROUP, REGIONS } from './names';
import { AzureResource, azureModel } from './resource';
import { type AzureReference, AzureSecret, at, ISSUER_URL, isReference, isSecretName, showValue, walk } from './value';

/** What only the resources of all sites together show, and what a waiver may allow. */
export function checkAzure(sites: readonly SiteModel[]): Finding[] {
  const findings: Finding[] = [];
  const resources = sites.flatMap(({ azure }) => azure);
  for (const resource of resources) checkResource(resource, reportInto(findings, resource.construct));
  for (const site of sites) checkSite(site, findings);
  checkMachines(resources, findings);
  checkSecrets(resources, findings);
  checkNames(resources, findings);
  checkGroups(resources, findings);
  return findings;
}

/** Whether what Flux is to deliver of a site's own output is there: Flux fails on a directory that is not. */
export function checkDelivered({ azure, path: site }: SiteModel, places: readonly OutputPlace[]): Finding[] {
  const findings: Finding[] = [];
  const ofSite = new RegExp(`^(?:.*/)?(${literally(site)}(?:/.*?)?)/*$`);
  for (const { construct, body } of azure) {
    const kustomizations = at(body, 'properties.kustomizations');
    for (const [name, each] of Object.entries(isRecord(kustomizations) ? kustomizations : {})) {
      const path = isRecord(each) ? each.path : undefined;
      const [, own] = ofSite.exec(String(path)) ?? [];
      if (own === undefined || places.some((place) => `${place.path}/`.startsWith(`${own}/`))) continue;
      reportInto(findings, construct)(
        'flux-invalid',
        `kustomization ${name} delivers ${show(path)}, where the site has nothing.`,
        'State in kustomizations what the site has, or add what is to be delivered.',
      );
    }
  }
  return findings;
}

function checkResource({ construct, type, name, location, body, dependsOn }: AzureModel, report: Report): void {
  const fault = azureNameFault(type, name);
  if (fault !== undefined) report('azure-name-invalid', fault.message, fault.fix);
  const regions = REGIONS[type];
  if (regions !== undefined && location !== undefined && !regions.includes(location)) {
    report(
      'azure-region',
      `location ${show(location)} is none where ${type} is documented.`,
      `Write ${regions.map((region) => `'${region}'`).join(' or ')}, or waive the rule with a reason.`,
    );
  }
  walk(body, (leaf, path) => checkLeaf(construct, leaf, path, report));
  for (const other of dependsOn) checkThere(construct, other, 'dependsOn', report);
}

function checkLeaf(construct: IConstruct, leaf: unknown, path: string, report: Report): void {
  if (isReference(leaf)) checkReference(construct, leaf, path, report);
  else if (AzureSecret.isAzureSecret(leaf)) checkSecretName(leaf.name, path, report);
  else if (AgentKey.isAgentKey(leaf)) {
    if (leaf.isWhole === false) {
      report(
        'azure-secret-literal',
        `${path} is AgentKey.fromSecret(…) of what is no AzureSecret.`,
        "Write AgentKey.fromSecret(AzureSecret.named('…')), or AgentKey.generated().",
      );
    } else if (leaf.secret !== undefined) checkSecretName(leaf.secret.name, path, report);
  } else if (typeof leaf === 'string') {
    for (const { kind } of findCredentials(leaf)) {
      report(
        'azure-secret-literal',
        `has what looks like a credential at ${path}: ${kind}.`,
        "Write AzureSecret.named('…'), and `pulumi config set --secret` its value.",
      );
    }
  } else if (leaf !== null && !Number.isFinite(leaf) && typeof leaf !== 'boolean') {
    report(
      'value-invalid',
      `${path} is ${showValue(leaf)}, which is no data.`,
      'Write plain data, ref(…) for what a resource of this app has, or AzureSecret.named(…) for a secret.',
    );
  }
}

/** What Azure answers with: a class of azure-native has nothing else. */
const OUTPUT =
  /^(id|name|type|kind|location|(properties|identity|tags|sku|plan|extendedLocation|systemData)(\.[\w-]+)+)$/;

function checkReference(construct: IConstruct, { resource, output }: AzureReference, path: string, report: Report) {
  checkThere(construct, resource, path, report);
  if (typeof output !== 'string' || !OUTPUT.test(output)) {
    report(
      'azure-reference-missing',
      `${path} refers to ${showValue(output)} of a resource.`,
      "Write 'id', 'name' or the path of a property: ref(resource, 'properties.displayName').",
    );
  } else if (output === ISSUER_URL && AzureResource.isAzureResource(resource) && !hasIssuer(resource[azureModel])) {
    report(
      'azure-reference-missing',
      `${path} refers to the issuer of ${resource.node.path}, which has none.`,
      'Write oidcIssuer: true, or workloadIdentity: true, in its ArcConnection.',
    );
  }
}

function hasIssuer({ body }: AzureModel): boolean {
  return at(body, 'properties.oidcIssuerProfile.enabled') === true;
}

function checkThere(construct: IConstruct, other: unknown, path: string, report: Report): void {
  if (AzureResource.isAzureResource(other) && other.node.root === construct.node.root) return;
  const what = AzureResource.isAzureResource(other) ? 'of another app' : 'that is no AzureResource';
  report(
    'azure-reference-missing',
    `${path} refers to something ${what}.`,
    'Refer to an AzureResource of this app (arc.resource, say), or write an id.',
  );
}

function checkSecretName(name: unknown, path: string, report: Report): void {
  if (isSecretName(name)) return;
  report(
    'value-invalid',
    `${path} names the secret ${show(name)}.`,
    'Use 1 to 100 of a-z, A-Z, 0-9, ".", "_" and "-".',
  );
}

/** Types that are documented as not for K3s, or as gone (Azure Arc, "Available extensions"). */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  'microsoft.azuredefender.kubernetes': 'does not list K3s among the distributions that it supports',
  'microsoft.azurekeyvaultsecretsprovider':
    'does not list K3s among the distributions that it supports; microsoft.azure.secretstore keeps secrets while the link is down',
  'microsoft.iotoperations.platform': 'is no part of Azure IoT Operations any more',
};

function checkSite({ azure, devices }: SiteModel, findings: Finding[]): void {
  const old = devices.find(({ architecture }) => architecture === 'arm');
  for (const { construct, type, body } of azure) {
    const report = reportInto(findings, construct);
    const extension = at(body, 'properties.extensionType');
    const why = typeof extension === 'string' ? UNSUPPORTED[extension.toLowerCase()] : undefined;
    if (why !== undefined) {
      report('arc-unsupported', `${extension} ${why}.`, 'Use another one, or waive the rule with the reason.');
    }
    if (type !== 'Microsoft.Kubernetes/connectedClusters' || old === undefined) continue;
    report(
      'arc-unsupported',
      `the agents have images for amd64 and arm64, and ${old.path} is ${old.architecture}.`,
      'Use another device, or waive the rule with the reason.',
    );
  }
}

/** A device is one machine. */
function checkMachines(resources: readonly AzureModel[], findings: Finding[]): void {
  const machines = new Map<IConstruct, IConstruct>();
  for (const { construct, type } of resources) {
    if (type !== 'Microsoft.AzureStackHCI/edgeMachines') continue;
    const device = construct.node.scopes.find((scope) => partOf(scope) === 'a device');
    if (device === undefined) continue;
    const other = machines.get(device);
    if (other !== undefined) {
      reportInto(findings, construct)(
        'machine-invalid',
        `the device is the machine ${other.node.path} already.`,
        'A device is one machine: remove one of the two.',
      );
    }
    machines.set(device, construct);
  }
}

/** Secrets that are of one resource alone. */
const OF_ONE = [
  {
    path: 'properties.ownershipVoucherDetails.ownershipVoucher',
    code: 'machine-invalid',
    what: 'voucher',
    why: 'A voucher is of one machine, and used once',
  },
  {
    path: 'properties.agentPublicKeyCertificate',
    code: 'value-invalid',
    what: 'key',
    why: 'Azure knows a cluster by its key',
  },
] as const;

function checkSecrets(resources: readonly AzureModel[], findings: Finding[]): void {
  const seen = new Map<string, IConstruct>();
  for (const { construct, body } of resources) {
    for (const { path, code, what, why } of OF_ONE) {
      const value = at(body, path);
      const secret = AgentKey.isAgentKey(value) ? value.secret : value;
      if (!AzureSecret.isAzureSecret(secret)) continue;
      const other = seen.get(`${what} ${secret.name}`);
      if (other !== undefined) {
        reportInto(findings, construct)(
          code,
          `${what} is the secret ${show(secret.name)}, as that of ${other.node.path} is.`,
          `${why}: give each a secret of its own.`,
        );
      }
      seen.set(`${what} ${secret.name}`, construct);
    }
  }
}

/** Azure does not tell capitals apart. */
function checkNames(resources: readonly AzureModel[], findings: Finding[]): void {
  const seen = new Map<string, AzureModel>();
  for (const resource of resources) {
    const { type, name, resourceGroup, parent } = resource;
    const key = [type, resourceGroup, parent?.type, parent?.name, name].join('/').toLowerCase();
    const other = seen.get(key);
    if (other !== undefined && !areConnectionsOfOneSite(resource, other)) {
      reportInto(findings, resource.construct)(
        'azure-name-duplicate',
        `is ${name} in ${resourceGroup}, as ${other.construct.node.path} is.`,
        'Give one of them a name, or a resource group, of its own.',
      );
    }
    seen.set(key, resource);
  }
}

/** Two connections of one site are refused as such. */
function areConnectionsOfOneSite(
  { construct: { node: one } }: AzureModel,
  { construct: { node: other } }: AzureModel,
): boolean {
  const areConnections = [one.scope, other.scope].every((scope) => partOf(scope) === 'an Arc connection');
  return areConnections && one.scope?.node.scope === other.scope?.node.scope;
}

function checkGroups(resources: readonly AzureModel[], findings: Finding[]): void {
  const groups = new Map<string, AzureModel[]>();
  for (const resource of resources) {
    if (resource.parent !== undefined) continue;
    const key = `${resource.type} in ${resource.resourceGroup}`.toLowerCase();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [resource]);
    else group.push(resource);
  }
  for (const group of groups.values()) {
    const first = group[MOST_IN_GROUP];
    if (first === undefined) continue;
    const what = `${first.type} in ${first.resourceGroup}`;
    reportInto(findings, first.construct)(
      'azure-group-full',
      `is number ${MOST_IN_GROUP + 1} of ${group.length} ${what}, which holds ${MOST_IN_GROUP}.`,
      'Spread sites over resource groups.',
    );
  }
}
