import { Duration, Size } from 'cdk8s';
import {
  Application,
  DockerComposeSite,
  Egress,
  Fleet,
  Health,
  HelmChart,
  K3sSite,
  type Orchestrator,
  Rules,
  Secret,
  SffDevice,
  type SffDeviceProps,
  Workload,
  type WorkloadProps,
  type WorkloadScope,
} from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';

/** Any digest: nothing is pulled. */
const DIGEST = `sha256:${'0'.repeat(64)}`;

/** A fleet, a site and a device that state everything that a program can state. */
export function fullK3s(): Record<string, string> {
  const app = Testing.app();
  const stores = new Fleet(app, 'stores', {
    orchestrator: 'k3s',
    labels: { environment: 'production' },
    defaults: { pullSecrets: ['registry'], logging: { maxSize: Size.mebibytes(20), maxFiles: 5 } },
    hostPaths: ['/srv'],
  });
  Rules.waive(stores, ['image-latest'], { reason: 'None uses it; the waiver is recorded all the same.' });
  const site = new K3sSite(stores, 'store-0042', {
    network: {
      lan: '10.0.42.0/24',
      clusterCidr: '10.142.0.0/16',
      serviceCidr: '10.143.0.0/16',
      proxy: { https: 'http://10.0.42.1:3128', noProxy: ['.contoso.com'] },
    },
    labels: { region: 'emea' },
    link: { downlink: 20 },
    values: { city: 'Ghent', lanes: [1, 2] },
    traefik: 'disabled',
    dataDir: '/acsa/k3s',
  });
  const node = new SffDevice(site, 'node-1', { ...DEVICE, role: 'server' });
  new HelmChart(site, 'monitoring', { chart: 'oci://registry.contoso.com/charts/monitoring', version: '1.2.3' });
  const till = new Application(site, 'till', { labels: { team: 'checkout' } });
  const pos = new Workload(till, 'pos', {
    ...POS,
    on: node,
    exceptions: { writableRootFilesystem: 'It writes its log there.' },
    kubernetes: { reason: 'The program reads it from there.', secretsInEnv: 'secretKeyRef' },
  });
  pos.connectTo(addDatabase(till));
  return Testing.synth(app);
}

/** The least that a K3s fleet can state. */
export function smallK3s(): Record<string, string> {
  const app = Testing.app();
  const fleet = new Fleet(app, 'dev', { orchestrator: 'k3s' });
  const site = new K3sSite(fleet, 'bench', { network: { lan: '10.0.42.0/24' } });
  new SffDevice(site, 'node-1', { architecture: 'arm64', cores: 4, memory: Size.gibibytes(8) });
  return Testing.synth(app);
}

/** The same, as far as it is, on Docker Compose, with an adopted service. */
export function fullCompose(): Record<string, string> {
  const app = Testing.app();
  const kiosks = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose', defaults: { logging: { maxFiles: 5 } } });
  const site = new DockerComposeSite(kiosks, 'kiosk-0007', {
    network: { lan: '10.0.42.0/24', containers: '172.30.0.0/16', proxy: { http: 'http://10.0.42.1:3128' } },
    labels: { ring: 'canary' },
    link: { downlink: 2.5 },
    values: { station: 'Ghent' },
  });
  const device = new SffDevice(site, 'pc', DEVICE);
  const till = new Application(site, 'till');
  const pos = new Workload(till, 'pos', {
    ...POS,
    on: device,
    peripherals: ['/dev/ttyUSB0'],
    compose: { reason: 'The program reads it from there.', secretsInEnv: 'env-file' },
  });
  pos.connectTo(addDatabase(till));
  const agent = site.addService('agent', { image: 'registry.contoso.com/agent:1.0.0', restart: 'unless-stopped' });
  Rules.waive(agent, ['image-not-pinned', 'limits-missing'], { reason: 'As the vendor ships it.' });
  return Testing.synth(app);
}

/** The least that a Compose fleet can state. */
export function smallCompose(): Record<string, string> {
  const app = Testing.app();
  const fleet = new Fleet(app, 'dev', { orchestrator: 'docker-compose' });
  const site = new DockerComposeSite(fleet, 'bench', { network: { lan: '10.0.42.0/24' } });
  new SffDevice(site, 'node-1', { architecture: 'arm', cores: 4, memory: Size.gibibytes(1) });
  return Testing.synth(app);
}

/** A device that states everything. */
const DEVICE: SffDeviceProps = {
  architecture: 'amd64',
  cores: 14,
  memory: Size.gibibytes(32),
  address: '10.0.42.11',
  serial: 'SN-1',
  labels: { rack: 'a' },
  disks: [
    { kind: 'nvme', size: Size.gibibytes(512), partitions: [{ mountPoint: '/var', size: Size.gibibytes(256) }] },
    { kind: 'sd', size: Size.gibibytes(32) },
  ],
  nics: [{ name: 'eth0', mac: '00:00:5e:00:53:01', speed: 1000 }, { name: 'eth1' }],
  gpus: [
    { vendor: 'nvidia', model: 'L4', memory: Size.gibibytes(24) },
    { vendor: 'intel', model: 'UHD 770' },
  ],
  peripherals: ['/dev/ttyUSB0'],
};

/** A workload that leaves something to note, to choose and to except, on both orchestrators. */
const POS: WorkloadProps = {
  image: `registry.contoso.com/pos:1.4.2@${DIGEST}`,
  user: 10001,
  limits: { cpu: 0.5, memory: Size.mebibytes(256) },
  env: { TOKEN: Secret.named('pos', { key: 'token' }) },
  secrets: [{ secret: Secret.named('pos', { key: 'tls.key' }), mountPath: '/run/secrets/tls.key' }],
  ports: [
    { name: 'http', port: 8080, publish: 80 },
    { name: 'scanner', port: 5000, protocol: 'udp', publish: { port: 5000, on: 'all' } },
  ],
  egress: [Egress.internet()],
  health: Health.command(['/pos', 'check']),
  capabilities: { add: ['NET_BIND_SERVICE'], reason: 'It listens on port 80, too.' },
  stopGracePeriod: Duration.minutes(1),
};

/** A database with a volume and a secret. */
function addDatabase<O extends Orchestrator>(scope: WorkloadScope<O>): Workload<O> {
  return new Workload(scope, 'db', {
    image: `registry.contoso.com/postgres:18.1@${DIGEST}`,
    user: 999,
    limits: { cpu: 1, memory: Size.gibibytes(1) },
    ports: [{ name: 'pg', port: 5432 }],
    volumes: [{ name: 'data', mountPath: '/var/lib/postgresql', size: Size.gibibytes(20), owner: 'device' }],
    secrets: [{ secret: Secret.named('db', { key: 'password' }), mountPath: '/run/secrets/db' }],
  });
}
