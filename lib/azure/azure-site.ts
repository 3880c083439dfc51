import { Construct } from 'constructs';
import { readRename } from '../identity/rename';
import { requireSite, type Site, siteModel } from '../site';
import { checkedId } from '../validation/names';
import { type AzureCommonProps, AzureResource } from './resource';
import { type AzureReference, ref } from './value';

/** Properties of an `AzureSite`. A resource of this type has no tags. */
export interface AzureSiteProps extends Omit<AzureCommonProps, 'tags'> {
  /** Name of the resource group, which is there already. */
  readonly resourceGroup: string;
  /** Name in Azure. @default - the site's */
  readonly name?: string | undefined;
  /** What the portal shows. @default - the name */
  readonly displayName?: string | undefined;
  /** Labels in Azure. @default - the site's labels */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/**
 * A physical place as Azure knows it (`Microsoft.Edge/sites`), which machines are provisioned for.
 *
 * Azure makes a resource group of its own for it, and deletes that with it.
 */
export class AzureSite extends Construct {
  /** Its resource. */
  public readonly resource: AzureResource;

  /** @throws SffError `scope-unknown` outside a site */
  constructor(scope: Site, id: string, props: AzureSiteProps) {
    super(scope, checkedId(scope, id));
    readRename(this, props);
    const model = requireSite(scope, 'an Azure site')[siteModel];
    const {
      resourceGroup,
      name = model.name,
      displayName = name,
      labels = model.labels,
      renamedFrom: _,
      ...common
    } = { ...props };
    this.resource = new AzureResource(this, 'site', {
      type: 'Microsoft.Edge/sites',
      name,
      resourceGroup,
      body: { properties: { displayName, labels: Object.keys(labels).length === 0 ? undefined : { ...labels } } },
      ...common,
    });
  }

  /** Id of its resource. */
  public get id(): AzureReference {
    return ref(this.resource, 'id');
  }
}
