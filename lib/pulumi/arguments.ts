import type { Input, Inputs } from '@pulumi/pulumi';
import { azureModel } from '../azure/resource';
import type { AzureModel, AzureScope } from '../portable/azure';
import { CLASSES, type TypedClass } from './classes';

/** What the class of a resource takes. */
export function argumentsOf(model: AzureModel, body: Inputs): Inputs {
  const typed = typedClassOf(model);
  return typed === undefined ? genericArguments(model, body) : typedArguments(model, body, typed);
}

/** The class that a resource is asked for by; undefined for the generic one. */
export function typedClassOf({ api: { className } }: AzureModel): TypedClass | undefined {
  return className === undefined ? undefined : CLASSES[className];
}

/** A path of Azure as a class has it. */
export function pathIn(typed: TypedClass | undefined, path: string): string {
  return typed?.flat === true ? path.replace(/^properties\./, '') : path;
}

function typedArguments(model: AzureModel, body: Inputs, { nameArgument, flat }: TypedClass): Inputs {
  const { properties, ...rest } = body;
  return {
    resourceGroupName: model.resourceGroup,
    [nameArgument]: model.name,
    ...(model.location === undefined ? {} : { location: model.location }),
    ...clusterArguments(model),
    ...rest,
    ...(flat ? (properties as Inputs | undefined) : properties === undefined ? {} : { properties }),
  };
}

function clusterArguments({ parent }: AzureModel): Inputs {
  if (parent === undefined) return {};
  const [provider, ...types] = parent.type.split('/');
  return { clusterRp: provider, clusterResourceName: types.join('/'), clusterName: parent.name };
}

/** azure-native joins the four parts of a path again (`azure-native:resources:Resource`). */
function genericArguments(model: AzureModel, body: Inputs): Inputs {
  const [provider = '', ...path] = pathOf(model);
  return {
    apiVersion: model.api.version,
    resourceGroupName: model.resourceGroup,
    resourceProviderNamespace: provider,
    parentResourcePath: path.slice(0, -2).join('/'),
    resourceType: path.at(-2),
    resourceName: path.at(-1),
    ...(model.location === undefined ? {} : { location: model.location }),
    ...body,
  } satisfies Record<string, Input<unknown>>;
}

/** A resource's place, or that of one that others extend. */
type Place = AzureScope & Partial<Pick<AzureModel, 'parent' | 'parentResource'>>;

/**
 * What the id of a resource has behind its resource group and `providers`, by segments: a resource of a type below that
 * of its parent stands in it, `<parent>/jobs/<name>`, and any other one extends it, `<parent>/providers/<type>/<name>`.
 */
function pathOf({ type, name, parent, parentResource }: Place): string[] {
  const [provider = '', ...types] = type.split('/');
  if (parent === undefined) return [provider, ...paired(types, name)];
  const above = pathOf(parentResource?.[azureModel] ?? parent);
  const nested = `${parent.type}/`;
  if (type.toLowerCase().startsWith(nested.toLowerCase())) {
    return [...above, ...paired(type.slice(nested.length).split('/'), name)];
  }
  return [...above, 'providers', provider, ...paired(types, name)];
}

/** Azure names what stands in another one `<name>/<name>`, with a name for each part of its type. */
function paired(types: readonly string[], name: string): string[] {
  const names = types.length === 1 ? [name] : name.split('/');
  return types.flatMap((type, i) => [type, names[i] ?? '']);
}
