import { Duration, Size } from 'cdk8s';
import { Egress, Health, type Orchestrator, type RuleCode, Secret } from 'sff-constructs';
import { container, DIGEST, hardware, untyped } from '../tree/program';
import type { FleetPlan, SitePlan, WorkloadPlan } from './plan';

/** A mistake that a user makes, done to a valid fleet. */
export interface Mutation {
  readonly mistake: string;
  /** The rule that has to find it; others may, too. */
  readonly code: RuleCode;
  /** On which orchestrator it is one. @default both */
  readonly on?: Orchestrator | undefined;
  /** Whether the problem is told of the workload, or of something else of the site. */
  readonly at: 'workload' | 'site' | 'fleet';
  /** @param at one of the workloads */
  readonly apply: (plan: FleetPlan, at: number) => FleetPlan;
}

type Props = WorkloadPlan['props'];

const inSite =
  (change: (site: SitePlan) => Partial<SitePlan>): Mutation['apply'] =>
  (plan) => ({ ...plan, site: { ...plan.site, ...change(plan.site) } });

const inWorkload =
  (change: (workload: WorkloadPlan) => Partial<WorkloadPlan>): Mutation['apply'] =>
  (plan, at) =>
    inSite(({ workloads }) => ({
      workloads: workloads.map((workload, i) => (i === at ? { ...workload, ...change(workload) } : workload)),
    }))(plan, at);

/** A mistake in the properties of one workload. */
const says = (mistake: string, code: RuleCode, change: (props: Props) => object, on?: Orchestrator): Mutation => ({
  mistake,
  code,
  on,
  at: 'workload',
  // Whatever JavaScript can write.
  apply: inWorkload(({ props }) => ({ props: untyped({ ...props, ...change(props) }) })),
});

/** A mistake in the site itself, or in a device of it. */
const site = (mistake: string, code: RuleCode, change: (site: SitePlan) => object, on?: Orchestrator): Mutation => ({
  mistake,
  code,
  on,
  at: 'site',
  apply: inSite((plan) => ({ props: untyped({ ...plan.props, ...change(plan) }) })),
});
const device = (mistake: string, code: RuleCode, change: object, on?: Orchestrator): Mutation => ({
  mistake,
  code,
  on,
  at: 'site',
  apply: inSite(({ devices }) => ({
    devices: devices.map((one, i) => (i === 0 ? { ...one, props: { ...one.props, ...change } } : one)),
  })),
});

const MiB = Size.mebibytes;
const image = (reference: string) => () => ({ image: reference });
const PINNED = `registry.contoso.com/pos:1@${DIGEST}`;
const also = <T>(list: readonly T[] | undefined, ...more: readonly T[]) => [...(list ?? []), ...more];
/** Ports of the device: with a network of its own, and one replica, so that publishing is all there is to say. */
const publishing = (publish: unknown) => ({
  hostNetwork: undefined,
  replicas: undefined,
  ports: [{ name: 'only', port: 8080, publish }],
});
/** A second workload like the one that is mistaken. */
const twin = (props: object, id: string): Mutation['apply'] =>
  inSite(({ workloads }) => ({ workloads: also(workloads, { id, props: { ...container, ...props } }) }));
const service = (mistake: string, code: RuleCode, definition: object): Mutation => ({
  mistake,
  code,
  on: 'docker-compose',
  at: 'site',
  apply: inSite(({ services }) => ({
    services: also(services, {
      id: 'mistaken',
      definition: {
        image: PINNED,
        restart: 'always',
        deploy: { resources: { limits: { cpus: '1', memory: '64m' } } },
        ...definition,
      },
    }),
  })),
});

