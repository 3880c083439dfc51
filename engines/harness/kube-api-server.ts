import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { enginePath } from '../cache';
import { k3sCrds, kine } from '../kubernetes/k3s';
import { kubeApi } from '../kubernetes/kubernetes';
import { KubernetesApi } from './kubernetes-api';
import { KubernetesClient } from './kubernetes-client';
import { freePort } from './port';
import { Run } from './run';

export interface KubeApiServerOptions {
  /** Without it, the server has only what Kubernetes itself has. @default what K3s installs at its start */
  readonly with?: 'k3s' | 'nothing';
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A kube-apiserver on a loopback port of its own, on kine and SQLite as in K3s, with no controller. */
export class KubeApiServer extends KubernetesApi {
  constructor(
    private readonly run: Run,
    public readonly kubeconfig: string,
    client: KubernetesClient,
  ) {
    super(client);
  }

  public get directory(): string {
    return this.run.directory;
  }

  /** Of the programs that serve. */
  public get pids(): readonly number[] {
    return this.run.pids;
  }

  /** Runs kubectl with the arguments; a failure is a code, not an exception. */
  public kubectl(args: readonly string[], input?: string): Promise<Ended> {
    const all = ['--kubeconfig', this.kubeconfig, '--cache-dir', this.run.path('kubectl'), ...args];
    return new Promise((resolve) => {
      const child = execFile(enginePath(kubeApi, 'kubectl'), all, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
      });
      child.stdin?.end(input);
    });
  }

  /** What `kubectl diff` shows between the YAML and the server: empty when applying it again would change nothing. */
  public async diff(yaml: string): Promise<string> {
    const { code, stdout, stderr } = await this.kubectl(
      ['diff', '--server-side', '--force-conflicts', '--field-manager', KubernetesApi.MANAGER, '-f', '-'],
      yaml,
    );
    if (code > 1) throw new Error(`kubectl diff: ${stderr}`);
    return stdout;
  }

  /** Starts another program that ends with this server. */
  public start(name: string, program: string, args: readonly string[], env?: Readonly<Record<string, string>>) {
    return this.run.start(name, program, args, env ? { env } : {});
  }

  public async stop(): Promise<void> {
    this.client.close();
    await this.run.stop();
  }
}

export async function kubeApiServer(options: KubeApiServerOptions = {}): Promise<KubeApiServer> {
  const run = new Run('kube-api');
  try {
    const token = randomBytes(16).toString('hex');
    const port = await freePort();
    const url = `https://127.0.0.1:${port}`;
    const certificate = run.path('certs', 'apiserver.crt');
    let ca: Buffer | undefined;
    const client = new KubernetesClient({ url, token, ca: () => (ca ??= readFileSync(certificate)) });
    const kubeconfig = writeConfiguration(run, url, certificate, token);

    const store = run.start('kine', enginePath(kine, 'kine'), [
      `--endpoint=sqlite://${run.path('state.db')}?_journal=WAL&cache=shared&_busy_timeout=30000`,
      `--listen-address=unix://${run.path('kine.sock')}`,
      '--metrics-bind-address=0',
    ]);
    await store.until('socket', () => existsSync(run.path('kine.sock')));
    const server = run.start('kube-apiserver', enginePath(kubeApi, 'kube-apiserver'), apiServerArguments(run, port));
    await server.until('certificate', () => existsSync(certificate));
    await server.until('readiness', () => isReady(client));

    const handle = new KubeApiServer(run, kubeconfig, client);
    if (options.with !== 'nothing') await installK3s(handle);
    return handle;
  } catch (error) {
    await run.stop();
    throw error;
  }
}

function apiServerArguments(run: Run, port: number): readonly string[] {
  return [
    `--etcd-servers=unix://${run.path('kine.sock')}`,
    `--cert-dir=${run.path('certs')}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    '--service-cluster-ip-range=10.43.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${run.path('service-accounts.key')}`,
    `--service-account-signing-key-file=${run.path('service-accounts.key')}`,
    `--token-auth-file=${run.path('tokens.csv')}`,
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    '--endpoint-reconciler-type=none',
    '--enable-priority-and-fairness=false',
    '--profiling=false',
  ];
}

function writeConfiguration(run: Run, server: string, certificate: string, token: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(run.path('service-accounts.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
  writeFileSync(run.path('tokens.csv'), `${token},admin,admin,system:masters\n`);
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'engine', cluster: { server, 'certificate-authority': certificate } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'engine', context: { cluster: 'engine', user: 'admin' } }],
    'current-context': 'engine',
  };
  writeFileSync(run.path('kubeconfig'), JSON.stringify(kubeconfig));
  return run.path('kubeconfig');
}

async function isReady(client: KubernetesClient): Promise<boolean> {
  try {
    return (await client.request('GET', '/readyz')).status === 200;
  } catch {
    return false;
  }
}

/** What is there on each site before anything of ours: K3s' custom resources, and objects that it makes itself. */
async function installK3s(server: KubeApiServer): Promise<void> {
  const files = readdirSync(enginePath(k3sCrds)).map((file) => enginePath(k3sCrds, file));
  await server.install([...files, join(__dirname, 'k3s.yaml')].map((file) => readFileSync(file, 'utf8')));
}
