import { Duration, Size } from 'cdk8s';
import {
  type CapabilitiesProps,
  type ComposeChoices,
  type ConfigFile,
  Egress,
  Health,
  type HealthTiming,
  type HostNetworkProps,
  type HostPathVolume,
  type HttpHealthProps,
  type InitContainerProps,
  type K3sChoices,
  type KubernetesChoices,
  type Limits,
  type NamedVolume,
  type Orchestrator,
  type PortProps,
  type Publish,
  type Reservations,
  Secret,
  type SecretMount,
  type SecurityExceptions,
  type SidecarProps,
  type TcpHealthProps,
  type TmpfsVolume,
  type VolumeMount,
  type WorkloadProps,
} from '../../lib';
import { container, DIGEST, untyped } from '../tree/program';
import { type AnyProps, type Outcome, run, TARGETS } from './targets';

/** A field in use, and what shows that it was read. */
interface Field {
  readonly props: AnyProps;
  /** Text that the output, or what `site.json` records, has only if the field was read. */
  readonly marker: Marker | Partial<Record<Orchestrator, Marker>>;
}

/** By name or type, the field says nothing to this orchestrator. */
const SAYS_NOTHING = Symbol('says nothing');
type Marker = string | typeof SAYS_NOTHING;

/** Every field of an interface: a new one has to be added here before anything compiles. */
type Fields<T> = Readonly<Record<keyof T, Field>>;

const field = (props: AnyProps, marker: Field['marker']): Field => ({ props, marker });
const reason = 'Marked reason.';

/** Choices without which a field needs one: with them, it has to be in the output or in a note. */
const CHOSEN: AnyProps = {
  kubernetes: { secretsInEnv: 'secretKeyRef', pids: 'node-wide', reason },
  compose: {
    egress: 'unenforced',
    sidecars: 'shared-network',
    liveness: 'reported',
    secretsInEnv: 'env-file',
    ephemeralStorage: 'unenforced',
    cpuReservation: 'unenforced',
    reason,
  },
};

const marked = { ...container, image: `registry.contoso.com/marked:1@${DIGEST}` };
const data: NamedVolume = { name: 'data', mountPath: '/marked/data', size: Size.gibibytes(3), owner: 'device' };
const port = { name: 'marked', port: 8123 };
const secret = { secret: Secret.named('marked'), mountPath: '/run/db' };

const FIELDS: Fields<WorkloadProps> = {
  image: field({ image: marked.image }, 'contoso.com/marked:1'),
  command: field({ command: ['/marked'] }, '/marked'),
  args: field({ args: ['--marked'] }, '--marked'),
  env: field({ env: { MARKED: 'yes' } }, 'MARKED'),
  configFiles: field({ configFiles: [{ path: '/etc/marked.conf', content: '' }] }, '/etc/marked.conf'),
  secrets: field({ secrets: [secret] }, '/run/db'),
  limits: field({ limits: { cpu: 0.777, memory: Size.mebibytes(256) } }, '777'),
  reservations: field({ reservations: { memory: Size.mebibytes(77) } }, { k3s: '77Mi', 'docker-compose': '77m' }),
  user: field({ user: 4711 }, '4711'),
  group: field({ group: 4712 }, '4712'),
  capabilities: field({ capabilities: { add: ['CHOWN'], reason } }, 'CHOWN'),
  exceptions: field({ exceptions: { privilegeEscalation: reason } }, reason),
  ports: field({ ports: [port] }, '8123'),
  volumes: field({ volumes: [data] }, '/marked/data'),
  health: field({ health: Health.command(['/healthy']) }, '/healthy'),
  stopGracePeriod: field({ stopGracePeriod: Duration.seconds(77) }, '77'),
  sidecars: field({ sidecars: [{ ...container, name: 'marked' }] }, 'marked'),
  init: field({ init: [{ ...container, name: 'marked' }] }, 'marked'),
  hostNetwork: field({ hostNetwork: { reason } }, { k3s: 'hostNetwork: true', 'docker-compose': 'network_mode: host' }),
  replicas: field({ replicas: 7 }, 'replicas: 7'),
  priority: field({ priority: 'critical' }, { k3s: 'sff-critical', 'docker-compose': 'oom_score_adj' }),
  peripherals: field(
    {
      peripherals: ['/dev/ttyUSB7'],
      kubernetes: { peripherals: { '/dev/ttyUSB7': { resource: 'squat.ai/marked' } }, reason },
    },
    { k3s: 'squat.ai/marked', 'docker-compose': '/dev/ttyUSB7' },
  ),
  gpus: field({ gpus: 1 }, 'nvidia'),
  labels: field({ labels: { ring: 'marked' } }, 'marked'),
  on: field({ on: untyped('the device') }, { k3s: 'kubernetes.io/hostname: node-1', 'docker-compose': SAYS_NOTHING }),
  egress: field({ egress: [Egress.to('10.9.8.7/32', 443)] }, { k3s: '10.9.8.7/32' }),
  renamedFrom: field({ renamedFrom: 'marked' }, 'marked'),
};