/** What users get wrong. Each holds for every valid fleet. */
export const MUTATIONS: readonly Mutation[] = [
  // Images
  says('an image without digest', 'image-not-pinned', image('registry.contoso.com/pos:1.4.2')),
  says('an image that is the latest', 'image-latest', image(`registry.contoso.com/pos:latest@${DIGEST}`)),
  says('an image without tag', 'image-latest', image('registry.contoso.com/pos')),
  says('an image with capitals', 'image-malformed', image(`registry.contoso.com/POS:1@${DIGEST}`)),
  says('half a digest', 'image-malformed', image('registry.contoso.com/pos:1@sha256:abc')),
  says('a digest that the lock does not have', 'image-lock-mismatch', image(`redis:7@sha256:${'e'.repeat(64)}`)),
  says('no image', 'value-invalid', image(untyped(undefined))),
  // Limits
  says('no limits', 'limits-missing', () => ({ limits: undefined })),
  says('no limit of memory', 'limits-missing', ({ limits }) => ({
    limits: { cpu: limits.cpu },
    reservations: undefined,
  })),
  says('less memory than is reserved', 'limits-invalid', () => ({
    limits: { cpu: 1, memory: MiB(64) },
    reservations: { memory: MiB(65) },
  })),
  says('less than a container of Docker needs', 'limits-invalid', () => ({ limits: { cpu: 1, memory: MiB(5) } })),
  says('a reservation that Docker refuses', 'limits-invalid', ({ limits }) => ({
    limits,
    reservations: { memory: MiB(5) },
  })),
  says('no part of a core', 'limits-invalid', ({ limits }) => ({ limits: { ...limits, cpu: 0 } })),
  says('less than no core', 'limits-invalid', ({ limits }) => ({ limits: { ...limits, cpu: -1 } })),
  says('memory as text', 'value-invalid', ({ limits }) => ({ limits: { ...limits, memory: '64Mi' } })),
  says('part of a process', 'value-invalid', ({ limits }) => ({ limits: { ...limits, pids: 1.5 } })),
  // Users, exceptions
  says('root without reason', 'runs-as-root', () => ({ user: 0, exceptions: undefined })),
  says('a user by name', 'value-invalid', () => ({ user: 'postgres' })),
  says('an exception without reason', 'reason-missing', () => ({ exceptions: { privileged: ' ' } })),
  says('an unknown capability', 'value-invalid', () => ({ capabilities: { add: ['CAP_FLY'], reason: 'It flies.' } })),
  says('a capability with its prefix', 'value-invalid', () => ({ capabilities: { add: ['CAP_CHOWN'], reason: 'x' } })),
  says(
    'a group without user',
    'unsupported',
    () => ({ user: 'image', group: 1, volumes: undefined }),
    'docker-compose',
  ),
  // Names and properties
  { mistake: 'a name with capitals', code: 'name-invalid', at: 'site', apply: inWorkload(() => ({ id: 'Pos' })) },
  { mistake: 'a long name', code: 'name-invalid', at: 'site', apply: inWorkload(() => ({ id: 'a'.repeat(64) })) },
  { mistake: 'a name of Windows', code: 'name-invalid', at: 'site', apply: inWorkload(() => ({ id: 'aux' })) },
  {
    mistake: 'two workloads of one name',
    code: 'name-duplicate',
    at: 'site',
    apply: (plan, at) => twin({}, 'double')(twin({}, 'double')(plan, at), at),
  },
  {
    mistake: 'a namespace of Kubernetes',
    code: 'name-invalid',
    at: 'site',
    apply: inSite(({ applications }) => ({ applications: also(applications, { id: 'kube-system', props: {} }) })),
  },
  says('a misspelt property', 'property-unknown', () => ({ volume: [] })),
  says(
    'a property of another orchestrator',
    'property-unknown',
    () => ({ k3s: { publish: 'hostPort' } }),
    'docker-compose',
  ),
  says('a property of another orchestrator', 'property-unknown', () => ({ compose: { reason: 'x' } }), 'k3s'),
  says('a label with an umlaut', 'label-invalid', () => ({ labels: { customer: 'Müller' } })),
  says('a label whose prefix is no domain', 'label-invalid', () => ({ labels: { 'a..b/ring': 'x' } })),
  says('a label of the library', 'label-invalid', () => ({ labels: { 'app.kubernetes.io/name': 'x' } })),
  says('two sidecars of one name', 'name-duplicate', () => ({
    replicas: 1,
    sidecars: [
      { ...container, name: 'same' },
      { ...container, name: 'same' },
    ],
  })),
  // Environment, files, secrets
  says('a variable with a hyphen', 'env-invalid', ({ env }) => ({ env: { ...env, 'my-var': '1' } })),
  says('text with a NUL', 'text-invalid', ({ env }) => ({ env: { ...env, A: '\0' } })),
  says('half a character', 'text-invalid', () => ({ args: ['\ud83d'] })),
  says('a password in the environment', 'credential-in-output', ({ env }) => ({
    env: { ...env, DATABASE: 'postgres://till:hunter2@db.till/till' },
  })),
  says('a password in a config file', 'credential-in-output', ({ configFiles }) => ({
    configFiles: also(configFiles, { path: '/own/pos.conf', content: 'url: https://till:hunter2@contoso.com' }),
  })),
  says(
    'a secret in the environment, unasked',
    'needs-choice',
    ({ env }) => ({
      env: { ...env, PASSWORD: Secret.named('db') },
      kubernetes: { reason: 'x' },
    }),
    'k3s',
  ),
  says('a secret with capitals', 'name-invalid', ({ secrets }) => ({
    secrets: also(secrets, { secret: Secret.named('DB'), mountPath: '/own/secret' }),
  })),
  says('a key of a secret that is a way up', 'value-invalid', ({ secrets }) => ({
    secrets: also(secrets, { secret: Secret.named('db', { key: '..key' }), mountPath: '/own/secret' }),
  })),
  says('more config files than fit', 'config-too-large', () => ({
    configFiles: [{ path: '/own/big', content: 'x'.repeat(1024 ** 2 + 1) }],
  })),
  says('a command without program', 'value-invalid', () => ({ command: [] })),
  // Mounts
  says('a relative path', 'path-invalid', ({ volumes }) => ({
    volumes: also(volumes, { tmpfs: MiB(1), mountPath: 'own' }),
  })),
  says('a path with a way up', 'path-invalid', ({ volumes }) => ({
    volumes: also(volumes, { tmpfs: MiB(1), mountPath: '/own/../etc' }),
  })),
  says('a path with a colon', 'path-invalid', ({ volumes }) => ({
    volumes: also(volumes, { tmpfs: MiB(1), mountPath: '/own:ro' }),
  })),
  says('two things at one path', 'mount-duplicate', ({ volumes, configFiles }) => ({
    volumes: also(volumes, { tmpfs: MiB(1), mountPath: '/own' }),
    configFiles: also(configFiles, { path: '/own', content: '' }),
  })),
  says('a volume below a file', 'mount-duplicate', ({ volumes, configFiles }) => ({
    volumes: also(volumes, { tmpfs: MiB(1), mountPath: '/own/data' }),
    configFiles: also(configFiles, { path: '/own', content: '' }),
  })),
  says('a volume of no size', 'value-invalid', ({ volumes }) => ({
    volumes: also(volumes, { tmpfs: MiB(0), mountPath: '/own' }),
  })),
  says('a directory that nobody allows', 'host-path-not-allowed', ({ volumes }) => ({
    volumes: also(volumes, { hostPath: '/etc', mountPath: '/own' }),
  })),
  says('a volume that is not there', 'reference-unknown', ({ init }) => ({
    init: also(init, { ...container, name: 'lost', mounts: [{ volume: 'nowhere', mountPath: '/own' }] }),
  })),
  says(
    'a volume that nobody makes writable',
    'unsupported',
    () => ({
      user: 1000,
      replicas: 1,
      volumes: [{ name: 'own', mountPath: '/own', size: MiB(1) }],
      sidecars: undefined,
      init: undefined,
    }),
    'docker-compose',
  ),
  // Ports and edges
  says('a port that is none', 'port-invalid', ({ ports }) => ({ ports: also(ports, { name: 'none', port: 65_536 }) })),
  says('a long name of a port', 'port-invalid', ({ ports }) => ({
    ports: also(ports, { name: 'a'.repeat(16), port: 9 }),
  })),
  says('a port twice', 'port-duplicate', ({ ports }) => ({
    ports: also(ports, { name: 'one', port: 4711 }, { name: 'two', port: 4711 }),
  })),
  says('a name of a port twice', 'port-duplicate', ({ ports }) => ({
    ports: also(ports, { name: 'twice', port: 4711 }, { name: 'twice', port: 4712 }),
  })),
  says('a port of K3s', 'port-reserved', () => publishing(6443), 'k3s'),
  says('a node port', 'port-reserved', () => publishing(30_080), 'k3s'),
  {
    mistake: 'a port of the device twice',
    code: 'port-collision',
    at: 'site',
    apply: (plan, at) =>
      [0, 1].reduce((before, n) => twin(publishing({ port: 8123, on: 'all' }), `double-${n}`)(before, at), plan),
  },
  says('a port on the LAN in the network of the device', 'unsupported', () => ({
    ...publishing(8123),
    hostNetwork: { reason: 'x' },
  })),
  says('two replicas with one volume', 'unsupported', ({ volumes }) => ({
    replicas: 2,
    volumes: also(volumes, { name: 'own', mountPath: '/own', size: MiB(1), owner: 'image' as const }),
  })),
  says(
    'two replicas with one port of the device',
    'unsupported',
    () => ({ ...publishing({ port: 8123, on: 'all' }), replicas: 2 }),
    'docker-compose',
  ),
  says(
    'a port on loopback, by ServiceLB',
    'needs-choice',
    () => ({
      ...publishing({ port: 8123, on: 'loopback' }),
      k3s: { publish: 'load-balancer' },
    }),
    'k3s',
  ),
  says('egress to no range', 'subnet-invalid', () => ({ egress: [Egress.to('10.0.42.7/24', 443)] })),
  says('egress to no port', 'port-invalid', () => ({ egress: [Egress.to('10.0.42.7/32', 0)] })),
  says(
    'egress to the LAN, unasked',
    'needs-choice',
    () => ({ hostNetwork: undefined, egress: [Egress.lan()], compose: { reason: 'x' } }),
    'docker-compose',
  ),
  {
    mistake: 'a connection to itself',
    code: 'connection-invalid',
    at: 'workload',
    apply: (plan, at) => inSite(({ connections }) => ({ connections: also(connections, [at, at] as const) }))(plan, at),
  },
  {
    mistake: 'an endpoint without connection',
    code: 'endpoint-without-connection',
    at: 'site',
    apply: inSite(({ workloads }) => ({
      workloads: also(
        workloads,
        { id: 'server', props: { ...container, ports: [{ name: 'pg', port: 5432 }] } },
        { id: 'caller', told: [workloads.length], props: container },
      ),
    })),
  },
  // Health, hardware, time
  says('a check of no port', 'reference-unknown', () => ({
    health: Health.tcp({ port: 'nowhere', composeTool: 'nc' }),
  })),
  says('a check with the wrong tool', 'value-invalid', () => ({
    health: Health.httpGet({ path: '/', port: 80, composeTool: untyped('nc') }),
  })),
  says(
    'a check without tool',
    'needs-choice',
    () => ({ health: Health.httpGet({ path: '/', port: 80 }) }),
    'docker-compose',
  ),
  says('a check of a path that is none', 'value-invalid', () => ({
    health: Health.httpGet({ path: 'healthz', port: 80, composeTool: 'curl' }),
  })),
  says('a check that never fails', 'value-invalid', () => ({ health: Health.command(['true'], { retries: 0 }) })),
  says(
    'a restart that needs a choice',
    'needs-choice',
    () => ({
      health: Health.command(['true'], { restartAfter: Duration.minutes(1) }),
      compose: { reason: 'x' },
    }),
    'docker-compose',
  ),
  says('more than a day to stop', 'value-invalid', () => ({ stopGracePeriod: Duration.hours(25) })),
  says('no replica', 'value-invalid', () => ({ replicas: 0 })),
  says('a priority that is none', 'value-invalid', () => ({ priority: 'high' })),
  says('hardware that no device has', 'hardware-missing', ({ peripherals }) => ({
    peripherals: also(peripherals, '/dev/missing'),
  })),
  says('more GPUs than there are', 'hardware-missing', () => ({ gpus: 64 })),
  // Site and devices
  site('a LAN that is none', 'subnet-invalid', ({ props }) => ({ network: { ...props.network, lan: '10.0.42.7/24' } })),
  site(
    'a LAN where pods are',
    'subnet-overlap',
    ({ props }) => ({ network: { lan: '10.42.0.0/24', proxy: props.network.proxy } }),
    'k3s',
  ),
  site('a LAN where containers are', 'subnet-overlap', () => ({ network: { lan: '172.28.3.0/24' } }), 'docker-compose'),
  site(
    "containers where Docker's own bridge is",
    'subnet-overlap',
    ({ props: { network } }) => ({ network: { ...network, containers: '172.17.0.0/16' } }),
    'docker-compose',
  ),
  site('a version that is none', 'value-invalid', () => ({ version: 'latest' }), 'k3s'),
  site('values that no JSON holds', 'value-invalid', () => ({ values: { at: () => undefined } })),
  site('a link of no speed', 'value-invalid', () => ({ link: { downlink: 0 } })),
  site('defaults that are misspelt', 'property-unknown', () => ({ defaults: { users: 1 } })),
  device('an address outside of the LAN', 'address-invalid', { address: '8.8.8.8' }),
  device('an address that is none', 'address-invalid', { address: '10.0.42.300' }),
  device('an unknown architecture', 'architecture-unknown', { architecture: 'x86_64' }),
  device('a device without memory', 'value-invalid', { memory: undefined }),
  device('a device of no cores', 'value-invalid', { cores: -4 }),
  device('a role on Compose', 'value-invalid', { role: 'server' }, 'docker-compose'),
  {
    mistake: 'no device',
    code: 'device-count',
    on: 'docker-compose',
    at: 'site',
    apply: inSite(() => ({ devices: [] })),
  },
  {
    mistake: 'no server',
    code: 'server-count',
    on: 'k3s',
    at: 'site',
    apply: inSite(({ devices }) => ({
      devices: devices.map(({ id, props }) => ({ id, props: { ...props, role: 'agent' } })),
    })),
  },
  {
    mistake: 'a machine twice',
    code: 'serial-duplicate',
    on: 'k3s',
    at: 'site',
    apply: inSite(({ devices }) => ({
      devices: also(
        devices,
        ...['one', 'two'].map((id) => ({
          id,
          props: { ...hardware, serial: 'SN-twice' },
        })),
      ),
    })),
  },
  {
    mistake: 'a name of the fleet with capitals',
    code: 'name-invalid',
    at: 'fleet',
    apply: (plan) => ({ ...plan, id: 'Stores' }),
  },
  {
    mistake: 'an address twice',
    code: 'address-duplicate',
    on: 'k3s',
    at: 'site',
    apply: inSite(({ devices, props: { network } }) => ({
      devices: also(
        devices,
        ...['one', 'two'].map((id) => ({ id, props: { ...hardware, address: network.lan.replace(/\/.*/, '') } })),
      ),
    })),
  },
  {
    mistake: 'no user anywhere',
    code: 'user-missing',
    at: 'workload',
    apply: (plan, at) =>
      inWorkload(({ props }) => ({ props: { ...props, user: undefined } }))(
        {
          ...plan,
          props: { ...plan.props, defaults: undefined },
          site: { ...plan.site, props: { ...plan.site.props, defaults: undefined } },
        },
        at,
      ),
  },
  {
    mistake: 'a port on the LAN of a device without address',
    code: 'publish-without-address',
    on: 'docker-compose',
    at: 'workload',
    apply: (plan, at) =>
      inSite(({ devices }) => ({
        devices: devices.map(({ id, props }) => ({ id, props: { ...props, address: undefined } })),
      }))(inWorkload(({ props }) => ({ props: untyped({ ...props, ...publishing({ port: 8123 }) }) }))(plan, at), at),
  },
  {
    mistake: 'no room for containers',
    code: 'subnets-exhausted',
    on: 'docker-compose',
    at: 'site',
    apply: (plan, at) =>
      [0, 1].reduce(
        (before, n) => twin({ egress: [Egress.internet()] }, `caller-${n}`)(before, at),
        inSite(({ props }) => ({ props: { ...props, network: { ...props.network, containers: '172.30.0.0/29' } } }))(
          plan,
          at,
        ),
      ),
  },
  {
    mistake: 'an object with capitals in its name',
    code: 'object-invalid',
    on: 'k3s',
    at: 'site',
    apply: inSite(({ objects }) => ({
      objects: also(objects, {
        id: 'mistaken',
        props: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'Pos' } },
      }),
    })),
  },
  // Adopted services
  service('a service that is built on the device', 'build-on-device', { build: '.' }),
  service('a service without restart', 'restart-missing', { restart: undefined }),
  service('a service without limits', 'limits-missing', { deploy: undefined }),
  service("a service with Docker's socket", 'host-path', { volumes: ['/var/run/docker.sock:/var/run/docker.sock'] }),
  service('a service on all interfaces', 'port-on-all-interfaces', { ports: ['8123:80'] }),
  service('a service with a variable', 'interpolation', { environment: { TAG: '$TAG' } }),
  service('a service that owns the device', 'privileged', { privileged: true }),
  service('a service in the network of the device', 'host-namespace', { network_mode: 'host' }),
  service('a service that administers', 'capability-added', { cap_add: ['SYS_ADMIN'] }),
  service('a service without seccomp', 'unconfined', { security_opt: ['seccomp=unconfined'] }),
  service('a service that is pulled always', 'image-pull-always', { pull_policy: 'always' }),
  service('a service that needs none of the project', 'compose-invalid', { depends_on: ['nowhere'] }),
];
