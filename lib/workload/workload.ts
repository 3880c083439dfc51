import type { JsonPatch } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { placeOf, type WorkloadScope } from '../application';
import type { KubernetesOrchestrator, Orchestrator } from '../orchestrator';
import { markAs, partOf, requirePlace } from '../part';
import type { TargetOf, WorkloadTarget } from '../portable/target';
import { requireSite, siteModel } from '../site';
import { labelFaults } from '../validation/labels';
import { checkedId } from '../validation/names';
import { type Finding, findingsOf, reportFor, reportInto } from '../validation/problem';
import { show } from '../validation/values';
import { type RenderedWorkload, type WorkloadHost, workloadEngine } from './engine';
import { judge } from './matrix';
import type { PodPeer, WorkloadModel } from './model';
import { PEER } from './properties';
import type { WorkloadProps } from './props';
import { Reader } from './read';
import { readWorkload } from './read-workload';

/** Where a workload keeps what renderers and checks read; undefined when its properties are not valid. */
export const workloadModel: unique symbol = Symbol.for('sff-constructs.workloadModel');

/** A DNS label (RFC 1123), which may start with a digit. */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

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
    const place = placeOf(this);
    this.namespace = place.namespace;
    this.hostname = `${place.segments.join('-')}.${place.namespace}`;
    if (typeof props !== 'object' || props === null) {
      reportFor(this)('value-invalid', 'has no properties.', 'Write { image, user, limits }.');
      return;
    }
    const later: Finding[] = [];
    const reader = new Reader(reportFor(this), reportInto(later, this));
    const model = readWorkload(this, host[siteModel], props, reader);
    if (reader.failed) {
      // Nothing is rendered that rules could look into: what they would find is said now, so that all is said at once.
      findingsOf(this).push(...later);
      for (const { code, message, fix } of judge(model).faults) reader.report(code, message, fix);
      return;
    }
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
    if (found !== undefined) return `${this.hostname}:${found.port}`;
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
    const reader = new Reader(report, report);
    if (reader.item('allowFrom', peer, PEER) === undefined) return;
    if (typeof peer.namespace !== 'string' || !NAMESPACE.test(peer.namespace)) {
      reader.report('name-invalid', `allowFrom names the namespace ${show(peer.namespace)}.`, 'Use a DNS label.');
    }
    if (peer.podLabels !== undefined) labelFaults(peer.podLabels, reader.report);
    const names = reader.texts('allowFrom.ports', peer.ports);
    if (model === undefined) return;
    if (model.ports.length === 0 || names?.length === 0) {
      // A rule of a NetworkPolicy without ports would open every port.
      reader.report(
        'connection-invalid',
        'allowFrom opens no port.',
        'Declare ports, and name one of them, or leave ports out.',
      );
    }
    const unknown = names?.find((name) => !model.ports.some((p) => p.name === name));
    if (unknown !== undefined) {
      const known = model.ports.map((p) => `'${p.name}'`).join(', ');
      reader.report('reference-unknown', `allowFrom names the port ${show(unknown)}.`, `Use one of ${known}.`);
    }
    if (!reader.failed) model.peers.push(peer);
  }

  /**
   * Applies RFC 6902 operations to the rendered Deployment, or Compose service. One that leads to a place that is not
   * there is a problem, and so is a `test` that fails. Edge rules run on the result.
   */
  public patch(...operations: JsonPatch[]): void {
    this.rendered?.patch(operations);
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
