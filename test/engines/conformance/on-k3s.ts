import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../engines/harness/command';
import { DEVICE, INTERNET, PRINTER } from '../../../engines/harness/device';
import type { KubeNode } from '../../../engines/harness/node';
import type { KubernetesObject } from '../../../engines/harness/objects';
import { isReady, type Pod } from '../../../engines/harness/pod';
import { type Endpoint, Reachability } from '../../../engines/harness/reachability';
import { LiveSite } from '../live-site';
import { CONTROL_PORT } from '../stand-ins';
import type { Outcome } from '../standin-answers';
import type { Scene, Version } from './behaviour';
import type { ContainerState, RunningSite } from './running-site';
import { render } from './sites';

interface Deployment extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
  };
}

/** The scenes on a node. Nothing enforces NetworkPolicies there: they are evaluated, and what they let pass is tried. */
export class OnK3s implements RunningSite {
  public readonly orchestrator = 'k3s';
  private evaluated = false;
  private network: Promise<Reachability> | undefined;

  private constructor(
    private readonly node: KubeNode,
    private readonly scenes: readonly Scene[],
    private live: LiveSite,
  ) {}

  public static async start(node: KubeNode, scenes: readonly Scene[]): Promise<OnK3s> {
    const live = new LiveSite(node, render('k3s', scenes));
    await live.apply();
    const site = new OnK3s(node, scenes, live);
    await site.settled();
    return site;
  }

  public get device() {
    return this.node.device;
  }

  public async ask<T = Outcome>(container: string, question: string): Promise<T> {
    const { pod, index } = await this.find(container);
    return this.live.ask<T>(pod, question, index);
  }

  public async hiddenPort(container: string): Promise<number> {
    return CONTROL_PORT + (await this.find(container)).index;
  }

  public async address(workload: string): Promise<string> {
    return (await this.find(workload)).pod.status.podIP ?? '';
  }

  public async reaches(container: string, target: string, network: 'tcp' | 'udp' = 'tcp'): Promise<boolean> {
    const { pod, index } = await this.find(container);
    const [host = '', port] = target.split(':');
    if (host !== '127.0.0.1' && !(await this.lets(endpointOf(pod), await this.named(host), Number(port), network))) {
      return false;
    }
    const dial = `dial?network=${network}&target=${target}`;
    // A Service takes a moment to know its pods.
    return (await this.live.askUntilOk(pod, dial, index, 5)).ok;
  }

  public async opens(
    from: 'lan' | 'internet' | 'device',
    workload: string,
    port: number,
    address = DEVICE,
  ): Promise<boolean> {
    if (!(await this.device.opens(from, address, port))) return false;
    // What comes from the node itself passes every NetworkPolicy (Kubernetes, "Network Policies").
    if (from === 'device') return true;
    const { pod } = await this.find(workload);
    const source = { ip: from === 'lan' ? PRINTER : INTERNET };
    return this.lets(source, endpointOf(pod), await this.behind(workload, port), 'tcp');
  }

  public async state(container: string): Promise<ContainerState> {
    const { pod, name } = await this.find(container);
    return stateOf(pod, name);
  }

  public async until(container: string, wanted: (state: ContainerState) => boolean): Promise<ContainerState> {
    return eventually(async () => this.state(container), wanted, 60_000);
  }

  public async labels(workload: string): Promise<Readonly<Record<string, string>>> {
    return (await this.find(workload)).pod.metadata.labels ?? {};
  }

  public async rank(workload: string): Promise<number> {
    return (await this.find(workload)).pod.spec.priority ?? 0;
  }

  public async readyReplicas(workload: string): Promise<number> {
    return (await this.live.podsOf(workload)).filter(isReady).length;
  }

  public async logLines(workload: string): Promise<number> {
    const { name, namespace = '' } = (await this.find(workload)).pod.metadata;
    const { stdout } = await this.node.kubectl(['logs', '--namespace', namespace, name]);
    return stdout.split('\n').length - 1;
  }

  public async recreate(workload: string): Promise<number> {
    const { pod } = await this.find(workload);
    const { name, namespace = '', labels = {} } = pod.metadata;
    const [deployment = ''] = name.split(`-${labels['pod-template-hash']}-`);
    const begun = Date.now();
    // As an update does it; where a pod is deleted, its successor starts while it is still ending.
    const restart = await this.node.kubectl([
      'rollout',
      'restart',
      '--namespace',
      namespace,
      `deployment/${deployment}`,
    ]);
    if (restart.code !== 0) throw new Error(restart.stderr);
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    await eventually(
      async () => (await this.node.client.request('GET', path)).status,
      (status) => status === 404,
    );
    const seconds = (Date.now() - begun) / 1000;
    await this.settled();
    return seconds;
  }

