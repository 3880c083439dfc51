import { createHash } from 'node:crypto';
import { at, type Fields, type Value, withAt } from '../plugin/value';
import type { CloudResource } from './cloud';

/** What the services of Azure fill in, and what they keep to themselves, by resource type. */
interface Service {
  /** Fields that a resource gets when it is created or changed; those that it has already stay. */
  readonly fills: (resource: CloudResource) => Readonly<Record<string, Value | undefined>>;
  /** Paths that no answer carries. */
  readonly hides: readonly string[];
}

const NOTHING: Service = { fills: () => ({}), hides: [] };

const SERVICES: Readonly<Record<string, Service>> = {
  'Microsoft.Kubernetes/connectedClusters': {
    fills: (cluster) => ({
      ...identity(cluster),
      'properties.connectivityStatus': 'Connecting', // until agents call in
      'properties.oidcIssuerProfile.issuerUrl': issuer(cluster),
    }),
    hides: [],
  },
  'Microsoft.AzureStackHCI/edgeMachines': {
    fills: (machine) => ({
      ...identity(machine),
      'properties.machineState': 'Created', // until the device calls in
      'properties.connectivityStatus': 'NotSpecified',
    }),
    hides: ['properties.ownershipVoucherDetails.ownershipVoucher'], // marked as secret in the specification
  },
  'Microsoft.KubernetesConfiguration/fluxConfigurations': {
    fills: () => ({ 'properties.complianceState': 'Pending' }),
    hides: ['properties.configurationProtectedSettings'],
  },
  'Microsoft.KubernetesConfiguration/extensions': {
    fills: identity,
    hides: ['properties.configurationProtectedSettings'],
  },
};

/** A resource with what its service fills in. */
export function filled(resource: CloudResource): CloudResource {
  let result: Fields = resource;
  for (const [path, value] of Object.entries(serviceOf(resource).fills(resource))) {
    const keys = path.split('.');
    result = withAt(result, keys, value === undefined ? undefined : (at(resource, keys) ?? value));
  }
  return result as CloudResource; // only fields below it have changed
}

/** A resource as a GET answers it: without secrets, and without the cloud's own notes. */
export function answer(resource: CloudResource): Fields {
  const hidden = [...serviceOf(resource).hides, 'apiVersion', 'becomes'];
  return hidden.reduce<Fields>((result, path) => withAt(result, path.split('.'), undefined), resource);
}

function serviceOf({ type }: CloudResource): Service {
  return SERVICES[type] ?? NOTHING;
}

function identity(resource: CloudResource): Readonly<Record<string, Value | undefined>> {
  const none = at(resource, ['identity', 'type']) !== 'SystemAssigned';
  return {
    'identity.principalId': none ? undefined : guid(`principal of ${resource.id}`),
    'identity.tenantId': none ? undefined : TENANT,
  };
}

function issuer(cluster: CloudResource): string | undefined {
  if (at(cluster, ['properties', 'oidcIssuerProfile', 'enabled']) !== true) return undefined;
  return `https://eastus.oic.prod-arc.azure.com/${TENANT}/${guid(`issuer of ${cluster.id}`)}/`;
}

/** A value of the form of a GUID, the same for the same text. */
export function guid(text: string): string {
  const hex = createHash('sha256').update(text.toLowerCase()).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

export const TENANT = guid('tenant');
