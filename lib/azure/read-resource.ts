import { Construct, type IConstruct } from 'constructs';
import { type AzureConstruct, type AzureModel, type AzureScope, azureModel } from '../portable/azure';
import { type Report, reportFor } from '../validation/problem';
import { checkKnown } from '../validation/properties';
import { isRecord } from '../validation/values';
import { API_CHOICES, apiFor, knownType, lacking } from './api-versions';
import { GROUP_NAME } from './names';
import { readBody } from './read-body';
import { type AzureResourceProps, LIFECYCLE } from './resource-props';
import { showValue } from './value';

/** Name of a region, as Azure's resources and the chart of the agents have it. */
const REGION = /^[a-z][a-z0-9]*$/;

/** What a resource is below. */
interface Parent {
  readonly scope?: AzureScope;
  /** Its construct, where the program has one. */
  readonly resource?: AzureConstruct;
}

/** Reads a resource of a site that has `others`, and reports what is wrong with it by itself. */
export function readResource(
  construct: IConstruct,
  props: AzureResourceProps,
  others: readonly AzureModel[],
): AzureModel {
  const report = reportFor(construct);
  const { name, location, dependsOn, createOnly } = props;
  const type = readType(props.type, report);
  const parent = readParent(props.parent, others, report);
  checkNesting(type, parent, report);
  const body = readBody(props, type, report);
  if (typeof name !== 'string') {
    report('azure-name-invalid', `name is ${showValue(name)}, no text.`, "Write name: '…'.");
  }
  if (location !== undefined && !fits(location, REGION)) {
    report(
      'value-invalid',
      `location is ${showValue(location)}.`,
      "Write the name of a region as `az account list-locations` prints it: 'eastus', say.",
    );
  }
  return {
    construct,
    type,
    // A stand-in is unique, and a name for every type: one mistake is told once.
    name: typeof name === 'string' ? name : construct.node.addr.slice(0, 24),
    resourceGroup: readGroup(parent, props.resourceGroup, report),
    parent: parent?.scope,
    parentResource: parent?.resource,
    location: fits(location, REGION) ? location : undefined,
    api: readApi(type, body, props.apiVersion, report),
    body,
    dependsOn: readList('dependsOn', dependsOn, 'resources', report),
    lifecycle: readLifecycle(props.lifecycle, report),
    createOnly:
      createOnly === undefined ? (API_CHOICES[type]?.createOnly ?? []) : readPaths('createOnly', createOnly, report),
  };
}

function readType(type: unknown, report: Report): string {
  if (fits(type, /^[A-Z]\w*(\.\w+)+(\/\w+)+$/i)) return knownType(type);
  report('value-invalid', `type ${showValue(type)} is no type of Azure.`, "Write 'Microsoft.Edge/sites', say.");
  return '';
}

/** Undefined for what is nothing that a resource can be below. */
function readParent(parent: unknown, others: readonly AzureModel[], report: Report): Parent | undefined {
  if (parent === undefined) return {};
  if (isResource(parent)) {
    const { type, name, resourceGroup } = parent[azureModel];
    return { scope: { type, name, resourceGroup }, resource: parent };
  }
  if (isScope(parent)) {
    const resource = others.find((other) => other.parent === undefined && idOf(other) === idOf(parent))?.construct;
    return { scope: parent, ...(isResource(resource) ? { resource } : {}) };
  }
  report(
    'value-invalid',
    `parent is ${Construct.isConstruct(parent) ? parent.node.path : showValue(parent)}, no resource in Azure.`,
    'Give an AzureResource (the resource of an ArcConnection, say), or write { resourceGroup, type, name }.',
  );
  return undefined;
}

function isResource(parent: unknown): parent is AzureConstruct {
  return isRecord(parent) && azureModel in parent;
}

function isScope(parent: unknown): parent is AzureScope {
  return isRecord(parent) && [parent.type, parent.name, parent.resourceGroup].every((text) => typeof text === 'string');
}

