import type { CustomResource, CustomResourceOptions, Inputs } from '@pulumi/pulumi';
import { peer } from './errors';

/** A class of azure-native, as a constructor. */
export type ResourceClass = new (name: string, args: never, options?: CustomResourceOptions) => CustomResource;

/** How a class takes what Azure Resource Manager takes. */
export interface TypedClass {
  readonly load: () => ResourceClass;
  /** Argument with the resource's name. */
  readonly nameArgument: string;
  /** Whether the fields of `properties` are arguments themselves. */
  readonly flat: boolean;
}

/** Classes by their tokens, each imported by itself: the root of azure-native takes seconds to load. */
export const CLASSES: Readonly<Record<string, TypedClass>> = {
  'azure-native:kubernetes:ConnectedCluster': {
    load: () => require('@pulumi/azure-native/kubernetes/connectedCluster').ConnectedCluster,
    nameArgument: 'clusterName',
    flat: true,
  },
  'azure-native:edge:Site': {
    load: () => require('@pulumi/azure-native/edge/site').Site,
    nameArgument: 'siteName',
    flat: false,
  },
  'azure-native:azurestackhci:EdgeMachine': {
    load: () => require('@pulumi/azure-native/azurestackhci/edgeMachine').EdgeMachine,
    nameArgument: 'edgeMachineName',
    flat: false,
  },
  'azure-native:kubernetesconfiguration:FluxConfiguration': {
    load: () => require('@pulumi/azure-native/kubernetesconfiguration/fluxConfiguration').FluxConfiguration,
    nameArgument: 'fluxConfigurationName',
    flat: true,
  },
  'azure-native:kubernetesconfiguration:Extension': {
    load: () => require('@pulumi/azure-native/kubernetesconfiguration/extension').Extension,
    nameArgument: 'extensionName',
    flat: true,
  },
};

/** Token of the class for any type in any version. */
export const GENERIC_TOKEN = 'azure-native:resources:Resource';

/** The class for any type in any version. */
export const GENERIC: () => ResourceClass = () => require('@pulumi/azure-native/resources/resource').Resource;

/** Makes a resource of a class. */
export function create(
  load: () => ResourceClass,
  name: string,
  args: Inputs,
  options: CustomResourceOptions,
): CustomResource {
  const Class = peer('@pulumi/azure-native', load);
  return new Class(name, args as never, options);
}
