import type { Report } from '../validation/problem';
import { API_CHOICES } from './api-versions';
import type { AzureResourceProps } from './resource-props';
import { isPlain, isReference, mapLeaves, overlaid, showValue } from './value';

type Fields = Readonly<Record<string, unknown>>;

/** How many tags a resource has (Azure, "Use tags to organize your Azure resources"). */
const MOST_TAGS = 50;

/** What says which resource it is, as Azure and the classes of azure-native call it, and the property for it. */
const IDENTITY: Readonly<Record<string, string>> = {
  id: 'name',
  name: 'name',
  type: 'type',
  location: 'location',
  apiVersion: 'apiVersion',
  resourceGroupName: 'resourceGroup',
  resourceProviderNamespace: 'type',
  parentResourcePath: 'parent',
  resourceType: 'type',
  resourceName: 'name',
  clusterRp: 'parent',
  clusterResourceName: 'parent',
  clusterName: 'name of the connection',
  siteName: 'name',
  edgeMachineName: 'name',
  fluxConfigurationName: 'name',
  extensionName: 'name',
};

/** What Azure Resource Manager gets, with what is written over it; what says which resource it is stands elsewhere. */
export function readBody({ body, tags, overrides }: AzureResourceProps, type: string, report: Report): Fields {
  const said = { ...readFields('body', body, type, report), ...(tags === undefined ? {} : { tags }) };
  const all = mapLeaves(overlaid(said, readFields('overrides', overrides, type, report)), (leaf) => leaf) as Fields;
  checkTags(all.tags, report);
  return all;
}

function readFields(field: string, value: unknown, type: string, report: Report): Fields {
  if (value === undefined) return {};
  if (!isPlain(value)) {
    report('value-invalid', `${field} is ${showValue(value)}.`, `Write ${field}: { properties: { … } }.`);
    return {};
  }
  const { properties, ...rest } = withoutIdentity(field, value, report);
  if (properties === undefined) return rest;
  if (!isPlain(properties)) {
    report('value-invalid', `${field}.properties is ${showValue(properties)}.`, 'Write { … }, or leave it out.');
    return rest;
  }
  // Classes of azure-native take what is below properties beside the names.
  const flat = Object.hasOwn(API_CHOICES, type);
  return { ...rest, properties: flat ? withoutIdentity(`${field}.properties`, properties, report) : properties };
}

function withoutIdentity(field: string, value: Fields, report: Report): Fields {
  const entries = Object.entries(value).filter(([key, item]) => {
    const property = Object.hasOwn(IDENTITY, key) ? IDENTITY[key] : undefined;
    if (property === undefined || item === undefined) return true;
    report(
      'value-invalid',
      `${field} has ${key}: it says which resource it is, and would escape the checks and the identity lock.`,
      `Remove it: the ${property} is a property of its own.`,
    );
    return false;
  });
  return Object.fromEntries(entries);
}

function checkTags(tags: unknown, report: Report): void {
  if (tags === undefined) return;
  const values = isPlain(tags) ? Object.values(tags) : undefined;
  if (values === undefined || !values.every((value) => typeof value === 'string' || isReference(value))) {
    report('value-invalid', `tags is ${showValue(tags)}.`, "Write texts by name: { team: 'retail' }.");
  } else if (values.length > MOST_TAGS) {
    report('value-invalid', `tags has ${values.length} entries; Azure takes ${MOST_TAGS}.`, 'Remove some.');
  }
}
