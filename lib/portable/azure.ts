import type { IConstruct } from 'constructs';

/** Where a resource keeps what checks and `deploy` read. */
export const azureModel: unique symbol = Symbol.for('sff-constructs.azureModel');

/** A construct that is a resource in Azure: an `AzureResource`. */
export interface AzureConstruct extends IConstruct {
  /** @internal */
  readonly [azureModel]: AzureModel;
}

/** What renderers, checks and `sff-constructs/pulumi` read of an Azure resource. */
export interface AzureModel {
  readonly construct: IConstruct;
  /** `Microsoft.Kubernetes/connectedClusters` */
  readonly type: string;
  readonly name: string;
  readonly resourceGroup: string;
  /** The resource that it is an extension of, or stands in: then its own type begins with that one's. */
  readonly parent: AzureScope | undefined;
  /** Its construct, where the program has one. */
  readonly parentResource: AzureConstruct | undefined;
  readonly location: string | undefined;
  /** How it is asked for. */
  readonly api: AzureApi;
  /** What Azure Resource Manager gets, but for name and location: `properties`, `identity`, `tags` … */
  readonly body: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly IConstruct[];
  readonly lifecycle: {
    readonly protect: boolean;
    readonly retainOnDelete: boolean;
    readonly ignoreChanges: readonly string[];
  };
  /** Paths of what Azure takes only when the resource is created. */
  readonly createOnly: readonly string[];
}

/** A class of azure-native, or any type in any version. */
export interface AzureApi {
  readonly version: string;
  /** Token of the class; undefined for the generic resource. */
  readonly className: string | undefined;
}

/** A resource that others extend, or stand in. */
export interface AzureScope {
  /** Name of its resource group. */
  readonly resourceGroup: string;
  /** Its type: `Microsoft.Kubernetes/connectedClusters`. */
  readonly type: string;
  /** Its name. */
  readonly name: string;
}

/** What Pulumi may do to a resource. */
export interface AzureLifecycle {
  /** Whether it can be neither deleted nor replaced. @default true */
  readonly protect?: boolean | undefined;
  /** Whether Azure keeps it when the program has it no more. @default false */
  readonly retainOnDelete?: boolean | undefined;
  /** Properties whose changes are not carried out: `properties.ownershipVoucherDetails`. @default - none */
  readonly ignoreChanges?: readonly string[] | undefined;
}
