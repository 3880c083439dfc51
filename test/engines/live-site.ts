import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../engines/harness/command';
import type { KubeNode } from '../../engines/harness/node';
import { documents, type KubernetesObject } from '../../engines/harness/objects';
import { isReady, type Pod, state } from '../../engines/harness/pod';
import { CONTROL_PORT, secrets, standIns } from './stand-ins';
import type { Outcome, Self } from './standin-answers';

interface Claim extends KubernetesObject {
  readonly spec: { readonly storageClassName: string };
}

function isClaim(object: KubernetesObject): object is Claim {
  return object.kind === 'PersistentVolumeClaim';
}

/** A rendered site that runs on a node with stand-ins for its images. */
export class LiveSite {
  constructor(
    public readonly node: KubeNode,
    private readonly files: Readonly<Record<string, string>>,
  ) {}

  /** Applies all files after what a device has to bring: secrets, images, and volumes as local-path makes them. */
  public async apply(): Promise<void> {
    const all = this.objects();
    await this.node.install(all.filter(({ kind }) => kind === 'Namespace'));
    for (const [path, text] of Object.entries(this.files)) {
      if (path.endsWith('site.json')) await this.node.install(secrets(text));
    }
    for (const { metadata, spec } of all.filter(isClaim)) {
      if (metadata.namespace === undefined) continue;
      await this.node.provideVolume({
        namespace: metadata.namespace,
        name: metadata.name,
        storageClass: spec.storageClassName,
      });
    }
    await this.node.importImages(standIns(this.yaml()));
    await this.deliver();
  }

  /** Applies all files to a node that has what they need, as for a later version of the same program. */
  public async deliver(): Promise<void> {
    await this.node.install(this.yaml());
    for (const { kind, metadata } of this.objects()) {
      if (kind === 'Namespace') await this.node.publishServices(metadata.name);
    }
  }

  /** The only pod of a workload (`till/db`), once it is ready. */
  public async readyPod(workload: string, seconds = 90): Promise<Pod> {
    return this.pod(workload, isReady, seconds);
  }

  /** The only pod of a workload, once it is as wanted. */
  public async pod(workload: string, wanted: (pod: Pod) => boolean, seconds = 90): Promise<Pod> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const pods = await this.podsOf(workload);
      const [pod] = pods;
      if (pod !== undefined && pods.length === 1 && wanted(pod)) return pod;
      if (Date.now() > deadline) {
        throw new Error(`${workload} is not as wanted after ${seconds} s: ${pods.map(state).join('\n') || 'no pod'}`);
      }
      await sleep(200);
    }
  }

  public async self(pod: Pod, container = 0): Promise<Self> {
    return this.ask(pod, 'self', container);
  }

  /** Asks the pod's first stand-in: `write?path=/tmp`. */
  public async ask<T = Outcome>(pod: Pod, question: string, container = 0): Promise<T> {
    const url = this.url(pod, `standin/${question}`, container);
    // A container counts as running before its program listens; what was refused was not asked.
    const { status, body } = await eventually(
      () => this.node.http('GET', url),
      (answer) => answer.status !== 0 || !answer.body.includes('connection refused'),
    );
    if (status !== 200) throw new Error(`${pod.metadata.name} ${question}: ${status} ${body}`);
    return JSON.parse(body) as T; // the stand-in's own answers
  }

  /** Asks until the answer is a good one: Services take a moment to know their pods. */
  public async askUntilOk(pod: Pod, question: string, container = 0, seconds = 20): Promise<Outcome> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const outcome = await this.ask(pod, question, container);
      if (outcome.ok || Date.now() > deadline) return outcome;
      await sleep(200);
    }
  }

  public url(pod: Pod, path: string, container = 0): string {
    return `http://${pod.status.podIP}:${CONTROL_PORT + container}/${path}`;
  }

  private yaml(): readonly string[] {
    return Object.entries(this.files).flatMap(([path, text]) => (path.endsWith('.yaml') ? text : []));
  }

  private objects(): readonly KubernetesObject[] {
    return documents(this.yaml()).map(({ object }) => object);
  }

  /** The pods of a workload that are not about to go. */
  public async podsOf(workload: string): Promise<readonly Pod[]> {
    const [namespace = '', name] = workload.split('/');
    const pods = await this.node.pods(namespace);
    return pods.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === name);
  }
}
