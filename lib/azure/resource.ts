import { Construct } from 'constructs';
import { type RenameProps, readRename } from '../identity/rename';
import { markAs } from '../part';
import { type AzureLifecycle, type AzureModel, type AzureScope, azureModel } from '../portable/azure';
import { isMarked, mark } from '../portable/mark';
import { requireSite, type Site, siteModel } from '../site';
import { checkedId } from '../validation/names';

export { type AzureLifecycle, azureModel } from '../portable/azure';

/** What every Azure resource of this library takes. */
export interface AzureCommonProps extends RenameProps {
  /**
   * Values that are written over what the library says: `{ properties: { infrastructure: 'generic' } }`. Objects are
   * merged, and everything else replaced.
   *
   * @default - nothing
   */
  readonly overrides?: Readonly<Record<string, unknown>> | undefined;
  /** Tags in Azure: up to 50. @default - none */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** What Pulumi may do to it. @default - it is protected, and deleted in Azure once it may be */
  readonly lifecycle?: AzureLifecycle | undefined;
}

/** Properties of an `AzureResource`. */
export interface AzureResourceProps extends AzureCommonProps {
  /** Type in Azure Resource Manager: `Microsoft.Kubernetes/connectedClusters`. */
  readonly type: string;
  /** Name in Azure. */
  readonly name: string;
  /** Name of the resource group, which is there already; none where there is a `parent`. */
  readonly resourceGroup?: string | undefined;
  /** The resource that it extends, as Flux configurations extend a cluster. @default - none */
  readonly parent?: AzureResource | AzureScope | undefined;
  /** Region: `eastus`. @default - none, for resources without one */
  readonly location?: string | undefined;
  /** `properties`, `identity`, `kind` …, with values, `ref(…)` and `AzureSecret.named(…)`. @default - nothing */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Version of the API. For types that the library knows, `docs/azure-versions.md` says which it chooses.
   *
   * @default - the one that carries what is asked for
   */
  readonly apiVersion?: string | undefined;
  /** What has to be there first, besides what it refers to. @default - nothing */
  readonly dependsOn?: readonly AzureResource[] | undefined;
  /** Paths of what Azure takes only at creation; the identity lock refuses their changes. @default - as Azure says */
  readonly createOnly?: readonly string[] | undefined;
}

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
    readRename(this, props);
    markAs(this, 'an Azure resource');
    const model = reader().readResource(this, { ...props });
    this[azureModel] = model;
    this.name = model.name;
    this.resourceGroup = model.resourceGroup;
    site[siteModel].azure.push(model);
  }
}
