import { ComponentResource, type ComponentResourceOptions, type Inputs } from '@pulumi/pulumi';
import type { IConstruct } from 'constructs';
import { Fleet } from '../fleet';
import { pathOnSite } from '../identity/rename';
import { partOf } from '../part';
import { isSite } from '../site';

/** Fleets, sites and devices as Pulumi shows them: components, made with the first resource in each. */
export class Components {
  private readonly made = new Map<string, ComponentResource>();

  constructor(private readonly options: ComponentResourceOptions) {}

  /** The component that a construct is, or stands in. */
  public around(construct: IConstruct): ComponentResource {
    const { scope } = construct.node;
    const type = typeOf(construct);
    if (type === undefined) {
      if (scope === undefined) throw new Error(`${construct.node.path} stands in no fleet.`);
      return this.around(scope);
    }
    const name = pathOnSite(construct);
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const parent = type === 'Fleet' || scope === undefined ? {} : { parent: this.around(scope) };
    const component = new Component(`sff-constructs:index:${type}`, name, {}, { ...this.options, ...parent });
    this.made.set(name, component);
    return component;
  }

  /** Says what sites have, once all is made. */
  public finish(outputs: ReadonlyMap<string, Inputs>): void {
    for (const [name, component] of this.made) (component as Component).end(outputs.get(name) ?? {});
  }
}

class Component extends ComponentResource {
  public end(outputs: Inputs): void {
    this.registerOutputs(outputs);
  }
}

function typeOf(construct: IConstruct): 'Fleet' | 'Site' | 'Device' | undefined {
  if (Fleet.isFleet(construct)) return 'Fleet';
  if (isSite(construct)) return 'Site';
  return partOf(construct) === 'a device' ? 'Device' : undefined;
}