const LIMITS: Fields<Limits> = {
  cpu: FIELDS.limits,
  memory: field({ limits: { cpu: 0.5, memory: Size.mebibytes(77) } }, { k3s: '77Mi', 'docker-compose': '77m' }),
  pids: field({ limits: { ...container.limits, pids: 777 } }, { 'docker-compose': '777' }),
  ephemeralStorage: field({ limits: { ...container.limits, ephemeralStorage: Size.mebibytes(77) } }, { k3s: '77Mi' }),
};

const RESERVATIONS: Fields<Reservations> = {
  memory: FIELDS.reservations,
  cpu: field({ reservations: { cpu: 0.177 } }, { k3s: '177m' }),
};

const PORT: Fields<PortProps> = {
  name: field({ ports: [port] }, { k3s: 'name: marked', 'docker-compose': SAYS_NOTHING }),
  port: field({ ports: [port] }, '8123'),
  protocol: field(
    { ports: [{ ...port, protocol: 'udp' }] },
    {
      k3s: 'containerPort: 8123\n              name: marked\n              protocol: UDP',
      'docker-compose': '8123/udp',
    },
  ),
  publish: field({ ports: [{ ...port, publish: 8124 }] }, '8124'),
};

const PUBLISH: Fields<Publish> = {
  port: field({ ports: [{ ...port, publish: { port: 8124 } }] }, '8124'),
  on: field(
    { ports: [{ ...port, publish: { port: 8124, on: 'loopback' } }], k3s: { publish: 'hostPort' } },
    '127.0.0.1',
  ),
};

const NAMED: Fields<NamedVolume> = {
  name: field({ volumes: [{ ...data, name: 'marked' }] }, 'marked'),
  mountPath: field({ volumes: [data] }, '/marked/data'),
  size: field({ volumes: [data] }, { k3s: '3Gi' }),
  owner: field({ volumes: [{ ...data, mountPath: '/d' }] }, { 'docker-compose': '/var/lib/sff/volumes' }),
  renamedFrom: field({ volumes: [{ ...data, mountPath: '/d', renamedFrom: 'marked' }] }, 'marked'),
};

const TMPFS: Fields<TmpfsVolume> = {
  tmpfs: field({ volumes: [{ tmpfs: Size.mebibytes(77), mountPath: '/c' }] }, { k3s: '77Mi', 'docker-compose': '77m' }),
  mountPath: field({ volumes: [{ tmpfs: Size.mebibytes(8), mountPath: '/marked' }] }, '/marked'),
};

const host = { hostPath: '/srv/marked', mountPath: '/media/x' };
const HOST_PATH: Fields<HostPathVolume> = {
  hostPath: field({ volumes: [host] }, '/srv/marked'),
  mountPath: field({ volumes: [host] }, '/media/x'),
  readOnly: field(
    { volumes: [host] },
    {
      k3s: 'mountPath: /media/x\n              name: host-0\n              readOnly: true',
      'docker-compose': 'target: /media/x\n        read_only: true',
    },
  ),
};

const capabilities = { add: ['CHOWN'], reason } as const;
const CAPABILITIES: Fields<CapabilitiesProps> = {
  add: field({ capabilities }, 'CHOWN'),
  reason: field({ capabilities }, reason),
};

