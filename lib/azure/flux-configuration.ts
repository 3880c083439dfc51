import type { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { readRename } from '../identity/rename';
import { requireSite, siteModel } from '../site';
import { checkedId, nameFault } from '../validation/names';
import { type Report, reportFor } from '../validation/problem';
import { isDuration, isRecord, show } from '../validation/values';
import type { ArcCluster } from './arc-connection';
import { FluxSource, seconds } from './flux-source';
import { type AzureCommonProps, AzureResource } from './resource';
import { AzureSecret } from './value';

/** One directory that Flux applies. */
export interface FluxKustomization {
  /** Directory in the source. */
  readonly path: string;
  /** Whether objects go from the cluster that have gone from the source. To be stated: Azure's own default keeps them. */
  readonly prune: boolean;
  /** Other kustomizations of the configuration that have to be ready first. @default - none */
  readonly dependsOn?: readonly string[] | undefined;
  /** Whether it is ready only when all its objects are. @default true */
  readonly wait?: boolean | undefined;
  /** How long applying and waiting may take. @default Duration.minutes(10) */
  readonly timeout?: Duration | undefined;
  /** How often what was changed on the cluster is corrected. @default Duration.minutes(10) */
  readonly interval?: Duration | undefined;
  /** How soon a failure is tried again. @default Duration.minutes(2) */
  readonly retryInterval?: Duration | undefined;
  /** Whether what cannot be changed is deleted and made anew: data may go with it. @default false */
  readonly force?: boolean | undefined;
  /** Values for `${name}` in the manifests: one directory serves many sites. @default - none */
  readonly substitute?: Readonly<Record<string, string>> | undefined;
  /** ConfigMaps and Secrets with such values, in the configuration's namespace. @default - none */
  readonly substituteFrom?:
    | readonly {
        readonly kind: 'ConfigMap' | 'Secret';
        readonly name: string;
        readonly optional?: boolean | undefined;
      }[]
    | undefined;
}

/** Properties of an `ArcFluxConfiguration`. */
export interface ArcFluxConfigurationProps extends Omit<AzureCommonProps, 'tags'> {
  /** Where Flux takes from what it delivers. */
  readonly source: FluxSource;
  /**
   * What is applied, by name.
   *
   * @default - the site's own output: `platform`, then `apps`, with prune and wait
   */
  readonly kustomizations?: Readonly<Record<string, FluxKustomization>> | undefined;
  /** Directory of the source that holds the output of synth. @default "dist" */
  readonly directory?: string | undefined;
  /** Name in Azure and on the cluster, 1 to 30 of a-z, 0-9 and "-". @default - the construct's id */
  readonly name?: string | undefined;
  /** Namespace of Flux' own objects. @default - the name */
  readonly namespace?: string | undefined;
  /** Whether it may change all of the cluster, or its namespace only. @default 'cluster' */
  readonly scope?: 'cluster' | 'namespace' | undefined;
  /** Whether delivery stands still. @default false */
  readonly suspend?: boolean | undefined;
}

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
    readRename(this, props);
    const report = reportFor(this);
    const {
      source,
      directory = 'dist',
      name = this.node.id,
      scope: reach = 'cluster',
      suspend = false,
      ...rest
    } = { ...props };
    const { namespace = name, kustomizations = ofSite(directory, site.path), overrides, lifecycle } = rest;
    const flux: Report = (_, message, fix) => report('flux-invalid', message, fix);
    checkSource(source, report);
    checkReach(reach, kustomizations, `${directory}/${site.path}/`, flux);
    checkNamespace(namespace, flux);
    checkKustomizations(name, kustomizations, flux);
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
    dependsOn: [...dependsOn],
    timeoutInSeconds: seconds(timeout, 600),
    syncIntervalInSeconds: seconds(interval, 600),
    retryIntervalInSeconds: seconds(retryInterval, 120),
    postBuild:
      substitute === undefined && substituteFrom === undefined
        ? undefined
        : { substitute, substituteFrom: substituteFrom?.map((from) => ({ optional: false, ...from })) },
  };
}

function checkSource(source: unknown, report: Report): void {
  if (!FluxSource.isFluxSource(source)) {
    report(
      'flux-invalid',
      'source is no FluxSource.',
      "Write FluxSource.git({ url, ref: { branch: 'main' } }), oci or bucket.",
    );
    return;
  }
  for (const [key, value] of Object.entries(source.body.protectedSettings)) {
    if (value === undefined || AzureSecret.isAzureSecret(value)) continue;
    report('azure-secret-literal', `${key} is not an AzureSecret.`, "Write AzureSecret.named('…').");
  }
  const repository = Object.values(source.body.properties).find(isRecord);
  const { url, repositoryRef } = { url: undefined, repositoryRef: undefined, ...repository } as Record<string, unknown>;
  const pattern =
    source.kind === 'Git' ? /^(https?|ssh):\/\/|^git@/ : source.kind === 'OCI' ? /^oci:\/\// : /^https?:\/\//;
  if (typeof url !== 'string' || !pattern.test(url)) {
    report(
      'flux-invalid',
      `the URL of the ${source.kind} source is ${show(url)}.`,
      `Write one that fits ${pattern.source}.`,
    );
  }
  if (
    source.kind !== 'bucket' &&
    Object.values(isRecord(repositoryRef) ? repositoryRef : {}).filter(Boolean).length === 0
  ) {
    report(
      'flux-invalid',
      'ref says nothing of what is delivered.',
      "Write ref: { branch: 'main' }, or a tag, semver or digest.",
    );
  }
}