  public async change(version: Version): Promise<readonly string[]> {
    const before = await this.pods();
    this.live = new LiveSite(this.node, render('k3s', this.scenes, version));
    await this.live.deliver();
    await this.settled();
    const after = await this.pods();
    return [...after].filter(([workload, ids]) => before.get(workload) !== ids).map(([workload]) => workload);
  }

  public tookEvaluation(): boolean {
    const { evaluated } = this;
    this.evaluated = false;
    return evaluated;
  }

  /** The pod and the place of a container: main, then sidecars and init containers, as their stand-ins count. */
  private async find(container: string): Promise<{ pod: Pod; name: string; index: number }> {
    const [scene, workload, name = workload ?? ''] = container.split('/');
    const key = `${scene}/${workload}`;
    const pod = await eventually(
      () => this.live.podsOf(key),
      (pods) => pods.length > 0,
    ).then(([first]) => first);
    if (pod === undefined) throw new Error(`${key} has no pod.`);
    const names = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map((each) => each.name);
    if (!names.includes(name)) throw new Error(`${key} has no container ${name}, but ${names.join(', ')}.`);
    return { pod, name, index: names.indexOf(name) };
  }

  private async lets(from: Endpoint, to: Endpoint, port: number, network: 'tcp' | 'udp'): Promise<boolean> {
    this.network ??= Reachability.of(this.node);
    const lets = (await this.network).allows(from, to, port, network === 'tcp' ? 'TCP' : 'UDP');
    if (!lets) this.evaluated = true;
    return lets;
  }

  /** Who has a name (`db.till`) or an address. */
  private async named(host: string): Promise<Endpoint> {
    const [name, namespace] = host.split('.');
    if (/^[\d.]+$/.test(host)) {
      const pods = await this.node.list<Pod>('v1', 'Pod');
      const pod = pods.find(({ spec, status }) => status.podIP === host && spec.hostNetwork !== true);
      return pod === undefined ? { ip: host } : endpointOf(pod);
    }
    return endpointOf((await this.find(`${namespace}/${name}`)).pod);
  }

  /** The port of the pod behind a port of the device. */
  private async behind(workload: string, port: number): Promise<number> {
    const [namespace = '', name] = workload.split('/');
    const services = await this.node.list<
      KubernetesObject & {
        readonly spec: { readonly type: string; readonly ports: readonly { port: number; targetPort: number }[] };
      }
    >('v1', 'Service', namespace);
    const published = services.filter(
      ({ spec, metadata }) => spec.type === 'LoadBalancer' && metadata.labels?.['app.kubernetes.io/name'] === name,
    );
    return published.flatMap(({ spec }) => spec.ports).find((each) => each.port === port)?.targetPort ?? port;
  }

  /** Waits until every Deployment runs what it says. */
  private async settled(): Promise<void> {
    await sleep(500); // until the controllers have seen what was applied
    await eventually(
      async () => (await this.deployments()).filter((each) => !isSettled(each)).map(({ metadata }) => metadata.name),
      (unsettled) => unsettled.length === 0,
      120_000,
    );
    this.network = undefined;
  }

  private async deployments(): Promise<readonly Deployment[]> {
    const all = await Promise.all(this.scenes.map(({ id }) => this.node.list<Deployment>('apps/v1', 'Deployment', id)));
    return all.flat();
  }

  /** Ids of the pods by their workload. */
  private async pods(): Promise<ReadonlyMap<string, string>> {
    const pairs = (await this.deployments()).map(async ({ metadata }) => {
      const workload = `${metadata.namespace}/${metadata.name}`;
      const pods = await this.live.podsOf(workload);
      return [
        workload,
        pods
          .map((pod) => pod.metadata.uid)
          .sort()
          .join(),
      ] as const;
    });
    return new Map(await Promise.all(pairs));
  }
}

function isSettled({ metadata, spec, status }: Deployment): boolean {
  return (
    status?.observedGeneration === metadata.generation &&
    status.replicas === spec.replicas &&
    status.updatedReplicas === spec.replicas &&
    status.readyReplicas === spec.replicas
  );
}

function stateOf({ metadata, status }: Pod, name: string): ContainerState {
  const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  const found = all.find((each) => each.name === name);
  return { id: metadata.uid, restarts: found?.restartCount ?? 0, ready: found?.ready ?? false };
}

/** Policies do not cover a pod in the network of its node (Kubernetes, "Network Policies"). */
function endpointOf({ metadata, spec, status }: Pod): Endpoint {
  const ip = status.podIP ?? '';
  if (spec.hostNetwork === true) return { ip };
  return { ip, pod: { namespace: metadata.namespace ?? '', labels: metadata.labels ?? {} } };
}
