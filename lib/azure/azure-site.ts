import { Construct } from 'constructs';
import { readRename } from '../identity/rename';
import { requireSite, type Site, siteModel } from '../site';
import { checkedId } from '../validation/names';
import { type Report, reportFor } from '../validation/problem';
import { checkOwn, copyOf, type Names } from '../validation/properties';
import { isRecord, show } from '../validation/values';
import { type AzureCommonProps, AzureResource } from './resource';
import { UNTAGGED } from './resource-props';
import { type AzureReference, ref } from './value';

/** Properties of an `AzureSite`. A resource of this type has no tags. */
export interface AzureSiteProps extends Omit<AzureCommonProps, 'tags'> {
  /** Name of the resource group, which is there already. */
  readonly resourceGroup: string;
  /** Name in Azure: 4 to 24 of a-z, A-Z, 0-9, "_" and "-". @default - the site's */
  readonly name?: string | undefined;
  /** What the portal shows. @default - the name */
  readonly displayName?: string | undefined;
  /**
   * Labels in Azure. With any, the place is asked for as a generic resource: the class of azure-native has no labels.
   *
   * @default - none: those of the site stay in the program
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

const PROPERTIES: Names<AzureSiteProps> = {
  ...UNTAGGED,
  resourceGroup: true,
  name: true,
  displayName: true,
  labels: true,
};

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
    const site = requireSite(scope, 'an Azure site');
    checkOwn(this, AzureSite, props, PROPERTIES);
    readRename(this, props);
    const {
      resourceGroup,
      name = site[siteModel].name,
      displayName = name,
      labels,
      overrides,
      lifecycle,
    } = copyOf(props, PROPERTIES);
    this.resource = new AzureResource(this, 'site', {
      type: 'Microsoft.Edge/sites',
      name,
      resourceGroup,
      overrides,
      lifecycle,
      body: { properties: { displayName, labels: readLabels(labels, reportFor(this)) } },
    });
  }

  /** Id of its resource. */
  public get id(): AzureReference {
    return ref(this.resource, 'id');
  }
}

/** None rather than an empty object, which would be asked for in another version. */
function readLabels(labels: unknown, report: Report): Readonly<Record<string, unknown>> | undefined {
  if (labels === undefined) return undefined;
  if (isRecord(labels) && Object.values(labels).every((value) => typeof value === 'string')) {
    return Object.keys(labels).length === 0 ? undefined : { ...labels };
  }
  report('value-invalid', `labels is ${show(labels)}.`, "Write texts by name: { ring: 'pilot' }.");
  return undefined;
}
