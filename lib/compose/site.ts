import type { JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import type { Fleet } from '../fleet';
import { type Ipv4Range, overlaps } from '../portable/network';
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
import { checkOwn, type Names } from '../validation/properties';
import { dropRemoved } from '../validation/removed';
import { type WorkloadEngine, type WorkloadHost, workloadEngine } from '../workload/engine';
import type { WorkloadModel } from '../workload/model';
import { dropRemovedWorkloads } from '../workload/removed';
import { type Adopted, adoptProject, adoptService, type ComposeProject, type ComposeService } from './adopted';
import type { ComposeServiceDefinition, ComposeSpecification } from './spec';
import { DOCKER_BRIDGE, isUnicast } from './subnets';

/** Loaded when a site is rendered, so that a program that only declares starts sooner. */
const renderer = () => require('./render') as typeof import('./render');
/** Loaded with the first patch. */
const patches = () => require('../validation/patch') as typeof import('../validation/patch');

/** The network of a Compose site. */
export interface ComposeNetwork extends SiteNetwork {
  /**
   * Range from which container networks get their subnets, apart from the LAN.
   *
   * @default "172.28.0.0/16"
   */
  readonly containers?: string | undefined;
}

/** Properties of a `DockerComposeSite`. */
export interface DockerComposeSiteProps extends SiteProps<'docker-compose'> {
  /** The LAN, and the range of container networks. */
  readonly network: ComposeNetwork;
}

const PROPERTIES: Names<DockerComposeSiteProps> = SITE_PROPERTIES;
const NETWORK: Names<ComposeNetwork> = { ...NETWORK_PROPERTIES, containers: true };

/** The last but three of Docker's own default pools (172.17 to 172.31); room for 8,192 networks. */
const CONTAINERS = '172.28.0.0/16';

/**
 * A site whose one device runs a Docker Compose project, named as the site.
 *
 * Existing services and projects can be taken over, and are held to the same edge rules as workloads.
 */
export class DockerComposeSite extends Construct implements Site<'docker-compose'>, WorkloadHost, SiteRenderer {
  /** @internal */
  declare public readonly [site]: 'docker-compose';
  /** @internal */
  public readonly [siteModel]: SiteModel;
  /** @internal */
  public readonly [workloadEngine]: WorkloadEngine;
  /** What runs the containers of the site. */
  public readonly orchestrator = 'docker-compose';
  /** The network of the site, as the program states it. */
  public readonly network: ComposeNetwork;
  // A subclass may have fields of these names.
  readonly #containers: Ipv4Range | undefined;
  readonly #workloads: WorkloadModel[] = [];
  readonly #adopted: Adopted[] = [];
  readonly #servicePatches = new Map<WorkloadModel, JsonPatch[]>();
  readonly #patches: JsonPatch[] = [];

  /**
   * @throws SffError `scope-unknown` anywhere but straight in a fleet
   * @throws OrchestratorConflictError below a fleet that runs something else
   */
  constructor(scope: Fleet<'docker-compose'>, id: string, props: DockerComposeSiteProps) {
    super(scope, checkedId(scope, id));
    const model = createSiteModel(this, 'docker-compose', props, NETWORK);
    this[siteModel] = model;
    this.network = model.network;
    const report = reportFor(this);
    checkOwn(this, DockerComposeSite, props, PROPERTIES);
    this.#containers = checkRange('network.containers', this.network.containers ?? CONTAINERS, report);
    checkApart(new Map(Object.entries({ 'network.lan': model.lan, 'network.containers': this.#containers })), report);
    if (this.#containers !== undefined && overlaps(this.#containers, DOCKER_BRIDGE)) {
      report(
        'subnet-overlap',
        `network.containers ${this.#containers.cidr} overlaps ${DOCKER_BRIDGE.cidr} of Docker's own bridge.`,
        `Write containers: '${CONTAINERS}', say.`,
      );
    }
    if (this.#containers !== undefined && !isUnicast(this.#containers)) {
      report(
        'subnet-invalid',
        `network.containers is ${this.#containers.cidr}, with addresses that no network can have.`,
        `Write containers: '${CONTAINERS}', say.`,
      );
    }
    this[workloadEngine] = { addWorkload: (workload) => this.#addWorkload(workload) };
  }

  /** What differs from site to site, for the program's own use. */
  public get values(): Readonly<Record<string, unknown>> {
    return this[siteModel].values;
  }

  /**
   * Adds a service that is not a workload, under the key `id`.
   *
   * It is written as it is, but for its image, to which the image lock gives a digest, and the subnet of the network
   * `default`, in which services stand that name no other.
   */
  public addService(id: string, service: ComposeServiceDefinition): ComposeService {
    const adopted = adoptService(this, id, service);
    this.#adopted.push(adopted);
    return adopted.construct;
  }

  /**
   * Takes over an existing project: what a YAML parser makes of its file.
   *
   * Its parts are merged into the site's project, whose name is the site's. Where the project has another `name`, its
   * volumes keep theirs, so that services find their data again; without a `name`, Compose had named it after its
   * directory: with volumes, that has to be stated. Its old containers have to be removed first:
   * `docker compose --project-name <old> down`, which keeps volumes. Networks and volumes that are `external` may be
   * those of several projects.
   *
   * It is copied: what the program changes in it later is for the next site. Networks that state no subnet get one of
   * `network.containers`. Files beside the project are not on the device: what needs one is refused, and so is what no
   * rule can look into (`include`, `extends`, `jobs`, `models`).
   */
  public addProject(project: ComposeSpecification, id = 'project'): ComposeProject {
    const adopted = adoptProject(this, id, project);
    this.#adopted.push(adopted);
    return adopted.construct;
  }

  /**
   * Applies RFC 6902 operations to the rendered project. One that leads to a place that is not there is a problem, and
   * so is a `test` that fails. Edge rules run on the result.
   */
  public patch(...operations: JsonPatch[]): void {
    this.#patches.push(...patches().readOperations(operations, reportFor(this)));
  }

  /** @internal */
  public [siteRenderer](): RenderedSite {
    dropRemovedWorkloads(this.#workloads);
    dropRemoved(this.#adopted);
    return renderer().renderComposeSite({
      site: this[siteModel],
      containers: this.#containers,
      workloads: this.#workloads,
      adopted: this.#adopted,
      servicePatches: this.#servicePatches,
      patches: this.#patches,
    });
  }

  #addWorkload(workload: WorkloadModel) {
    this.#workloads.push(workload);
    const own: JsonPatch[] = [];
    this.#servicePatches.set(workload, own);
    return { patch: (operations: readonly JsonPatch[]) => void own.push(...operations) };
  }
}