const EXCEPTIONS: Fields<SecurityExceptions> = {
  root: field({ user: 0, exceptions: { root: reason } }, reason),
  writableRootFilesystem: field({ exceptions: { writableRootFilesystem: reason } }, reason),
  privilegeEscalation: field({ exceptions: { privilegeEscalation: reason } }, reason),
  privileged: field({ exceptions: { privileged: reason } }, 'privileged: true'),
};

const CONFIG_FILE: Fields<ConfigFile> = {
  path: FIELDS.configFiles,
  content: field({ configFiles: [{ path: '/etc/x', content: 'marked=1' }] }, 'marked=1'),
};

const SECRET_MOUNT: Fields<SecretMount> = {
  secret: field({ secrets: [secret] }, 'marked'),
  mountPath: FIELDS.secrets,
};

const HOST_NETWORK: Fields<HostNetworkProps> = { reason: field({ hostNetwork: { reason } }, reason) };

const beside = (props: Partial<SidecarProps>): AnyProps => ({ sidecars: [{ ...container, name: 'beside', ...props }] });
const before = (props: Partial<InitContainerProps>): AnyProps => ({
  init: [{ ...container, name: 'before', ...props }],
});
const mounted = (mount: VolumeMount, readOnly?: boolean): AnyProps => ({
  ...beside({ mounts: [{ ...mount, readOnly }] }),
  volumes: [data],
});

/** What every container has is read in the same way everywhere. */
const ofContainer = (make: (props: Partial<InitContainerProps>) => AnyProps) => ({
  image: field(make({ image: marked.image }), 'contoso.com/marked:1'),
  command: field(make({ command: ['/marked'] }), '/marked'),
  args: field(make({ args: ['--marked'] }), '--marked'),
  env: field(make({ env: { MARKED: 'yes' } }), 'MARKED'),
  configFiles: field(make({ configFiles: [{ path: '/etc/marked.conf', content: '' }] }), '/etc/marked.conf'),
  secrets: field(make({ secrets: [secret] }), '/run/db'),
  limits: field(make({ limits: { cpu: 0.777, memory: Size.mebibytes(256) } }), '777'),
  reservations: field(make({ reservations: { cpu: 0.177 } }), { k3s: '177m' }),
  user: field(make({ user: 4711 }), '4711'),
  group: field(make({ group: 4712 }), '4712'),
  capabilities: field(make({ capabilities }), 'CHOWN'),
  exceptions: field(make({ exceptions: { privileged: reason } }), 'privileged: true'),
  name: field(make({ name: 'marked' }), 'marked'),
  mounts: field(
    { ...make({ mounts: [{ volume: 'data', mountPath: '/marked/too' }] }), volumes: [data] },
    '/marked/too',
  ),
});

const SIDECAR: Fields<SidecarProps> = {
  ...ofContainer(beside),
  health: field(beside({ health: Health.command(['/healthy']) }), '/healthy'),
};
const INIT: Fields<InitContainerProps> = ofContainer(before);

const MOUNT: Fields<VolumeMount> = {
  volume: field(mounted({ volume: 'data', mountPath: '/x' }), {
    k3s: 'mountPath: /x\n              name: volume-data',
  }),
  mountPath: field(mounted({ volume: 'data', mountPath: '/marked/too' }), '/marked/too'),
  readOnly: field(mounted({ volume: 'data', mountPath: '/x' }, true), {
    k3s: 'name: volume-data\n              readOnly: true',
    'docker-compose': 'target: /x\n        read_only: true',
  }),
};

const timing = (props: HealthTiming): AnyProps => ({ health: Health.command(['true'], props) });
const TIMING: Fields<HealthTiming> = {
  interval: field(timing({ interval: Duration.seconds(77) }), '77'),
  timeout: field(timing({ timeout: Duration.seconds(77) }), '77'),
  retries: field(timing({ retries: 77 }), '77'),
  startPeriod: field(timing({ startPeriod: Duration.seconds(77), restartAfter: Duration.seconds(60) }), {
    k3s: 'startupProbe:\n            exec:\n              command:\n                - "true"\n            failureThreshold: 11',
    'docker-compose': '77s',
  }),
  restartAfter: field(timing({ restartAfter: Duration.seconds(770) }), { k3s: 'failureThreshold: 77' }),
};