/** Namespaces and priority classes are of the cluster: a configuration of one namespace cannot apply them. */
function checkReach(reach: unknown, kustomizations: unknown, own: string, report: Report): void {
  if (reach !== 'cluster' && reach !== 'namespace') {
    report('flux-invalid', `scope is ${show(reach)}.`, "Write 'cluster' or 'namespace'.");
    return;
  }
  if (reach === 'cluster') return;
  const platform = Object.entries(isRecord(kustomizations) ? kustomizations : {}).find(
    ([, each]) => isRecord(each) && `${each.path}/`.replace(/^\.\//, '').startsWith(`${own}kubernetes/platform/`),
  );
  if (platform === undefined) return;
  report(
    'flux-invalid',
    `scope is 'namespace', and kustomization ${platform[0]} delivers namespaces and priority classes.`,
    "Write scope: 'cluster'.",
  );
}

function checkNamespace(namespace: unknown, report: Report): void {
  const fault = nameFault(namespace);
  if (fault !== undefined) report('flux-invalid', `namespace: ${fault}`, 'Write the name of a namespace.');
}

const KNOWN = new Set<string>([
  'path',
  'prune',
  'dependsOn',
  'wait',
  'timeout',
  'interval',
  'retryInterval',
  'force',
  'substitute',
  'substituteFrom',
] satisfies (keyof FluxKustomization)[]);

function checkKustomizations(configuration: string, all: unknown, report: Report): void {
  if (!isRecord(all) || Object.keys(all).length === 0) {
    report('flux-invalid', 'kustomizations is empty.', 'Leave it out for the output of the site, or write one.');
    return;
  }
  for (const [name, each] of Object.entries(all)) {
    const at = `kustomization ${name}`;
    const fault = nameFault(name);
    // On the cluster it is called after both.
    const length = `${configuration}-${name}`.length;
    if (fault !== undefined) report('flux-invalid', `${at}: ${fault}`, 'Use 1 to 63 of a-z, 0-9 and "-".');
    else if (length > 63) {
      report(
        'flux-invalid',
        `${at} is called ${configuration}-${name} on the cluster, ${length} characters; 63 are allowed.`,
        'Shorten one of the two.',
      );
    }
    if (!isRecord(each)) {
      report('flux-invalid', `${at} is ${show(each)}.`, 'Write { path, prune }.');
      continue;
    }
    checkKustomization(at, each, new Set(Object.keys(all)), report);
  }
  const cycle = cycleIn(all);
  if (cycle !== undefined) {
    report('flux-invalid', `kustomizations wait for each other: ${cycle.join(' → ')}.`, 'Remove one dependsOn.');
  }
}

function checkKustomization(
  at: string,
  each: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
  report: Report,
): void {
  const { path, prune, dependsOn = [] } = each;
  if (typeof prune !== 'boolean') {
    report(
      'flux-invalid',
      `${at} does not say prune.`,
      'Write prune: true, so that what goes from the source goes from the cluster, or false.',
    );
  }
  if (typeof path !== 'string' || path === '' || path.startsWith('/') || path.split('/').includes('..')) {
    report('flux-invalid', `${at}: path is ${show(path)}.`, 'Write a directory of the source.');
  }
  for (const key of Object.keys(each).filter((key) => !KNOWN.has(key))) {
    report('flux-invalid', `${at}: Flux on Arc has no field ${key}.`, `Write one of ${[...KNOWN].join(', ')}.`);
  }
  for (const key of ['timeout', 'interval', 'retryInterval']) {
    if (each[key] === undefined || isDuration(each[key])) continue;
    report('flux-invalid', `${at}: ${key} is ${show(each[key])}, no Duration.`, `Write ${key}: Duration.minutes(5).`);
  }
  for (const other of Array.isArray(dependsOn) ? dependsOn : [dependsOn]) {
    if (names.has(String(other))) continue;
    report(
      'flux-invalid',
      `${at} depends on ${show(other)}, which the configuration does not have.`,
      `Write one of ${[...names].join(', ')}.`,
    );
  }
}

/** Names that depend on each other in a circle. */
function cycleIn(all: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    const each = all[name];
    const next = isRecord(each) && Array.isArray(each.dependsOn) ? each.dependsOn.map(String) : [];
    for (const other of next) {
      const found = visit(other, [...path, name]);
      if (found !== undefined) return found;
    }
    done.add(name);
    return undefined;
  };
  for (const name of Object.keys(all)) {
    const found = visit(name, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, map(value)]));
}
