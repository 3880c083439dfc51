import { hasUnknown } from '../plugin/value';
import { type AzureClass, GROUP, IdPattern, pick } from './azure-class';
import { parseResourceId } from './resource-id';
import type { ResourceTypes } from './types';

const PATTERN = new IdPattern(
  `${GROUP}/providers/{resourceProviderNamespace}/{parentResourcePath}/{resourceType}/{resourceName}`,
);
const FIELDS = ['extendedLocation', 'identity', 'kind', 'location', 'managedBy', 'plan', 'properties', 'sku', 'tags'];

/** Version of Azure's generic API. azure-native asks with it where it has no inputs to take the user's from: at import. */
const VERSION = '2024-03-01';

/**
 * `azure-native:resources:Resource`: any type in any version. Of `properties` the provider knows nothing: a change in
 * them is never a replacement, and what Azure adds to them and later changes, a refresh takes for the user's.
 */
export function genericClass(types: ResourceTypes): AzureClass {
  const names = [...FIELDS, 'name', 'type'];
  return {
    parameters: PATTERN.parameters,
    version: VERSION,
    apiVersion: (inputs) => String(inputs?.apiVersion ?? VERSION),
    id: (inputs, subscription) => PATTERN.fill(inputs, subscription),
    parse: (id) => PATTERN.match(id),
    body: (inputs) => pick(inputs, FIELDS),
    outputs: (answer) => ({ ...pick(answer, names), azureApiVersion: VERSION }),
    inputsOf: (outputs) => pick(outputs, FIELDS),
    outputNames: names,
    replacedBy: [...PATTERN.parameters, 'location'].map((name) => [name]),
    type(inputs) {
      const says = pick(inputs, ['resourceProviderNamespace', 'parentResourcePath', 'resourceType', 'apiVersion']);
      if (hasUnknown(says) || says.apiVersion === undefined) return undefined;
      const sample = PATTERN.fill({ ...says, resourceGroupName: 'any', resourceName: 'any' }, 'any');
      return types.get(parseResourceId(sample).type, String(says.apiVersion));
    },
    inputPath: (path) => path,
  };
}
