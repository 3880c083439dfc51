import { Construct } from 'constructs';
import { type RenameProps, readRename } from '../identity/rename';
import { markAs } from '../part';
import type { AzureLifecycle, AzureModel, AzureScope } from '../portable/azure';
import { isMarked, mark } from '../portable/mark';
import { requireSite, type Site, siteModel } from '../site';
import { checkedId } from '../validation/names';
import { reportFor } from '../validation/problem';
import { show } from '../validation/values';
import { API_CHOICES, apiFor, lacking } from './api-versions';
import { GROUP_NAME } from './names';
import { mapLeaves, overlaid } from './value';

export type { AzureLifecycle } from '../portable/azure';

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
   * Version of the API. For types that the library knows, `docs/azure.md` says which it chooses.
   *
   * @default - the one that carries what is asked for
   */
  readonly apiVersion?: string | undefined;
  /** What has to be there first, besides what it refers to. @default - nothing */
  readonly dependsOn?: readonly AzureResource[] | undefined;
  /** Paths of what Azure takes only at creation; the identity lock refuses their changes. @default - as Azure says */
  readonly createOnly?: readonly string[] | undefined;
}

/** Where a resource keeps what checks and `deploy` read. */
export const azureModel: unique symbol = Symbol.for('sff-constructs.azureModel');

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
    const model = readResource(this, { ...props });
    this[azureModel] = model;
    this.name = model.name;
    this.resourceGroup = model.resourceGroup;
    site[siteModel].azure.push(model);
  }
}

function readResource(construct: AzureResource, props: AzureResourceProps): AzureModel {
  const report = reportFor(construct);
  const { type, name, parent, location, apiVersion, dependsOn = [], lifecycle, createOnly } = props;
  const scope = scopeOf(parent);
  const resourceGroup = scope?.resourceGroup ?? props.resourceGroup;
  if (!/^[A-Z]\w*(\.\w+)+(\/\w+)+$/i.test(String(type))) {
    report('value-invalid', `type ${show(type)} is no type of Azure.`, "Write 'Microsoft.Edge/sites', say.");
  }
  if (typeof resourceGroup !== 'string' || !GROUP_NAME.test(resourceGroup)) {
    report(
      'azure-group-missing',
      `resourceGroup is ${show(resourceGroup)}, the name of no resource group.`,
      'Write the name of a resource group that is there: 1 to 90 letters, digits, "_", "-", "." and parentheses.',
    );
  }
  const body = bodyOf(props);
  const api = apiFor(type, body, apiVersion);
  if (api === undefined) {
    report('azure-api-version', `the API version of ${show(type)} is not known.`, 'Write apiVersion.');
  } else {
    const missing = lacking(type, body, api.version);
    if (missing.length > 0) {
      report(
        'azure-api-version',
        `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not in API version ${api.version}, and would be dropped in silence.`,
        `Leave apiVersion out, or write '${API_CHOICES[type]?.generic}'.`,
      );
    }
  }
  return {
    construct,
    type,
    name: String(name),
    resourceGroup: String(resourceGroup),
    parent: scope,
    parentResource: AzureResource.isAzureResource(parent) ? parent : undefined,
    location,
    api: api ?? { version: '', className: undefined },
    body,
    dependsOn,
    lifecycle: {
      protect: lifecycle?.protect ?? true,
      retainOnDelete: lifecycle?.retainOnDelete ?? false,
      ignoreChanges: lifecycle?.ignoreChanges ?? [],
    },
    createOnly: createOnly ?? API_CHOICES[type]?.createOnly ?? [],
  };
}

function scopeOf(parent: AzureResource | AzureScope | undefined): AzureScope | undefined {
  if (!AzureResource.isAzureResource(parent)) return parent;
  const { type, name, resourceGroup } = parent[azureModel];
  return { type, name, resourceGroup };
}

function bodyOf({ body, tags, overrides }: AzureResourceProps): Readonly<Record<string, unknown>> {
  const said = { ...body, ...(tags === undefined ? {} : { tags }) };
  return mapLeaves(overlaid(said, overrides ?? {}), (leaf) => leaf) as Record<string, unknown>;
}