const http = { path: '/marked', port: 8123, composeTool: 'curl' } as const;
const HTTP: Fields<HttpHealthProps> = {
  ...TIMING,
  path: field({ health: Health.httpGet(http) }, '/marked'),
  port: field({ health: Health.httpGet(http) }, '8123'),
  composeTool: field({ health: Health.httpGet(http) }, { k3s: SAYS_NOTHING, 'docker-compose': 'curl' }),
};
const TCP: Fields<TcpHealthProps> = {
  ...TIMING,
  port: field({ health: Health.tcp({ port: 8123, composeTool: 'nc' }) }, '8123'),
  composeTool: field(
    { health: Health.tcp({ port: 8123, composeTool: 'nc' }) },
    { k3s: SAYS_NOTHING, 'docker-compose': 'nc' },
  ),
};

const ON_K3S: Readonly<Record<Orchestrator, boolean>> = { k3s: true, 'docker-compose': false };
const KUBERNETES: Fields<KubernetesChoices> = {
  reason: field({ kubernetes: { reason, pids: 'node-wide' } }, { k3s: reason, 'docker-compose': SAYS_NOTHING }),
  secretsInEnv: field({ env: { A: Secret.named('db') } }, { k3s: 'secretKeyRef' }),
  pids: LIMITS.pids,
  peripherals: FIELDS.peripherals,
};
const K3S: Fields<K3sChoices> = {
  publish: field({ ports: [{ ...port, publish: 8124 }], k3s: { publish: 'hostPort' } }, { k3s: 'hostPort: 8124' }),
};
const COMPOSE: Fields<ComposeChoices> = {
  reason: field({ compose: { reason, egress: 'unenforced' } }, { k3s: SAYS_NOTHING, 'docker-compose': reason }),
  egress: FIELDS.egress,
  sidecars: FIELDS.sidecars,
  liveness: TIMING.restartAfter,
  secretsInEnv: field({ env: { A: Secret.named('db') } }, { 'docker-compose': 'env_file' }),
  ephemeralStorage: LIMITS.ephemeralStorage,
  cpuReservation: RESERVATIONS.cpu,
};

const ALL: readonly (readonly [string, Readonly<Record<string, Field>>])[] = [
  ['', FIELDS],
  ['limits.', LIMITS],
  ['reservations.', RESERVATIONS],
  ['ports.', PORT],
  ['ports.publish.', PUBLISH],
  ['volumes (named).', NAMED],
  ['volumes (tmpfs).', TMPFS],
  ['volumes (host).', HOST_PATH],
  ['capabilities.', CAPABILITIES],
  ['exceptions.', EXCEPTIONS],
  ['configFiles.', CONFIG_FILE],
  ['secrets.', SECRET_MOUNT],
  ['hostNetwork.', HOST_NETWORK],
  ['sidecars.', SIDECAR],
  ['init.', INIT],
  ['mounts.', MOUNT],
  ['health (command).', TIMING],
  ['health (HTTP).', HTTP],
  ['health (TCP).', TCP],
  ['kubernetes.', KUBERNETES],
  ['k3s.', K3S],
  ['compose.', COMPOSE],
];
const CASES = ALL.flatMap(([prefix, fields]) =>
  Object.entries(fields).map(([name, one]) => [`${prefix}${name}`, one] as const),
);

/** What is for one orchestrator only, the type keeps from the other. */
function forTarget(target: Orchestrator, props: AnyProps): AnyProps {
  const { kubernetes, k3s, compose, ...portable } = props;
  const own = ON_K3S[target] ? { kubernetes, k3s } : { compose };
  return { ...portable, ...(untyped(own) as AnyProps) };
}

/** Where a field was seen. */
function seen(outcome: Outcome, marker: Marker | undefined, notes: ReadonlySet<string>): 'output' | 'note' | 'nowhere' {
  if (typeof marker === 'string' && `${outcome.output}\n${outcome.recorded}`.includes(marker)) return 'output';
  return outcome.notes.some((note) => !notes.has(JSON.stringify(note))) ? 'note' : 'nowhere';
}

