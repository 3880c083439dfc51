import { type Fields, isFields, without } from '../plugin/value';
import { type AzureClass, GROUP, IdPattern, pick } from './azure-class';
import { parseResourceId } from './resource-id';
import type { ResourceType, ResourceTypes } from './types';

/** A class of azure-native's SDK, as its documentation has it. */
interface ClassRow {
  readonly pattern: string;
  /** The one API version that the class speaks. */
  readonly version: string;
  /** Where the fields of `properties` are in inputs and outputs. */
  readonly properties: 'at the top' | 'below properties';
}

const FLUX = `${GROUP}/providers/{clusterRp}/{clusterResourceName}/{clusterName}/providers/Microsoft.KubernetesConfiguration`;

export const CLASSES: Readonly<Record<string, ClassRow>> = {
  'azure-native:resources:ResourceGroup': {
    pattern: GROUP,
    version: '2024-03-01',
    properties: 'below properties',
  },
  'azure-native:kubernetes:ConnectedCluster': {
    pattern: `${GROUP}/providers/Microsoft.Kubernetes/connectedClusters/{clusterName}`,
    version: '2024-02-01-preview',
    properties: 'at the top',
  },
  'azure-native:kubernetesconfiguration:FluxConfiguration': {
    pattern: `${FLUX}/fluxConfigurations/{fluxConfigurationName}`,
    version: '2023-05-01',
    properties: 'at the top',
  },
  'azure-native:kubernetesconfiguration:Extension': {
    pattern: `${FLUX}/extensions/{extensionName}`,
    version: '2023-05-01',
    properties: 'at the top',
  },
  'azure-native:edge:Site': {
    pattern: `${GROUP}/providers/Microsoft.Edge/sites/{siteName}`,
    version: '2024-02-01-preview',
    properties: 'below properties',
  },
  'azure-native:azurestackhci:EdgeMachine': {
    pattern: `${GROUP}/providers/Microsoft.AzureStackHCI/edgeMachines/{edgeMachineName}`,
    version: '2025-12-01-preview',
    properties: 'below properties',
  },
  'azure-native:azurestackhci:EdgeMachineJob': {
    pattern: `${GROUP}/providers/Microsoft.AzureStackHCI/edgeMachines/{edgeMachineName}/jobs/{jobsName}`,
    version: '2025-12-01-preview',
    properties: 'below properties',
  },
  'azure-native:extendedlocation:CustomLocation': {
    pattern: `${GROUP}/providers/Microsoft.ExtendedLocation/customLocations/{resourceName}`,
    version: '2021-08-31-preview',
    properties: 'at the top',
  },
};

/** A class with inputs and outputs of its own, of which the provider knows what is read-only and what create-only. */
export function typedClass(row: ClassRow, types: ResourceTypes): AzureClass {
  const pattern = new IdPattern(row.pattern);
  const sample = row.pattern.replace('{clusterRp}/{clusterResourceName}', 'Microsoft.Kubernetes/connectedClusters');
  const type = types.get(parseResourceId(sample).type, row.version);
  const flat = row.properties === 'at the top';
  const inputPath = (path: readonly string[]) => (flat && path[0] === 'properties' ? path.slice(1) : path);
  const outside = type.names([], 'any').filter((name) => name !== 'properties');

  const toBody = (fields: Fields): Fields =>
    flat ? { ...pick(fields, outside), properties: without(fields, outside) } : fields;
  const fromBody = ({ properties, ...rest }: Fields): Fields => {
    if (flat) return { ...rest, ...(isFields(properties) ? properties : {}) };
    return properties === undefined ? rest : { ...rest, properties };
  };
  const names = ['', 'properties'].flatMap((top) =>
    type.names(top === '' ? [] : [top], 'any').map((name) => [top, name]),
  );
  const outputNames = names.filter(([top, name]) => name !== 'id' && (flat ? name !== 'properties' : top === ''));
  return {
    parameters: pattern.parameters,
    version: row.version,
    apiVersion: () => row.version,
    id: (inputs, subscription) => pattern.fill(inputs, subscription),
    parse: (id) => pattern.match(id),
    body: (inputs) => toBody(without(inputs, [...pattern.parameters, 'azureApiVersion', '__createBeforeDelete'])),
    outputs: (answer) => ({ ...fromBody(without(answer, ['id'])), azureApiVersion: row.version }),
    inputsOf: (outputs) => fromBody(writable(toBody(without(outputs, ['azureApiVersion'])), type)),
    outputNames: outputNames.map(([, name]) => name ?? ''),
    // At the top and one level below it: azure-native looks no deeper.
    replacedBy: [...pattern.parameters.map((name) => [name]), ...type.createOnly([], flat ? 3 : 2).map(inputPath)],
    type: () => type,
    inputPath,
  };
}

/** Without what only Azure writes. */
function writable(fields: Fields, type: ResourceType, path: readonly string[] = []): Fields {
  const entries = Object.entries(without(fields, type.names(path, 'readOnly')));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isFields(value) ? writable(value, type, [...path, name]) : value]),
  );
}
