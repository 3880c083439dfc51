import type { RenameProps } from '../identity/rename';
import type { AzureConstruct, AzureLifecycle, AzureScope } from '../portable/azure';
import type { Names } from '../validation/properties';

/** What every Azure resource of this library takes. */
export interface AzureCommonProps extends RenameProps {
  /**
   * Values that are written over what the library says: `{ properties: { infrastructure: 'generic' } }`. Objects are
   * merged, and everything else replaced. What says which resource it is has properties of its own, and is refused here.
   *
   * @default - nothing
   */
  readonly overrides?: Readonly<Record<string, unknown>> | undefined;
  /** Tags in Azure: up to 50. @default - none */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** What Pulumi may do to it. @default - it is protected, and deleted in Azure once it may be */
  readonly lifecycle?: AzureLifecycle | undefined;
}

/** What the types without tags take of them. */
export const UNTAGGED: Names<Omit<AzureCommonProps, 'tags'>> = { overrides: true, lifecycle: true, renamedFrom: true };
export const COMMON: Names<AzureCommonProps> = { ...UNTAGGED, tags: true };

/** Properties of an `AzureResource`. */
export interface AzureResourceProps extends AzureCommonProps {
  /** Type in Azure Resource Manager: `Microsoft.Kubernetes/connectedClusters`. */
  readonly type: string;
  /** Name in Azure. */
  readonly name: string;
  /** Name of the resource group, which is there already; none where there is a `parent`. */
  readonly resourceGroup?: string | undefined;
  /**
   * The resource that it extends, as Flux configurations extend a cluster, or stands in, as jobs stand in a machine: then
   * its type begins with that one's.
   *
   * @default - none
   */
  readonly parent?: AzureConstruct | AzureScope | undefined;
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
  readonly dependsOn?: readonly AzureConstruct[] | undefined;
  /** Paths of what Azure takes only at creation; the identity lock refuses their changes. @default - as Azure says */
  readonly createOnly?: readonly string[] | undefined;
}

export const RESOURCE: Names<AzureResourceProps> = {
  ...COMMON,
  type: true,
  name: true,
  resourceGroup: true,
  parent: true,
  location: true,
  body: true,
  apiVersion: true,
  dependsOn: true,
  createOnly: true,
};
export const LIFECYCLE: Names<AzureLifecycle> = { protect: true, retainOnDelete: true, ignoreChanges: true };