describe.each(TARGETS)('a workload on %s', (target) => {
  const plain = run(target, {});
  const known = new Set(plain.notes.map((note) => JSON.stringify(note)));
  const markerOf = ({ marker }: Field) => (typeof marker === 'object' ? marker[target] : marker);

  it.each(CASES)('does not drop %s: it is in the output, in a note, or in an error', (_, one) => {
    const marker = markerOf(one);
    if (typeof marker === 'string') expect(`${plain.output}\n${plain.recorded}`).not.toContain(marker);
    const bare = run(target, { props: forTarget(target, one.props) });
    if (marker === SAYS_NOTHING) {
      expect(bare.problems).toEqual([]);
      return;
    }
    if (bare.problems.length === 0) {
      expect(['output', 'note']).toContain(seen(bare, marker, known));
      return;
    }
    for (const { code } of bare.problems) expect(['needs-choice', 'unsupported']).toContain(code);
    if (bare.problems.some(({ code }) => code === 'unsupported')) return;
    const chosen = run(target, { props: forTarget(target, { ...CHOSEN, ...one.props }) });
    expect(chosen.problems).toEqual([]);
    expect(['output', 'note']).toContain(seen(chosen, marker, known));
    // A field that the target has its own word for is found by that word, not by a note alone.
    if (marker !== undefined) expect(seen(chosen, marker, known)).toBe('output');
  });
});

describe('a property that JavaScript misspells', () => {
  const typo = { sizes: 1 };
  it.each<[string, AnyProps]>([
    ['the workload', untyped({ sizes: 1 })],
    ['limits', { limits: { ...container.limits, ...typo } }],
    ['reservations', { reservations: untyped(typo) }],
    ['a port', { ports: [{ ...port, ...typo }] }],
    ['publish', { ports: [{ ...port, publish: { port: 80, ...typo } }] }],
    ['a named volume', { volumes: [{ ...data, ...typo }] }],
    ['a tmpfs volume', { volumes: [{ tmpfs: Size.mebibytes(1), mountPath: '/x', ...typo }] }],
    ['a host path', { volumes: [{ ...host, ...typo }] }],
    ['capabilities', { capabilities: { ...capabilities, ...typo } }],
    ['exceptions', { exceptions: untyped(typo) }],
    ['a config file', { configFiles: [{ path: '/x', content: '', ...typo }] }],
    ['a secret', { secrets: [{ ...secret, ...typo }] }],
    ['hostNetwork', { hostNetwork: { reason, ...typo } }],
    ['a sidecar', beside(typo as never)],
    ['an init container', before(typo as never)],
    ['a mount', { ...mounted({ volume: 'data', mountPath: '/x', ...typo } as VolumeMount) }],
    ['a health check', timing(typo as never)],
  ])('in %s is refused on every orchestrator', (_, props) => {
    for (const target of TARGETS) {
      const compose = target === 'k3s' ? {} : { compose: { sidecars: 'shared-network', reason } };
      const { problems } = run(target, { props: { ...props, ...(props.sidecars ? untyped(compose) : {}) } });
      expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual(['property-unknown fleet/s1/pos']);
    }
  });

  it('is fine where it is undefined', () => {
    expect(run('k3s', { props: untyped({ sizes: undefined }) }).problems).toEqual([]);
  });

  it('gets the name that was meant', () => {
    const [problem] = run('k3s', { props: untyped({ volume: [] }) }).problems;
    expect(problem?.fix).toContain('volumes');
  });

  it.each([
    ['k3s', { compose: { reason } }],
    ['docker-compose', { kubernetes: { reason } }],
    ['docker-compose', { k3s: {} }],
  ] as const)('on %s is one, too, when it is for the other: %j', (target, props) => {
    expect(run(target, { props }).problems.map((p) => p.code)).toEqual(['property-unknown']);
  });

  it('of choices is refused, with the value as well', () => {
    const codes = (target: Orchestrator, props: unknown) =>
      run(target, { props: untyped(props) }).problems.map((p) => p.code);
    expect(codes('k3s', { kubernetes: { reason, ...typo } })).toEqual(['property-unknown']);
    expect(codes('k3s', { k3s: typo })).toEqual(['property-unknown']);
    expect(codes('docker-compose', { compose: { reason, ...typo } })).toEqual(['property-unknown']);
    expect(codes('docker-compose', { compose: { reason, egress: 'enforced' } })).toEqual(['value-invalid']);
    expect(codes('docker-compose', { compose: {} })).toEqual(['reason-missing']);
  });
});
