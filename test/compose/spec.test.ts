import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { ComposeServiceDefinition, ComposeSpecification } from '../../lib/compose/spec';

const root = join(__dirname, '../..');
const ajv = new Ajv2020({ strict: false });
addFormats(ajv);
const accepts = ajv.compile(JSON.parse(readFileSync(join(root, 'schemas/compose-spec.json'), 'utf8')));
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

const till: ComposeServiceDefinition = {
  image: `registry.contoso.com/pos:1.4.2@${digest}`,
  user: '10001',
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  tmpfs: ['/tmp:size=64m'],
  environment: { DATABASE: 'db.till:5432', EMPTY: null, WORKERS: 4 },
  ports: [
    { target: 8080, published: '80', host_ip: '10.0.42.11', protocol: 'tcp', mode: 'host' },
    '127.0.0.1:9000:9000',
    7000,
  ],
  networks: { 'pos-db': { aliases: ['pos.till'] }, egress: null },
  configs: [{ source: 'pos', target: '/etc/pos.yaml', mode: 0o444 }],
  secrets: ['db', { source: 'tls', target: 'tls.pem', uid: '10001', mode: '0400' }],
  healthcheck: { test: ['CMD', 'wget', '-qO-', 'http://localhost:8080/ready'], interval: '10s', retries: 3 },
  depends_on: { migrate: { condition: 'service_completed_successfully' } },
  logging: { driver: 'local', options: { 'max-size': '10m', 'max-file': 3 } },
  deploy: { resources: { limits: { cpus: 0.5, memory: '256M', pids: 200 } } },
  restart: 'unless-stopped',
  stop_grace_period: '30s',
  'x-owner': { team: 'stores' },
};

const camera: ComposeServiceDefinition = {
  image: `registry.contoso.com/camera@${digest}`,
  command: ['--model', '/models/shelf.onnx'],
  gpus: [{ driver: 'nvidia', count: 1, capabilities: ['gpu'] }],
  devices: ['/dev/video0:/dev/video0', { source: '/dev/ttyUSB0', target: '/dev/ttyUSB0', permissions: 'rw' }],
  volumes: ['models:/models:ro', { type: 'tmpfs', target: '/frames', tmpfs: { size: 268435456 } }],
  ulimits: { nofile: { soft: 1024, hard: 4096 }, nproc: 512 },
  extra_hosts: { printer: '10.0.42.50' },
};

const project: ComposeSpecification = {
  name: 'store-0042',
  services: { till, camera },
  networks: { 'pos-db': { internal: true, ipam: { config: [{ subnet: '172.30.0.0/29' }] } }, egress: null },
  volumes: { models: null },
  configs: { pos: { content: 'port: 8080\n' } },
  secrets: { db: { file: '/etc/sff/secrets/db' }, tls: { external: true } },
  'x-site': 'store-0042',
};

// The compiler checks each expected error, and the schema that the compiler is right.
const slips: [string, ComposeServiceDefinition][] = [
  // @ts-expect-error a key that no service has
  ['a service', { image: 'pos', restrat: 'always' }],
  // @ts-expect-error a key that no port has
  ['a port', { ports: [{ target: 80, publish: 80 }] }],
  // @ts-expect-error a key that no healthcheck has
  ['a healthcheck', { healthcheck: { cmd: 'true' } }],
  // @ts-expect-error a key that no limit has
  ['a limit', { deploy: { resources: { limits: { cpu: 1 } } } }],
  // @ts-expect-error a key that no mount has
  ['a mount', { volumes: [{ type: 'bind', source: '/a', target: '/b', readonly: true }] }],
  // @ts-expect-error a key that no network attachment has
  ['a network attachment', { networks: { lan: { alias: ['pos'] } } }],
  // @ts-expect-error a condition that is none
  ['a condition', { depends_on: { db: { condition: 'healthy' } } }],
  // @ts-expect-error a wrong type
  ['a user', { user: 1000 }],
];

describe('the types of the Compose Specification', () => {
  it('are what the schema of the repository gives', () => {
    const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
    const run = spawnSync(process.execPath, [tsx, join(root, 'scripts/compose-types.ts'), '--check'], {
      encoding: 'utf8',
    });
    expect(run).toMatchObject({ status: 0, stderr: '' });
  });

  it('describe projects that the schema accepts', () => {
    accepts(project);
    expect(accepts.errors).toBeNull();
  });

  it('let an optional key be undefined, as rows of a table have it', () => {
    const row: { readonly hostname?: string } = {};
    const service: ComposeServiceDefinition = {
      image: 'pos',
      hostname: row.hostname,
      healthcheck: { interval: undefined },
    };
    expect(service.hostname).toBeUndefined();
  });

  it('take lists that are readonly', () => {
    const dropped = ['ALL'] as const;
    const service: ComposeServiceDefinition = { image: 'pos', cap_drop: dropped };
    expect(service.cap_drop).toBe(dropped);
  });

  it.each(slips)('refuse a slip in %s', (_, service) => {
    expect(accepts({ services: { pos: service } })).toBe(false);
  });

  it('refuse a slip at the top of a project', () => {
    // @ts-expect-error a key that no project has
    const slip: ComposeSpecification = { service: {} };
    expect(accepts(slip)).toBe(false);
  });
});
