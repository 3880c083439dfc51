import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { enginePath } from '../cache';
import { containerd } from '../kubernetes/containerd';
import { coredns } from '../kubernetes/coredns';
import { kubeNode } from '../kubernetes/kubernetes';
import { standin } from '../standin/engine';
import { pauseArchive, type StandinImage, standinArchive } from '../standin/image';
import { CERTIFICATE, SERVICE_ACCOUNT_KEY, startApiServer } from './api-server-process';
import { openBox } from './box';
import { DEVICE, Device } from './device';
import { installK3s, KubeApiServer } from './kube-api-server';
import { CONTAINERD_SOCKET, DNS_READY, NODE_NAME, writeNodeFiles } from './node-files';
import type { Place } from './place';
import type { Pod } from './pod';
import { Run } from './run';
import type { Service } from './service';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A whole cluster of one node: every program that K3s runs, but for its own, in namespaces of its own. */
export class KubeNode extends KubeApiServer {
  /** The machine that it runs on. */
  public readonly device: Device = new NodeDevice(this.run, this.place);
  private archives = 0;
  private aliases = 0;

  /** Imports stand-ins; names with a digest mean whatever image stands in for them. */
  public async importImages(images: readonly StandinImage[]): Promise<void> {
    const pinned: (readonly [string, string])[] = [];
    const plain = images.map((image) => {
      const names = image.names.map((name) => {
        if (!name.includes('@')) return name;
        const alias = `localhost/sff/standin:${++this.aliases}`;
        pinned.push([alias, withoutTag(name)]);
        return alias;
      });
      return { ...image, names };
    });
    await this.importArchive(standinArchive(plain));
    for (const [alias, name] of pinned) await this.ctr(['images', 'tag', '--force', alias, name]);
  }

  public async importArchive(archive: Buffer): Promise<void> {
    const file = this.run.path(`images-${++this.archives}.tar`);
    writeFileSync(file, archive);
    await this.ctr(['images', 'import', '--local', file]);
  }

  /** The pods of a namespace that are not about to go. */
  public async pods(namespace: string): Promise<readonly Pod[]> {
    const pods = await this.list<Pod>('v1', 'Pod', namespace);
    return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  /** A request from the node, as a kubelet's probe makes it; status 0 when nothing answers. */
  public async http(method: 'GET' | 'POST', url: string): Promise<Answer> {
    const { code, stdout, stderr } = await this.execute(enginePath(standin, 'standin'), ['request', method, url]);
    return code === 0 ? (JSON.parse(stdout) as Answer) : { status: 0, body: stderr };
  }

  /** A volume for a claim, as the local-path provisioner makes it when a pod wants the claim. */
  public async provideVolume(claim: {
    readonly namespace: string;
    readonly name: string;
    readonly storageClass: string;
  }) {
    const name = `${claim.namespace}-${claim.name}`;
    const path = this.run.path('volumes', name);
    mkdirSync(path, { recursive: true });
    await this.execute('chmod', ['0777', path]);
    await this.install([
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name },
        spec: {
          accessModes: ['ReadWriteOnce'],
          capacity: { storage: '1Ti' },
          claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: claim.namespace, name: claim.name },
          hostPath: { path, type: 'DirectoryOrCreate' },
          persistentVolumeReclaimPolicy: 'Retain',
          storageClassName: claim.storageClass,
        },
      },
    ]);
  }

  /** Gives LoadBalancer Services the address of the device, as the controller of K3s' ServiceLB does. */
  public async publishServices(namespace: string): Promise<void> {
    for (const service of await this.list('v1', 'Service', namespace)) {
      if ((service.spec as { readonly type?: string }).type !== 'LoadBalancer') continue;
      const path = await this.client.pathOf({ ...service, apiVersion: 'v1', kind: 'Service' });
      const status = JSON.stringify({ status: { loadBalancer: { ingress: [{ ip: DEVICE }] } } });
      await this.client.json('PATCH', `${path}/status`, status, 'application/merge-patch+json');
    }
  }

  private async ctr(args: readonly string[]): Promise<void> {
    const all = ['--address', CONTAINERD_SOCKET, '--namespace', 'k8s.io', ...args];
    const { code, stderr } = await this.execute(enginePath(containerd, 'ctr'), all);
    if (code !== 0) throw new Error(`ctr ${args.join(' ')}: ${stderr}`);
  }
}

