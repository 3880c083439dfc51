import type { JsonPatch } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { placeOf, type WorkloadScope } from '../application';
import { readRename } from '../identity/rename';
import type { KubernetesOrchestrator, Orchestrator } from '../orchestrator';
import { markAs, partOf, requirePlace } from '../part';
import type { TargetOf, WorkloadTarget } from '../portable/target';
import { requireSite, siteModel } from '../site';
import { checkedId } from '../validation/names';
import { readOperations } from '../validation/patch';
import { reportFor } from '../validation/problem';
import { show } from '../validation/values';
import { endpointsGiven } from './endpoints';
import { type RenderedWorkload, type WorkloadHost, workloadEngine } from './engine';
import type { PodPeer, WorkloadModel } from './model';
import type { WorkloadProps } from './props';

/** Where a workload keeps what renderers and checks read; undefined when its properties are not valid. */
export const workloadModel: unique symbol = Symbol.for('sff-constructs.workloadModel');

/** Loaded with the first workload, so that a program of other things starts sooner. */
const reading = () => require('./read-workload') as typeof import('./read-workload');
const peerReading = () => require('./read-peer') as typeof import('./read-peer');

/**
 * A container that keeps running, with all that belongs to it: on K3s a Deployment with its Services, policies and
 * claims, on Compose services with their networks and volumes.
 */
export class Workload<O extends Orchestrator = Orchestrator> extends Construct {
  /** What runs the containers of its site. */
  public readonly orchestrator: O;
  /** Name by which other workloads of the site reach it: `<name>.<namespace>`, on both orchestrators. */
  public readonly hostname: string;
  /** Namespace that it stands in: its outermost application's id, or `apps`. */
  public readonly namespace: string;
  /** @internal */
  public readonly [workloadModel]: WorkloadModel | undefined = undefined;
  private readonly rendered: RenderedWorkload | undefined = undefined;

  /** @throws SffError `scope-unknown` outside a site, or in a workload or device of it */
  constructor(scope: WorkloadScope<O>, id: string, props: WorkloadProps & TargetOf<WorkloadTarget, O>) {
    super(scope, checkedId(scope, id));
    const host = requirePlace(scope, 'a workload', ['an application']);
    markAs(this, 'a workload');
    this.orchestrator = host.orchestrator as O;
    readRename(this, props);
    const place = placeOf(this);
    this.namespace = place.namespace;
    this.hostname = `${place.segments.join('-')}.${place.namespace}`;
    if (typeof props !== 'object' || props === null) {
      reportFor(this)('value-invalid', 'has no properties.', 'Write { image, user, limits }.');
      return;
    }
    const model = reading().readWorkload(this, Workload, host[siteModel], props);
    if (model === undefined) return;
    this[workloadModel] = model;
    this.rendered = (host as unknown as WorkloadHost)[workloadEngine].addWorkload(model);
  }

  /**
   * Lets this workload call the ports of another one of its site. No start order follows from it, and two workloads
   * may call each other.
   */
  public connectTo(other: Workload<O>): void {
    const report = reportFor(this);
    const target = modelOf(other);
    const source = this[workloadModel];
    if ((other as Workload | undefined) === this) {
      report(
        'connection-invalid',
        'connects to itself.',
        'Containers of one workload share its network: use 127.0.0.1.',
      );
    } else if (partOf(other) !== 'a workload') {
      report(
        'connection-invalid',
        'connects to something that is not a workload.',
        'Give a Workload of the same site.',
      );
    } else if (requireSite(other, 'a workload') !== requireSite(this, 'a workload')) {
      report(
        'connection-invalid',
        `connects to ${other.node.path}, a workload of another site.`,
        'Sites reach each other over published ports: use Egress.to(cidr, port).',
      );
    } else if (target !== undefined && target.ports.length === 0) {
      report('connection-invalid', `connects to ${other.node.path}, which has no ports.`, 'Declare its ports.');
    } else if (source !== undefined && target !== undefined) {
      source.connections.add(target);
      target.clients.add(source);
    }
  }

  /** `host:port` by which other workloads of the site reach a port of this one, such as `db.till:5432`. */
  public endpoint(port: string): string {
    const model = this[workloadModel];
    const found = model?.ports.find((p) => p.name === port);
    if (found !== undefined) {
      const endpoint = `${this.hostname}:${found.port}`;
      endpointsGiven(this).set(endpoint, this);
      return endpoint;
    }
    if (model !== undefined) {
      const known = model.ports.map((p) => `'${p.name}'`).join(', ');
      reportFor(this)(
        'reference-unknown',
        `has no port ${show(port)}.`,
        known === '' ? 'Declare it in ports.' : `Use one of ${known}.`,
      );
    }
    return `${this.hostname}:0`;
  }

  /** Lets pods in that are no workloads of this library: an ingress controller, a metrics scraper. Kubernetes only. */
  public allowFrom(this: Workload<KubernetesOrchestrator>, peer: PodPeer): void {
    const report = reportFor(this);
    const model = modelOf(this);
    if ((this.orchestrator as Orchestrator) === 'docker-compose') {
      report('unsupported', 'allowFrom names pods, and Docker has none.', 'Use connectTo, or publish the port.');
      return;
    }
    const read = peerReading().readPeer(peer, model, report);
    if (read !== undefined) model?.peers.push(read);
  }

  /**
   * Applies RFC 6902 operations to the rendered Deployment, or Compose service. One that leads to a place that is not
   * there is a problem, and so is a `test` that fails. Edge rules run on the result.
   */
  public patch(...operations: JsonPatch[]): void {
    const read = readOperations(operations, reportFor(this));
    this.rendered?.patch(read);
  }
}

/** The model of the workload that a construct is, or was made by; undefined for what is of no valid workload. */
export function workloadAround(construct: IConstruct): WorkloadModel | undefined {
  return modelOf(construct) ?? modelOf(construct.node.scope);
}

/** What renderers and checks read of a workload; undefined for anything else, and for an invalid one. */
export function modelOf(construct: IConstruct | undefined): WorkloadModel | undefined {
  return typeof construct === 'object' && construct !== null && workloadModel in construct
    ? (construct as Workload)[workloadModel]
    : undefined;
}
