import { Size } from 'cdk8s';
import { type Orchestrator, type RuleCode, Secret } from 'sff-constructs';
import { container, hardware } from '../tree/program';
import { TARGETS } from '../workload/targets';
import type { FleetPlan, SitePlan, WorkloadPlan } from './plan';

/** A fleet that once failed: since then engines accept it, or a rule refuses it. */
export interface Regression {
  readonly title: string;
  /** @default an engine has to accept it */
  readonly refused?: RuleCode | undefined;
  readonly plan: FleetPlan;
}

type Props = Partial<WorkloadPlan['props']>;

const plan = (
  orchestrator: Orchestrator,
  props: Props,
  network: object = {},
  site: Partial<SitePlan['props']> = {},
): FleetPlan => ({
  id: 'fleet',
  props: { orchestrator },
  site: {
    id: 'site',
    props: { network: { lan: '10.0.42.0/24', ...network }, ...site },
    devices: [{ id: 'node-1', props: { ...hardware, peripherals: ['/dev/ttyS0'] } }],
    applications: [],
    workloads: [{ id: 'pos', props: { ...container, ...props } }],
    connections: [],
    peers: [],
    charts: [],
    objects: [],
    services: [],
  },
});

const onBoth = (title: string, props: Props, refused?: RuleCode, site?: Partial<SitePlan['props']>): Regression[] =>
  TARGETS.map((target) => ({ title: `${title}, on ${target}`, refused, plan: plan(target, props, {}, site) }));

const { limits } = container;
const at = (path: string) => ({ configFiles: [{ path, content: 'a: 1\n' }] });
const SLOW = { 'registry.contoso.com/slow:1': { digest: `sha256:${'5'.repeat(64)}`, size: Number.MAX_SAFE_INTEGER } };

/** Fleets that once failed; every run judges them first. */
export const REGRESSIONS: readonly Regression[] = [
  // Kubernetes refused a second mount at the path; Docker mounted /tmp over the file without a word.
  ...onBoth('a config file at /tmp', at('/tmp')),
  // Keys of a ConfigMap: "." is none, and cdk8s takes an object with a "constructor" for one of a class.
  ...onBoth('a config file of one odd letter', at('/é')),
  ...onBoth('a config file named constructor', at('/constructor')),
  ...onBoth('a label named constructor', { labels: { constructor: 'x' } }, 'label-invalid'),
  // A field of 32 bits.
  {
    title: 'an image of petabytes over a modem',
    plan: plan('k3s', { image: 'registry.contoso.com/slow:1' }, {}, { images: SLOW, link: { downlink: 0.056 } }),
  },
  // "Minimum memory reservation allowed is 6MB"
  ...onBoth('a small reservation', { limits, reservations: { memory: Size.mebibytes(1) } }, 'limits-invalid'),
  // "invalid volume specification: 'v:/a:b:rw'"
  ...onBoth(
    'a volume at a path with a colon',
    { volumes: [{ name: 'v', mountPath: '/a:b', size: Size.mebibytes(1), owner: 'image' }] },
    'path-invalid',
  ),
  // "range of CPUs is from 0.01 to 28.00, as there are only 28 CPUs available"
  ...onBoth('more CPUs than the device has', { limits: { ...limits, cpu: 29 } }, 'hardware-missing'),
  // "no command specified"
  ...onBoth('an empty command', { command: [] }, 'value-invalid'),
  ...onBoth('a command whose program is empty', { command: [''] }, 'value-invalid'),
  // "Pool overlaps with other one on this address space"
  {
    title: "containers in the range of Docker's own bridge",
    refused: 'subnet-overlap',
    plan: plan('docker-compose', {}, { containers: '172.16.0.0/13' }),
  },
  // "must not start with '..'"
  ...onBoth(
    'a key of a secret with leading dots',
    { secrets: [{ secret: Secret.named('db', { key: '..data' }), mountPath: '/run/db' }] },
    'value-invalid',
  ),
  // "invalid empty name", "duplicate entries for key"
  ...onBoth('a pull secret without name', {}, 'name-invalid', { defaults: { pullSecrets: [''] } }),
  ...onBoth('a pull secret twice', {}, undefined, { defaults: { pullSecrets: ['registry', 'registry'] } }),
  // "doesn't follow extended resource name standard", "a lowercase RFC 1123 subdomain must consist of"
  ...['requests.a/b', 'a..b/c'].map((resource) => ({
    title: `a resource ${resource} of a device plugin`,
    refused: 'value-invalid' as const,
    plan: plan('k3s', {
      kubernetes: { reason: 'x', peripherals: { '/dev/ttyS0': { resource } } },
      peripherals: ['/dev/ttyS0'],
    }),
  })),
  ...onBoth('a label whose prefix has an empty part', { labels: { 'a..b/c': 'x' } }, 'label-invalid'),
];
