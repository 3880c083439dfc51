import {
  type Alias,
  type CustomResource,
  type CustomResourceOptions,
  type Inputs,
  Output,
  type Resource,
  runtime,
  unknown,
} from '@pulumi/pulumi';
import { AgentKey } from '../azure/agent-key';
import { API_CHOICES } from '../azure/api-versions';
import { AzureResource, azureModel } from '../azure/resource';
import { type AzureReference, AzureSecret, isReference, mapLeaves } from '../azure/value';
import { pathOnSite } from '../identity/rename';
import type { AzureModel } from '../portable/azure';
import { argumentsOf, pathIn, typedClassOf } from './arguments';
import { create, GENERIC, GENERIC_TOKEN, type TypedClass } from './classes';
import { refuse } from './errors';

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
    const resource = create(typed?.load ?? GENERIC, name, argumentsOf(model, body), this.optionsOf(model, typed));
    this.made.set(name, resource);
    return resource;
  }

  /** What a resource has once it is created, `id` or the path of a property; undefined where its class has no such. */
  public output(model: AzureModel, path: string): Output<unknown> | undefined {
    const resource = this.get(model);
    const [first = '', ...rest] = pathIn(typedClassOf(model), path).split('.');
    const top: unknown = Object.hasOwn(resource, first) ? Reflect.get(resource, first) : undefined;
    if (!Output.isInstance<unknown>(top)) return undefined;
    return top.apply((value) => {
      let at: unknown = value;
      for (const key of rest) at = (at as Readonly<Record<string, unknown>> | null | undefined)?.[key];
      // In a preview, a generic resource has its inputs in the place of an answer.
      return at === undefined && runtime.isDryRun() ? unknown : at;
    });
  }

  private valueOf(leaf: unknown, model: AzureModel): unknown {
    if (AzureSecret.isAzureSecret(leaf)) return this.around.secretOf(leaf);
    if (AgentKey.isAgentKey(leaf)) return this.around.publicKeyOf(leaf, model);
    return isReference(leaf) ? this.referred(leaf, model) : leaf;
  }

  /** @throws RunError `azure-reference-missing`, at once or when there is an answer */
  private referred({ resource, output: path }: AzureReference, { construct }: AzureModel): Output<unknown> {
    const missing = (): never =>
      refuse(
        'azure-reference-missing',
        construct.node.path,
        `refers to ${path} of ${resource.node.path}, which has no such property.`,
        'Refer to id, or to a property that it has once it is created.',
      );
    const found = this.output((resource as AzureResource)[azureModel], path) ?? missing();
    return found.apply((value) => value ?? missing());
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
      aliases: formerClasses(model),
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

/**
 * The other class that Pulumi may know a resource by. Without it, a change of the class would be a second resource to
 * Pulumi, which it would create before it deletes the first; with it, the first is replaced.
 */
function formerClasses({ type, api: { className } }: AzureModel): Alias[] {
  if (className !== undefined) return [{ type: GENERIC_TOKEN }];
  const typed = Object.hasOwn(API_CHOICES, type) ? API_CHOICES[type]?.typed : undefined;
  return typed === undefined ? [] : [{ type: typed.className }];
}
