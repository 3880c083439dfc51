import type { IConstruct } from 'constructs';
import { type AzureConstruct, type AzureModel, type AzureScope, azureModel } from '../portable/azure';
import { reportFor } from '../validation/problem';
import { show } from '../validation/values';
import { API_CHOICES, apiFor, lacking } from './api-versions';
import { GROUP_NAME } from './names';
import type { AzureResourceProps } from './resource-props';
import { mapLeaves, overlaid } from './value';

type Fields = Readonly<Record<string, unknown>>;

/** Reads a resource, and reports what is wrong with it by itself. */
export function readResource(construct: IConstruct, props: AzureResourceProps): AzureModel {
  const report = reportFor(construct);
  const { type, name, parent, location, apiVersion, dependsOn = [], lifecycle, createOnly } = props;
  const scope = scopeOf(parent);
  const resourceGroup = scope?.resourceGroup ?? props.resourceGroup;
  if (!/^[A-Z]\w*(\.\w+)+(\/\w+)+$/i.test(String(type))) {
    report('value-invalid', `type ${show(type)} is no type of Azure.`, "Write 'Microsoft.Edge/sites', say.");
  }
  if (typeof resourceGroup !== 'string' || !GROUP_NAME.test(resourceGroup)) {
    report(
      'azure-group-missing',
      `resourceGroup is ${show(resourceGroup)}, the name of no resource group.`,
      'Write the name of a resource group that is there: 1 to 90 letters, digits, "_", "-", "." and parentheses.',
    );
  }
  const body = bodyOf(props);
  const api = apiFor(type, body, apiVersion);
  if (api === undefined) {
    report('azure-api-version', `the API version of ${show(type)} is not known.`, 'Write apiVersion.');
  } else {
    const missing = lacking(type, body, api.version);
    if (missing.length > 0) {
      report(
        'azure-api-version',
        `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not in API version ${api.version}, and would be dropped in silence.`,
        `Leave apiVersion out, or write '${API_CHOICES[type]?.generic}'.`,
      );
    }
  }
  return {
    construct,
    type,
    name: String(name),
    resourceGroup: String(resourceGroup),
    parent: scope,
    parentResource: isResource(parent) ? parent : undefined,
    location,
    api: api ?? { version: '', className: undefined },
    body,
    dependsOn,
    lifecycle: {
      protect: lifecycle?.protect ?? true,
      retainOnDelete: lifecycle?.retainOnDelete ?? false,
      ignoreChanges: lifecycle?.ignoreChanges ?? [],
    },
    createOnly: createOnly ?? API_CHOICES[type]?.createOnly ?? [],
  };
}

function scopeOf(parent: AzureConstruct | AzureScope | undefined): AzureScope | undefined {
  if (!isResource(parent)) return parent;
  const { type, name, resourceGroup } = parent[azureModel];
  return { type, name, resourceGroup };
}

function isResource(parent: AzureConstruct | AzureScope | undefined): parent is AzureConstruct {
  return parent !== undefined && azureModel in parent;
}

function bodyOf({ body, tags, overrides }: AzureResourceProps): Fields {
  const said = { ...body, ...(tags === undefined ? {} : { tags }) };
  return mapLeaves(overlaid(said, overrides ?? {}), (leaf) => leaf) as Fields;
}
