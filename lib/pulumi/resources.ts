import type { CustomResource, CustomResourceOptions, Input, Inputs, Output, Resource } from '@pulumi/pulumi';
import { AgentKey } from '../azure/agent-key';
import { AzureResource, azureModel } from '../azure/resource';
import { AzureSecret, isReference, mapLeaves } from '../azure/value';
import { pathOnSite } from '../identity/rename';
import type { AzureModel } from '../portable/azure';
import { CLASSES, create, GENERIC, type TypedClass } from './classes';

/** What resources of a deployment need from it. */
export interface Surroundings {
  /** The component that a resource stands in. */
  readonly parentOf: (model: AzureModel) => Resource;
  readonly secretOf: (secret: AzureSecret) => Output<string>;
  readonly publicKeyOf: (key: AgentKey, model: AzureModel) => Output<string>;
  /** Options for every resource of azure-native. */
  readonly options: CustomResourceOptions;
}

/** Extensions and configurations are done when the agents on site say so; a thin link takes its time. */
const TIMEOUTS = { create: '1h', update: '1h', delete: '1h' };

/** Turns Azure resources of a program into those of Pulumi, each once, and each after what it refers to. */
export class Resources {
  private readonly made = new Map<string, CustomResource>();

  constructor(private readonly around: Surroundings) {}

  /** The resource for a model, which is made where it is not there yet. */
  public get(model: AzureModel): CustomResource {
    const name = pathOnSite(model.construct);
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const typed = typedClassOf(model);
    const body = mapLeaves(model.body, (leaf) => this.valueOf(leaf, model)) as Inputs;
    const resource = create(
      typed?.load ?? GENERIC,
      name,
      typed === undefined ? genericArguments(model, body) : typedArguments(model, body, typed),
      this.optionsOf(model, typed),
    );
    this.made.set(name, resource);
    return resource;
  }

  /** What a resource has once it is created: `id`, or the path of a property. */
  public output(model: AzureModel, path: string): Output<string> {
    const resource = this.get(model);
    if (path === 'id') return resource.id;
    const [first = '', ...rest] = pathIn(typedClassOf(model), path).split('.');
    const top = (resource as unknown as Readonly<Record<string, Output<unknown>>>)[first] as Output<unknown>;
    return top.apply((value) => {
      let at: unknown = value;
      for (const key of rest) at = (at as Readonly<Record<string, unknown>> | undefined)?.[key];
      return at as string;
    });
  }

  private valueOf(leaf: unknown, model: AzureModel): unknown {
    if (AzureSecret.isAzureSecret(leaf)) return this.around.secretOf(leaf);
    if (AgentKey.isAgentKey(leaf)) return this.around.publicKeyOf(leaf, model);
    if (isReference(leaf)) return this.output((leaf.resource as AzureResource)[azureModel], leaf.output);
    return leaf;
  }

  private optionsOf(model: AzureModel, typed: TypedClass | undefined): CustomResourceOptions {
    const { protect, retainOnDelete, ignoreChanges } = model.lifecycle;
    const above = this.above(model);
    const others = model.dependsOn.filter(AzureResource.isAzureResource).map((other) => this.get(other[azureModel]));
    return {
      ...this.around.options,
      parent: this.around.parentOf(model),
      protect,
      retainOnDelete,
      ignoreChanges: ignoreChanges.map((path) => pathIn(typed, path)),
      dependsOn: [...(above === undefined ? [] : [above]), ...others],
      // Its name is stated: there can be no second one beside it for a while.
      deleteBeforeReplace: true,
      // What hangs below a cluster goes with it, also when its agents answer no more, and has to come back with it.
      ...(above === undefined ? {} : { deletedWith: above, replaceWith: [above] }),
      ...(model.parent === undefined ? {} : { customTimeouts: TIMEOUTS }),
    };
  }

  /** The resource that a model extends, where the program has it. */
  private above({ parentResource }: AzureModel): CustomResource | undefined {
    return parentResource && this.get(parentResource[azureModel]);
  }
}

/** The class that a resource is asked for by; undefined for the generic one. */
function typedClassOf({ api: { className } }: AzureModel): TypedClass | undefined {
  return className === undefined ? undefined : CLASSES[className];
}

/** A path of Azure as a class has it. */
function pathIn(typed: TypedClass | undefined, path: string): string {
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

function genericArguments(model: AzureModel, body: Inputs): Inputs {
  const { parent, type } = model;
  const [provider = '', ...types] = type.split('/');
  const [above = '', ...aboveTypes] = parent?.type.split('/') ?? [];
  return {
    apiVersion: model.api.version,
    resourceGroupName: model.resourceGroup,
    resourceProviderNamespace: parent === undefined ? provider : above,
    parentResourcePath: parent === undefined ? '' : `${aboveTypes.join('/')}/${parent.name}/providers/${provider}`,
    resourceType: types.join('/'),
    resourceName: model.name,
    ...(model.location === undefined ? {} : { location: model.location }),
    ...body,
  } satisfies Record<string, Input<unknown>>;
}
