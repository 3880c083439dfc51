import { Duration } from 'cdk8s';
import { Egress, Health } from 'sff-constructs';
import { container, untyped } from '../tree/program';
import { also, inSite, inWorkload, MiB, type Mutation, publishing, says, twin } from './mutation';

/** What users get wrong in a workload as a whole: names, ports, edges, health, hardware. */
export const OF_WORKLOADS: readonly Mutation[] = [
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
];
