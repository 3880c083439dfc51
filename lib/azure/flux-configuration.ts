import { Construct } from 'constructs';
import { identityOf, readRename } from '../identity/rename';
import { requireSite, siteModel } from '../site';
import { checkedId } from '../validation/names';
import { reportFor } from '../validation/problem';
import { checkOwn, copyOf, type Names } from '../validation/properties';
import { isRecord, show } from '../validation/values';
import type { ArcCluster } from './arc-connection';
import type { FluxKustomization, FluxSubstitutes } from './flux-kustomization';
import { FluxSource, seconds } from './flux-source';
import { type AzureCommonProps, AzureResource } from './resource';
import { UNTAGGED } from './resource-props';
import { AzureSecret } from './value';

/** Loaded with the first configuration. */
const rules = () => require('./flux-rules') as typeof import('./flux-rules');
const sourceRules = () => require('./flux-source-rules') as typeof import('./flux-source-rules');

/** Properties of an `ArcFluxConfiguration`. */
export interface ArcFluxConfigurationProps extends Omit<AzureCommonProps, 'tags'> {
  /** Where Flux takes from what it delivers. */
  readonly source: FluxSource;
  /**
   * What is applied, by name. What of it is in the site's own output has to be there: a site without applications has no
   * `apps` to deliver, and states what it has.
   *
   * @default - the site's own output: `platform`, then `apps`, with prune and wait
   */
  readonly kustomizations?: Readonly<Record<string, FluxKustomization>> | undefined;
  /** Directory of the source that holds the output of synth. @default "dist" */
  readonly directory?: string | undefined;
  /**
   * Name in Azure and on the cluster, 1 to 30 of a-z, 0-9 and "-".
   *
   * @default - the construct's id, or the one that it was renamed from
   */
  readonly name?: string | undefined;
  /** Namespace of Flux' own objects. @default - the name */
  readonly namespace?: string | undefined;
  /** Whether it may change all of the cluster, or its namespace only. @default 'cluster' */
  readonly scope?: 'cluster' | 'namespace' | undefined;
  /** Whether delivery stands still. @default false */
  readonly suspend?: boolean | undefined;
}

const PROPERTIES: Names<ArcFluxConfigurationProps> = {
  ...UNTAGGED,
  source: true,
  kustomizations: true,
  directory: true,
  name: true,
  namespace: true,
  scope: true,
  suspend: true,
};

/**
 * Has Flux on a connected cluster deliver from a source (`Microsoft.KubernetesConfiguration/fluxConfigurations`).
 *
 * Azure hands it to the cluster's agents. A site that is offline for more than 48 hours gets it when it is applied again;
 * what it has, Flux keeps on delivering without Azure.
 */
export class ArcFluxConfiguration extends Construct {
  /** Its resource. */
  public readonly resource: AzureResource;

  /** @throws SffError `scope-unknown` outside a site */
  constructor(scope: ArcCluster, id: string, props: ArcFluxConfigurationProps) {
    super(scope, checkedId(scope, id));
    const site = requireSite(scope, 'a Flux configuration')[siteModel];
    checkOwn(this, ArcFluxConfiguration, props, PROPERTIES);
    readRename(this, props);
    const report = reportFor(this);
    const {
      source,
      directory = 'dist',
      name = identityOf(this),
      scope: reach = 'cluster',
      suspend = false,
      ...rest
    } = copyOf(props, PROPERTIES);
    const { namespace = name, kustomizations = ofSite(directory, site.path), overrides, lifecycle } = rest;
    const { checkKustomizations, checkNamespace, checkReach } = rules();
    sourceRules().checkSource(source, report);
    if (typeof suspend !== 'boolean') {
      report('flux-invalid', `suspend is ${show(suspend)}.`, 'Write true or false.');
    }
    checkReach(reach, kustomizations, `${directory}/${site.path}/`, report);
    checkNamespace(namespace, report);
    checkKustomizations(name, kustomizations, report);
    const body = FluxSource.isFluxSource(source) ? source.body : { properties: {}, protectedSettings: {} };
    const secrets = Object.entries(body.protectedSettings).filter(([, value]) => AzureSecret.isAzureSecret(value));
    const settings = secrets.map(([key, value]) => [key, (value as AzureSecret).base64()]);
    this.resource = new AzureResource(this, 'configuration', {
      type: 'Microsoft.KubernetesConfiguration/fluxConfigurations',
      name,
      parent: scope.resource ?? scope.cluster,
      overrides,
      lifecycle,
      body: {
        properties: {
          scope: reach,
          namespace,
          suspend,
          ...body.properties,
          kustomizations: mapValues(kustomizations, (each) => (isRecord(each) ? bodyOf(each) : undefined)),
          configurationProtectedSettings: settings.length === 0 ? undefined : Object.fromEntries(settings),
        },
      },
    });
  }
}

/** The site's own output, as synth writes it: what has to be there first, then the applications. */
function ofSite(directory: string, site: string): Readonly<Record<string, FluxKustomization>> {
  const below = `${directory}/${site}/kubernetes`;
  return {
    platform: { path: `${below}/platform`, prune: true },
    apps: { path: `${below}/apps`, prune: true, dependsOn: ['platform'] },
  };
}

/** A kustomization as Azure takes it, with nothing left to its defaults. */
function bodyOf(each: FluxKustomization) {
  const {
    path,
    prune,
    dependsOn = [],
    wait = true,
    timeout,
    interval,
    retryInterval,
    force = false,
    substitute,
    substituteFrom,
  } = each;
  return {
    path,
    prune,
    wait,
    force,
    dependsOn: Array.isArray(dependsOn) ? [...dependsOn] : [],
    timeoutInSeconds: seconds(timeout, 600),
    syncIntervalInSeconds: seconds(interval, 600),
    retryIntervalInSeconds: seconds(retryInterval, 120),
    postBuild:
      substitute === undefined && substituteFrom === undefined
        ? undefined
        : { substitute, substituteFrom: Array.isArray(substituteFrom) ? substituteFrom.map(withOptional) : undefined },
  };
}

function withOptional(from: FluxSubstitutes) {
  return { optional: false, ...from };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, map(value)]));
}
