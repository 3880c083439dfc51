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

/** Text that Compose, a shell and YAML would each take for something else. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is to stay as it is
export const LITERAL = '$5 $HOME ${HOME} $$x ${X:-y} \\ `id` "quoted" #no: comment';

const image = (name: string) => `registry.contoso.com/${name}:1@sha256:${'c0ffee00'.repeat(8)}`;
const limits = { cpu: 0.5, memory: Size.mebibytes(96), pids: 50 };

/** A shop whose workloads use what a Compose project can express; `greeting` is in a config file of one of them. */
export function shop(greeting = 'hello'): ComposeSite {
  const app = new SffApp();
  const fleet = new Fleet(app, 'shops', { orchestrator: 'docker-compose' });
  const site = new DockerComposeSite(fleet, 'shop-0042', { network: { lan: '10.0.42.0/24' } });
  new SffDevice(site, 'box', {
    architecture: 'amd64',
    cores: 4,
    memory: Size.gibibytes(8),
    disks: [{ kind: 'ssd', size: Size.gibibytes(64) }],
    address: '10.0.42.11',
  });

  const till = new Application(site, 'till');
  const db = new Workload(till, 'db', {
    image: image('postgres'),
    user: 999,
    limits,
    ports: [
      { name: 'pg', port: 5432 },
      { name: 'metrics', port: 9187 },
    ],
    volumes: [
      { name: 'data', mountPath: '/var/lib/postgresql/data', size: Size.gibibytes(1), owner: 'image' },
      { name: 'archive', mountPath: '/archive', size: Size.gibibytes(1), owner: 'device' },
    ],
    secrets: [{ secret: Secret.named('db', { key: 'password' }), mountPath: '/run/secrets/password' }],
    health: Health.tcp({ port: 'pg', composeTool: 'nc', interval: Duration.seconds(1) }),
  });
  const pos = new Workload(till, 'pos', {
    image: image('pos'),
    user: 10001,
    limits: { cpu: 0.25, memory: Size.mebibytes(64), pids: 40 },
    args: ['--literal', LITERAL],
    env: { DATABASE: db.endpoint('pg'), LITERAL },
    configFiles: [{ path: '/etc/pos/pos.conf', content: `greeting = ${greeting}\nliteral = ${LITERAL}\n` }],
    ports: [
      { name: 'http', port: 8080, publish: 80 },
      { name: 'debug', port: 6060 },
    ],
    health: Health.httpGet({ path: '/healthz', port: 'http', composeTool: 'wget', interval: Duration.seconds(1) }),
    stopGracePeriod: Duration.seconds(3),
  });
  pos.connectTo(db);

  const office = new Application(site, 'office');
  new Workload(office, 'report', {
    image: image('report'),
    user: 10002,
    limits,
    ports: [{ name: 'http', port: 8081, publish: { port: 8081, on: 'loopback' } }],
    egress: [Egress.internet()],
    env: { TOKEN: Secret.named('report', { key: 'token' }) },
    compose: { secretsInEnv: 'env-file', reason: 'The program reads nothing else.' },
    health: Health.command(['/usr/bin/report', '--check'], { interval: Duration.seconds(1) }),
  });
  new Workload(office, 'discovery', {
    image: image('discovery'),
    user: 0,
    exceptions: { root: 'Its program drops to a user of its own.' },
    limits,
    capabilities: { add: ['NET_BIND_SERVICE', 'CHOWN'], reason: 'It listens on port 53 for the whole LAN.' },
    ports: [
      { name: 'dns', port: 53, protocol: 'udp', publish: { port: 53, on: 'all' } },
      { name: 'http', port: 9100, publish: { port: 9100, on: 'all' } },
    ],
  });
  new Workload(office, 'alone', { image: image('alone'), user: 10003, limits, ports: [{ name: 'http', port: 7070 }] });

  const line = new Application(site, 'line');
  new Workload(line, 'press', {
    image: image('press'),
    user: 10001,
    limits,
    priority: 'critical',
    ports: [{ name: 'http', port: 8080 }],
    health: Health.httpGet({ path: '/healthz', port: 'http', composeTool: 'curl', interval: Duration.seconds(1) }),
    sidecars: [{ name: 'exporter', image: image('exporter'), user: 10002, limits }],
    init: [{ name: 'migrate', image: image('migrate'), user: 10001, limits }],
    compose: { sidecars: 'shared-network', reason: 'The exporter is recreated with the press.' },
  });
  new Workload(line, 'camera', { image: image('camera'), user: 10003, limits });

  const [found] = composeSitesOf('shop', Testing.synth(app));
  if (found === undefined) throw new Error('The shop has no Compose project.');
  return found;
}
