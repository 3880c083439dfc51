import { Duration, Size } from 'cdk8s';
import { Application, Fleet, Health, K3sSite, Secret, type SffApp, SffDevice, Workload } from 'sff-constructs';

/** What a shell, a YAML reader or the kubelet might take for something else. */
export const ODD = {
  REFERENCE: `$(HOME) $$ $${'{HOME}'} $HOME`,
  LINES: 'one\ntwo\n\tthree: - #',
  NUMBER: '0123',
  BOOLEAN: 'yes',
  UNICODE: 'Grüße 🚜',
  EMPTY: '',
};

/** Workloads for what no example shows, each in the namespace that its needs allow. */
export function buildLab(app: SffApp): void {
  const fleet = new Fleet(app, 'lab', { orchestrator: 'k3s' });
  const site = new K3sSite(fleet, 'bench', { network: { lan: '10.9.0.0/24' } });
  new SffDevice(site, 'bench-1', {
    architecture: 'amd64',
    cores: 4,
    memory: Size.gibibytes(8),
    address: '10.9.0.2',
    role: 'server',
  });
  const common = { user: 1000, limits: { cpu: 0.1, memory: Size.mebibytes(64) } };
  const checked = new Application(site, 'checked');
  new Workload(checked, 'server', {
    ...common,
    image: image('server'),
    ports: [{ name: 'http', port: 8080 }],
    health: Health.httpGet({
      path: '/healthz',
      port: 'http',
      interval: Duration.seconds(1),
      timeout: Duration.seconds(1),
      restartAfter: Duration.seconds(6),
    }),
  });
  new Workload(checked, 'hungry', { ...common, image: image('hungry') });
  new Workload(checked, 'odd', {
    ...common,
    group: 2000,
    image: image('odd'),
    command: ['/usr/bin/odd', '--first'],
    args: ['$(HOME)', '', 'a b', '-'],
    env: { ...ODD, PASSWORD: Secret.named('odd', { key: 'password' }) },
    kubernetes: { secretsInEnv: 'secretKeyRef', reason: 'The image reads it nowhere else.' },
    configFiles: [{ path: '/etc/odd/lines.txt', content: 'a: 1\r\n\ttab\n---\nno end' }],
    volumes: [{ name: 'shared', mountPath: '/data', size: Size.mebibytes(8) }],
    init: [{ ...common, name: 'first', image: image('first'), mounts: [{ volume: 'shared', mountPath: '/seed' }] }],
    sidecars: [
      {
        ...common,
        user: 3000,
        limits: { cpu: 0.2, memory: Size.mebibytes(32) },
        name: 'beside',
        image: image('beside'),
        mounts: [{ volume: 'shared', mountPath: '/seen', readOnly: true }],
      },
    ],
  });
  new Workload(checked, 'patient', { ...common, image: image('patient'), stopGracePeriod: Duration.seconds(30) });
  new Workload(checked, 'hasty', { ...common, image: image('hasty'), stopGracePeriod: Duration.seconds(2) });
  new Workload(new Application(site, 'rooted'), 'keeper', {
    ...common,
    user: 0,
    image: image('keeper'),
    exceptions: { root: 'It changes owners.', writableRootFilesystem: 'It unpacks itself.' },
    capabilities: { add: ['CHOWN'], reason: 'It changes owners.' },
  });
}

function image(name: string): string {
  return `registry.contoso.com/${name}:1.0.0@sha256:${Buffer.from(name).toString('hex').padEnd(64, '0')}`;
}