class NodeDevice extends Device {
  constructor(
    run: Run,
    private readonly place: Place,
  ) {
    super(run, { PATH: `${process.env.PATH}:/usr/sbin:/sbin` });
  }

  protected enter([program = '', ...args]: readonly string[]): readonly [string, ...string[]] {
    const [command, all] = this.place.command(program, args);
    return [command, ...all];
  }
}

/** Starts a cluster whose node is ready, with K3s' custom resources; needs root. */
export async function node(): Promise<KubeNode> {
  const run = new Run('node');
  try {
    const place = await openBox(run);
    writeNodeFiles(run);
    startContainerd(run, place);
    const server = new KubeNode(run, place, await startApiServer(run, place));
    startControllers(run, place);
    await server.importArchive(pauseArchive());
    const dns = startNetwork(run, place);
    const kubelet = startKubelet(run, place);
    await installK3s(server);
    await kubelet.until('ready node', async () => {
      const { stdout } = await server.kubectl([
        'get',
        'node',
        NODE_NAME,
        '-o',
        'jsonpath={.status.conditions[-1:].status}',
      ]);
      return stdout === 'True';
    });
    await dns.until('readiness', async () => (await server.http('GET', `http://${DNS_READY}/ready`)).status === 200);
    return server;
  } catch (error) {
    await run.stop();
    throw error;
  }
}

function startContainerd(run: Run, place: Place): void {
  const path = `PATH=${dirname(enginePath(containerd, 'containerd'))}:${process.env.PATH}:/usr/sbin:/sbin`;
  const args = [path, enginePath(containerd, 'containerd'), '--config', run.path('containerd.toml')];
  place.start('containerd', 'env', args);
}

function startControllers(run: Run, place: Place): void {
  const common = ['--kubeconfig', run.path('kubeconfig'), '--leader-elect=false', '--secure-port=0'];
  place.start('kube-controller-manager', enginePath(kubeNode, 'kube-controller-manager'), [
    ...common,
    `--service-account-private-key-file=${run.path(SERVICE_ACCOUNT_KEY)}`,
    `--root-ca-file=${run.path(CERTIFICATE)}`,
  ]);
  place.start('kube-scheduler', enginePath(kubeNode, 'kube-scheduler'), common);
}

function startNetwork(run: Run, place: Place): Service {
  place.start('kube-proxy', enginePath(kubeNode, 'kube-proxy'), [
    ...['--kubeconfig', run.path('kubeconfig'), '--proxy-mode=iptables', '--cluster-cidr=10.42.0.0/16'],
    ...['--hostname-override', NODE_NAME, '--conntrack-max-per-core=0'],
    ...['--conntrack-tcp-timeout-established=0s', '--conntrack-tcp-timeout-close-wait=0s'],
  ]);
  return place.start('coredns', enginePath(coredns, 'coredns'), ['-conf', run.path('Corefile')]);
}

function startKubelet(run: Run, place: Place): Service {
  return place.start('kubelet', enginePath(kubeNode, 'kubelet'), [
    ...[
      '--config',
      run.path('kubelet.json'),
      '--kubeconfig',
      run.path('kubeconfig'),
      '--root-dir',
      run.path('kubelet'),
    ],
    ...['--cert-dir', run.path('kubelet-certs'), '--hostname-override', NODE_NAME, '--node-ip', place.address],
  ]);
}

/** `registry/name:tag@digest` is found as `registry/name@digest`. */
function withoutTag(name: string): string {
  return name.replace(/:[^:/@]+@/, '@');
}