/** What tells resources of one subscription apart; Azure does not tell capitals apart. */
function idOf({ resourceGroup, type, name }: AzureScope): string {
  return [resourceGroup, type, name].join('/').toLowerCase();
}

/** A nested type has its parents' names in its path. */
function checkNesting(type: string, parent: Parent | undefined, report: Report): void {
  const above = type.split('/').slice(0, -1);
  if (above.length < 2 || parent === undefined) return;
  const is = parent.scope?.type;
  if (is?.toLowerCase() === above.join('/').toLowerCase()) return;
  report(
    'value-invalid',
    `type ${type} stands in ${above.join('/')}, and parent is ${showValue(is)}.`,
    `Give the resource of type ${above.join('/')} as parent, and as name only what follows its name.`,
  );
}

function readGroup(parent: Parent | undefined, stated: unknown, report: Report): string {
  const group: unknown = parent?.scope?.resourceGroup ?? stated;
  if (parent !== undefined && !fits(group, GROUP_NAME)) {
    report(
      'azure-group-missing',
      `resourceGroup is ${showValue(group)}, the name of no resource group.`,
      'Write the name of a resource group that is there: 1 to 90 letters, digits, "_", "-", "." and parentheses.',
    );
  }
  return typeof group === 'string' ? group : '';
}

function readApi(type: string, body: unknown, stated: unknown, report: Report): AzureModel['api'] {
  const none = { version: '', className: undefined };
  if (stated !== undefined && !fits(stated, /^\d{4}-\d{2}-\d{2}(-[a-z]+)?$/)) {
    report('azure-api-version', `apiVersion is ${showValue(stated)}.`, "Write a version: '2025-06-01', say.");
    return none;
  }
  const api = apiFor(type, body, stated);
  if (api === undefined) {
    if (type !== '') report('azure-api-version', `the API version of ${type} is not known.`, 'Write apiVersion.');
    return none;
  }
  const missing = lacking(type, body, api.version);
  if (missing.length > 0) {
    report(
      'azure-api-version',
      `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not in API version ${api.version}, and would be dropped in silence.`,
      `Leave apiVersion out, or write '${API_CHOICES[type]?.generic}'.`,
    );
  }
  return api;
}

function readLifecycle(lifecycle: unknown, report: Report): AzureModel['lifecycle'] {
  if (lifecycle !== undefined && !isRecord(lifecycle)) {
    report('value-invalid', `lifecycle is ${showValue(lifecycle)}.`, 'Write lifecycle: { protect: false }, say.');
  }
  checkKnown('lifecycle', lifecycle, LIFECYCLE, report);
  const { protect = true, retainOnDelete = false, ignoreChanges = [] } = isRecord(lifecycle) ? lifecycle : {};
  for (const [field, value] of Object.entries({ protect, retainOnDelete })) {
    if (typeof value === 'boolean') continue;
    report('value-invalid', `lifecycle.${field} is ${showValue(value)}.`, 'Write true or false.');
  }
  return {
    protect: protect !== false,
    retainOnDelete: retainOnDelete === true,
    ignoreChanges: readPaths('lifecycle.ignoreChanges', ignoreChanges, report),
  };
}

function readPaths(field: string, value: unknown, report: Report): readonly string[] {
  const paths = readList<unknown>(field, value, 'paths', report);
  return paths.filter((path): path is string => {
    if (typeof path === 'string' && path !== '') return true;
    report('value-invalid', `${field} has ${showValue(path)}.`, "Write paths: 'properties.displayName', say.");
    return false;
  });
}

function fits(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function readList<T>(field: string, value: readonly T[] | unknown, of: string, report: Report): readonly T[] {
  if (value === undefined || Array.isArray(value)) return [...(value ?? [])];
  report('value-invalid', `${field} is ${showValue(value)}, no list.`, `Write ${field}: […], a list of ${of}.`);
  return [];
}
