import { type ApiObject, Chart, type JsonPatch } from 'cdk8s';
import type { Fleet } from '../fleet';
import { identityOf } from '../identity/rename';
import { shorten } from '../kubernetes/names';
import { type RenderedSite, type SiteRenderer, siteRenderer } from '../rendering';
import {
  checkApart,
  checkRange,
  createSiteModel,
  NETWORK_PROPERTIES,
  SITE_PROPERTIES,
  type Site,
  type SiteModel,
  type SiteNetwork,
  type SiteProps,
  type site,
  siteModel,
} from '../site';
import { checkedId } from '../validation/names';
import { reportFor } from '../validation/problem';
import { checkFlag, checkOwn, type Names } from '../validation/properties';
import { isAbsolutePath, isRecord, show } from '../validation/values';
import { type WorkloadEngine, type WorkloadHost, workloadEngine } from '../workload/engine';
import type { WorkloadModel } from '../workload/model';
import { dropRemovedWorkloads } from '../workload/removed';
import type { ObjectPatch, ObjectReference } from './patch';
import type { K3sSettings } from './render';
import { DEFAULT_VERSION, LEAST_MINOR, minorOf } from './version';

/** The network of a K3s site. */
export interface K3sNetwork extends SiteNetwork {
  /** Range of pods. Chosen when the cluster is made, and never changed. @default "10.42.0.0/16", K3s' own */
  readonly clusterCidr?: string | undefined;
  /** Range of Services. Chosen when the cluster is made, and never changed. @default "10.43.0.0/16", K3s' own */
  readonly serviceCidr?: string | undefined;
}

/** Loaded when a site is rendered, so that a program that only declares starts sooner. */
const renderer = () => require('./render') as typeof import('./render');
/** Loaded with the first patch. */
const patches = () => require('../validation/patch') as typeof import('../validation/patch');
/** Loaded with the first workload. */
const adder = () => require('./add-workload') as typeof import('./add-workload');

/** Properties of a `K3sSite`. */
export interface K3sSiteProps extends SiteProps<'k3s'> {
  /** The LAN, and the ranges of pods and Services. */
  readonly network: K3sNetwork;
  /**
   * Version of K3s, recorded in `site.json`: 1.29 or later. What Pod Security refuses goes by it.
   *
   * @default "v1.36.3+k3s1"
   */
  readonly version?: string | undefined;
  /**
   * Whether K3s keeps its ingress controller, which takes ports 80 and 443 of every node.
   *
   * @default 'disabled'
   */
  readonly traefik?: 'disabled' | 'enabled' | undefined;
  /**
   * Where K3s keeps its data on the devices. Chosen when K3s is installed, and never changed: its kubeconfigs lead there.
   *
   * @default "/var/lib/rancher/k3s", K3s' own
   */
  readonly dataDir?: string | undefined;
  /**
   * Whether `deploy` of `sff-constructs/pulumi` applies the site's objects itself, to the kubeconfig that it is given:
   * for labs. A fleet is better delivered by GitOps, which needs no way into the site.
   *
   * @default false
   */
  readonly pushManifests?: boolean | undefined;
}

const PROPERTIES: Names<K3sSiteProps> = {
  ...SITE_PROPERTIES,
  version: true,
  traefik: true,
  dataDir: true,
  pushManifests: true,
};
const NETWORK: Names<K3sNetwork> = { ...NETWORK_PROPERTIES, clusterCidr: true, serviceCidr: true };

/** K3s' default ranges (K3s, "server": cluster-cidr, service-cidr). */
export const CLUSTER_CIDR = '10.42.0.0/16';
export const SERVICE_CIDR = '10.43.0.0/16';
/** K3s' default directory (K3s, "server": data-dir). */
const DATA_DIR = '/var/lib/rancher/k3s';

/**
 * A site whose devices form one K3s cluster.
 *
 * It is a `cdk8s.Chart`: any cdk8s or cdk8s-plus construct, imported custom resource or Helm include goes straight into
 * it, at any depth, and is held to the same edge rules as our own workloads.
 */
export class K3sSite extends Chart implements Site<'k3s'>, WorkloadHost, SiteRenderer {
  /** @internal */
  declare public readonly [site]: 'k3s';
  /** @internal */
  public readonly [siteModel]: SiteModel;
  /** @internal */
  public readonly [workloadEngine]: WorkloadEngine;
  /** What runs the containers of the site. */
  public readonly orchestrator = 'k3s';
  /** The network of the site, as the program states it. */
  public readonly network: K3sNetwork;
  /** Whether `deploy` applies the site's objects itself. */
  public readonly pushManifests: boolean;
  readonly #settings: K3sSettings;
  readonly #workloads: WorkloadModel[] = [];
  readonly #patches: ObjectPatch[] = [];

