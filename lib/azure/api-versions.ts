import type { AzureApi } from '../portable/azure';
import { at } from './value';

/** How resources of one type are asked for. */
export interface ApiChoice {
  /** The class of azure-native 3.28, its one API version, and what a resource at that version cannot have. */
  readonly typed: {
    readonly className: string;
    readonly version: string;
    /** By path, with the first version that has it (bicep-types-az). */
    readonly lacks: Readonly<Record<string, string>>;
  };
  /** The version that the generic resource is asked for in. */
  readonly generic: string;
  /** What Azure takes only when a resource is created (Azure's specifications: `@visibility(Lifecycle.Create)`). */
  readonly createOnly: readonly string[];
}

/**
 * Which class, and which API version, a resource is asked for with: the class of azure-native where it carries what is
 * asked for, and `azure-native:resources:Resource` with a version of its own where it would drop it in silence.
 */
export const API_CHOICES: Readonly<Record<string, ApiChoice>> = {
  'Microsoft.Kubernetes/connectedClusters': {
    typed: {
      className: 'azure-native:kubernetes:ConnectedCluster',
      version: '2024-02-01-preview',
      lacks: {
        'properties.oidcIssuerProfile': '2024-07-15-preview',
        'properties.securityProfile': '2024-07-15-preview',
        'properties.gateway': '2024-07-15-preview',
        'properties.arcAgentryConfigurations': '2024-12-01-preview',
      },
    },
    generic: '2026-05-01',
    createOnly: ['properties.agentPublicKeyCertificate', 'identity.type'],
  },
  'Microsoft.Edge/sites': {
    typed: {
      className: 'azure-native:edge:Site',
      version: '2024-02-01-preview',
      lacks: { 'properties.labels': '2025-03-01-preview', 'properties.siteAddress': '2025-03-01-preview' },
    },
    generic: '2025-06-01',
    createOnly: [],
  },
  'Microsoft.AzureStackHCI/edgeMachines': {
    typed: { className: 'azure-native:azurestackhci:EdgeMachine', version: '2025-12-01-preview', lacks: {} },
    generic: '2026-05-01-preview',
    createOnly: [
      'properties.edgeMachineKind',
      'properties.siteDetails',
      'properties.ownershipVoucherDetails',
      'properties.provisioningDetails',
      'properties.arcGatewayResourceId',
      'properties.arcMachineResourceGroupId',
    ],
  },
  'Microsoft.KubernetesConfiguration/fluxConfigurations': {
    typed: {
      className: 'azure-native:kubernetesconfiguration:FluxConfiguration',
      version: '2023-05-01',
      lacks: {
        'properties.ociRepository': '2024-04-01-preview',
        'properties.gitRepository.provider': '2024-11-01',
      },
    },
    generic: '2025-04-01',
    createOnly: ['properties.scope', 'properties.namespace'],
  },
  'Microsoft.KubernetesConfiguration/extensions': {
    typed: { className: 'azure-native:kubernetesconfiguration:Extension', version: '2023-05-01', lacks: {} },
    generic: '2025-03-01',
    createOnly: ['properties.extensionType', 'properties.scope'],
  },
};

/** A type as the table has it: Azure does not tell capitals apart. */
export function knownType(type: string): string {
  return Object.keys(API_CHOICES).find((known) => known.toLowerCase() === type.toLowerCase()) ?? type;
}

/** How a resource is asked for; undefined for a type that is not in the table, without a version. */
export function apiFor(type: string, body: unknown, version: string | undefined): AzureApi | undefined {
  const choice: ApiChoice | undefined = Object.hasOwn(API_CHOICES, type) ? API_CHOICES[type] : undefined;
  if (version !== undefined) {
    return { version, className: version === choice?.typed.version ? choice.typed.className : undefined };
  }
  if (choice === undefined) return undefined;
  const { typed, generic } = choice;
  if (lacking(type, body, typed.version).length > 0) return { version: generic, className: undefined };
  return typed;
}

/** What a body has, and its type at a version has not. */
export function lacking(type: string, body: unknown, version: string): readonly string[] {
  const lacks = API_CHOICES[type]?.typed.lacks ?? {};
  return Object.keys(lacks).filter((path) => version < (lacks[path] ?? '') && at(body, path) !== undefined);
}
