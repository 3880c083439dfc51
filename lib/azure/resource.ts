import { Construct } from 'constructs';
import { readRename } from '../identity/rename';
import { markAs } from '../part';
import { type AzureModel, azureModel } from '../portable/azure';
import { isMarked, mark } from '../portable/mark';
import { requireSite, type Site, siteModel } from '../site';
import { checkedId } from '../validation/names';
import { checkOwn, copyOf } from '../validation/properties';
import { type AzureResourceProps, RESOURCE } from './resource-props';

export { azureModel } from '../portable/azure';
export type { AzureCommonProps, AzureResourceProps } from './resource-props';

/** Loaded with the first resource, so that a program without one starts sooner. */
const reader = () => require('./read-resource') as typeof import('./read-resource');

/**
 * One resource in Azure Resource Manager, of any type: what the other Azure constructs are made of, and the way to what
 * has no construct yet.
 *
 * It stands in a site, or in anything in one. `deploy` of `sff-constructs/pulumi` creates it; synth checks it.
 */
export class AzureResource extends Construct {
  /** Whether `x` is an `AzureResource`, of this or another copy of the library. */
  public static isAzureResource(x: unknown): x is AzureResource {
    return isMarked(x, 'AzureResource');
  }

  /** @internal */
  public readonly [azureModel]: AzureModel;
  /** Name in Azure. */
  public readonly name: string;
  /** Name of its resource group. */
  public readonly resourceGroup: string;

  /** @throws SffError `scope-unknown` outside a site */
  constructor(scope: Construct, id: string, props: AzureResourceProps) {
    super(scope, checkedId(scope, id));
    const site = requireSite(scope, 'an Azure resource') as Site;
    mark(this, 'AzureResource');
    checkOwn(this, AzureResource, props, RESOURCE);
    readRename(this, props);
    markAs(this, 'an Azure resource');
    const model = reader().readResource(this, copyOf(props, RESOURCE), site[siteModel].azure);
    this[azureModel] = model;
    this.name = model.name;
    this.resourceGroup = model.resourceGroup;
    site[siteModel].azure.push(model);
  }
}
