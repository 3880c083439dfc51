import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { enginePath } from '../cache';
import { kine } from '../kubernetes/k3s';
import { kubeApi } from '../kubernetes/kubernetes';
import { KubernetesClient } from './kubernetes-client';
import type { Place } from './place';
import type { Run } from './run';

/** A way to talk with an API server that is ready. */
export interface Access {
  readonly client: KubernetesClient;
  readonly kubeconfig: string;
}

export const SERVICE_ACCOUNT_KEY = 'service-accounts.key';
export const CERTIFICATE = 'certs/apiserver.crt';
/** The server writes it after the certificate, which is whole once this file is there. */
const CERTIFICATE_KEY = 'certs/apiserver.key';

/** Starts kine on SQLite, as in K3s, and a kube-apiserver on it. */
export async function startApiServer(run: Run, place: Place): Promise<Access> {
  const token = randomBytes(16).toString('hex');
  const url = `https://${place.address}:${place.port}`;
  const certificate = run.path(CERTIFICATE);
  const kubeconfig = writeConfiguration(run, url, certificate, token);

  const store = place.start('kine', enginePath(kine, 'kine'), [
    `--endpoint=sqlite://${run.path('state.db')}?_journal=WAL&cache=shared&_busy_timeout=30000`,
    `--listen-address=unix://${run.path('kine.sock')}`,
    '--metrics-bind-address=0',
  ]);
  await store.until('socket', () => existsSync(run.path('kine.sock')));
  const server = place.start('kube-apiserver', enginePath(kubeApi, 'kube-apiserver'), serverArguments(run, place));
  await server.until('certificate', () => existsSync(run.path(CERTIFICATE_KEY)));
  const socket = place.socket === undefined ? {} : { socket: place.socket };
  const client = new KubernetesClient({ url, token, ca: certificate, ...socket });
  await server.until('readiness', async () => (await client.request('GET', '/readyz')).status === 200);
  return { client, kubeconfig };
}

function serverArguments(run: Run, place: Place): readonly string[] {
  const key = run.path(SERVICE_ACCOUNT_KEY);
  return [
    `--etcd-servers=unix://${run.path('kine.sock')}`,
    `--cert-dir=${run.path('certs')}`,
    `--bind-address=${place.address}`,
    `--advertise-address=${place.address}`,
    `--secure-port=${place.port}`,
    '--service-cluster-ip-range=10.43.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    `--token-auth-file=${run.path('tokens.csv')}`,
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    '--kubelet-preferred-address-types=InternalIP',
    // Pods reach the server through the Service `kubernetes`, which no address of loopback may stand behind.
    `--endpoint-reconciler-type=${place.address.startsWith('127.') ? 'none' : 'lease'}`,
    '--enable-priority-and-fairness=false',
    '--profiling=false',
  ];
}

function writeConfiguration(run: Run, server: string, certificate: string, token: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(run.path(SERVICE_ACCOUNT_KEY), privateKey.export({ type: 'pkcs1', format: 'pem' }));
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