  /**
   * @throws SffError `scope-unknown` anywhere but straight in a fleet
   * @throws OrchestratorConflictError below a fleet that runs something else
   */
  constructor(scope: Fleet<'k3s'>, id: string, props: K3sSiteProps) {
    super(scope, checkedId(scope, id));
    const model = createSiteModel(this, 'k3s', props, NETWORK);
    this[siteModel] = model;
    this.network = model.network;
    const clusterCidr = this.network.clusterCidr ?? CLUSTER_CIDR;
    const serviceCidr = this.network.serviceCidr ?? SERVICE_CIDR;
    const { version = DEFAULT_VERSION, traefik = 'disabled', dataDir = DATA_DIR, pushManifests } = props ?? {};
    this.pushManifests = pushManifests === true;
    const report = reportFor(this);
    checkOwn(this, K3sSite, props, PROPERTIES);
    const minor = minorOf(version);
    const versionFix = `Write version: '${DEFAULT_VERSION}', say.`;
    if (minor === undefined) {
      report('value-invalid', `version ${show(version)} is not a version of K3s.`, versionFix);
    } else if (minor < LEAST_MINOR) {
      report(
        'value-invalid',
        `version ${show(version)} is older than 1.${LEAST_MINOR}, the first with sidecars.`,
        versionFix,
      );
    }
    if (traefik !== 'disabled' && traefik !== 'enabled') {
      report('value-invalid', `traefik is ${show(traefik)}.`, "Write 'disabled' or 'enabled'.");
    }
    checkFlag('pushManifests', pushManifests, report);
    if (!isAbsolutePath(dataDir)) {
      report('path-invalid', `dataDir is ${show(dataDir)}.`, `Write an absolute path: '${DATA_DIR}', say.`);
    }
    this.#settings = { version, traefik, clusterCidr, serviceCidr, dataDir };
    const cluster = checkRange('network.clusterCidr', clusterCidr, report);
    const service = checkRange('network.serviceCidr', serviceCidr, report);
    const ranges = { 'network.lan': model.lan, 'network.clusterCidr': cluster, 'network.serviceCidr': service };
    checkApart(new Map(Object.entries(ranges)), report);
    const clusterRanges = [cluster, service].filter((range) => range !== undefined);
    this[workloadEngine] = {
      addWorkload: (workload) => {
        this.#workloads.push(workload);
        return adder().addWorkload(workload, model.lan, clusterRanges);
      },
    };
  }

  /** What differs from site to site, for the program's own use. */
  public get values(): Readonly<Record<string, unknown>> {
    return this[siteModel].values;
  }

  /**
   * Names an object that states no name: its path below the site.
   *
   * cdk8s' own names carry the whole path, cut from the front, and a hash.
   */
  public override generateObjectName(object: ApiObject): string {
    const segments = object.node.scopes.slice(object.node.scopes.indexOf(this) + 1).map(identityOf);
    // cdk8s-plus calls the object in its constructs "Resource", which says nothing.
    const telling = segments.filter((segment, i) => i === 0 || !/^(Resource|Default)$/i.test(segment));
    const name = telling
      .join('-')
      .toLowerCase()
      .replace(/[^-a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '');
    return shorten(name || 'object', object.kind === 'CronJob' ? 52 : undefined);
  }

  /**
   * Applies RFC 6902 operations to a rendered object. One that leads to a place that is not there is a problem, and so
   * is a `test` that fails. Edge rules run on the result.
   */
  public patch(object: ObjectReference, ...operations: JsonPatch[]): void {
    const report = reportFor(this);
    if (isRecord(object)) this.#patches.push({ object, operations: patches().readOperations(operations, report) });
    else report('value-invalid', 'patch names no object.', "Write { kind: 'Deployment', name: 'pos' }.");
  }

  /** The objects of the site, as they are written. */
  public override toJson(): unknown[] {
    return renderer()
      .renderK3sObjects(this.source())
      .objects.map(({ object }) => object);
  }

  /** @internal */
  public [siteRenderer](): RenderedSite {
    return renderer().renderK3sSite(this.source());
  }

  private source() {
    dropRemovedWorkloads(this.#workloads);
    return {
      site: this[siteModel],
      chart: this,
      settings: this.#settings,
      workloads: this.#workloads,
      patches: this.#patches,
    };
  }
}
