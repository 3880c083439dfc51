import { Duration, Size } from 'cdk8s';
import {
  Application,
  DockerComposeSite,
  Egress,
  Fleet,
  Health,
  Secret,
  SffApp,
  SffDevice,
  Workload,
} from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';
import { type ComposeSite, composeSitesOf } from './compose-sites';

const image = (name: string) => `registry.contoso.com/${name}:1@sha256:${'c0ffee00'.repeat(8)}`;
const limits = { cpu: 0.5, memory: Size.mebibytes(96), pids: 50 };
const reason = 'The test shows what it means.';

/** A workshop whose workloads use what the matrix has besides the plain: sidecars, init containers, replicas, exceptions. */
export function workshop(): ComposeSite {
  const app = new SffApp();
  const fleet = new Fleet(app, 'workshops', { orchestrator: 'docker-compose', hostPaths: ['/srv/workshop'] });
  const site = new DockerComposeSite(fleet, 'workshop-7', { network: { lan: '10.0.42.0/24' } });
  new SffDevice(site, 'box', {
    architecture: 'amd64',
    cores: 8,
    memory: Size.gibibytes(8),
    disks: [{ kind: 'ssd', size: Size.gibibytes(64) }],
    address: '10.0.42.11',
    peripherals: ['/dev/ttyS0'],
  });
  const line = new Application(site, 'line');

  const press = new Workload(line, 'press', {
    image: image('press'),
    command: ['/opt/press/run', '--loud'],
    args: ['now'],
    user: 10001,
    group: 2000,
    limits,
    reservations: { memory: Size.mebibytes(32) },
    priority: 'critical',
    ports: [{ name: 'http', port: 8080 }],
    volumes: [
      { name: 'work', mountPath: '/work', size: Size.gibibytes(1), owner: 'image' },
      { mountPath: '/scratch', tmpfs: Size.mebibytes(8) },
      { hostPath: '/srv/workshop/plans', mountPath: '/plans' },
      { hostPath: '/srv/workshop/results', mountPath: '/results', readOnly: false },
    ],
    health: Health.httpGet({
      path: '/healthz',
      port: 'http',
      composeTool: 'curl',
      interval: Duration.seconds(1),
      restartAfter: Duration.minutes(1),
    }),
    sidecars: [
      {
        name: 'exporter',
        image: image('exporter'),
        user: 10002,
        limits,
        mounts: [{ volume: 'work', mountPath: '/work', readOnly: true }],
        env: { TOKEN: Secret.named('exporter', { key: 'token' }) },
      },
    ],
    init: [
      {
        name: 'migrate',
        image: image('migrate'),
        user: 10001,
        limits,
        mounts: [{ volume: 'work', mountPath: '/work' }],
      },
      { name: 'seed', image: image('seed'), user: 10001, limits },
    ],
    compose: { sidecars: 'shared-network', liveness: 'reported', secretsInEnv: 'env-file', reason },
  });
  const web = new Workload(line, 'web', {
    image: image('web'),
    user: 10003,
    limits,
    ports: [{ name: 'http', port: 8081 }],
    replicas: 3,
    env: { PRESS: press.endpoint('http') },
  });
  web.connectTo(press);
  new Workload(line, 'scanner', {
    image: image('scanner'),
    user: 10004,
    limits,
    ports: [{ name: 'http', port: 8085 }],
    hostNetwork: { reason },
    priority: 'best-effort',
  });
  new Workload(line, 'serial', {
    image: image('serial'),
    user: 10005,
    limits,
    peripherals: ['/dev/ttyS0'],
    egress: [Egress.lan()],
    exceptions: { writableRootFilesystem: reason },
    compose: { egress: 'unenforced', reason },
  });
  new Workload(line, 'camera', { image: image('camera'), user: 'image', limits, exceptions: { privileged: reason } });

  const [found] = composeSitesOf('workshop', Testing.synth(app));
  if (found === undefined) throw new Error('The workshop has no Compose project.');
  return found;
}
