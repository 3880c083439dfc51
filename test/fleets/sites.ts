import * as fc from 'fast-check';
import type { Gpu, Link, Logging } from 'sff-constructs';
import { chart, object, service, values } from './foreign';
import { labels, name, often, rarely, size, text } from './values';
import { choices, egress, type Of, workloads } from './workloads';

/** A site of which no part knows another yet. */
export type LooseFleet = Of<typeof fleet>;
export type LooseDefaults = Of<typeof defaults>;
export type LooseDevice = Of<typeof device>;
export type LooseRanges = Of<typeof ranges>;

/** Private ranges that are apart, and that no default of a site meets. */
const BLOCKS = ['10.0.0.0/11', '10.64.0.0/10', '10.128.0.0/9', '172.18.0.0/15', '192.168.0.0/16', '100.64.0.0/10'];

/** Where a range lies in its block. */
const ranges = fc.record({
  blocks: fc.shuffledSubarray(BLOCKS, { minLength: 4, maxLength: 4 }),
  at: fc.array(fc.nat(2 ** 23 - 1), { minLength: 4, maxLength: 4 }),
  lanPrefix: fc.oneof(fc.constant(24), fc.integer({ min: 16, max: 32 })),
  prefix: fc.integer({ min: 16, max: 24 }),
  stated: fc.record({ clusterCidr: fc.boolean(), serviceCidr: fc.boolean(), containers: fc.boolean() }),
});

const GiB = 1024 * 1024;
const logging: fc.Arbitrary<Logging> = fc.record({
  maxSize: often(size(1, GiB)),
  maxFiles: often(fc.integer({ min: 2, max: 1000 })),
});
const defaults = fc.record({
  user: rarely(fc.oneof(fc.integer({ min: 1, max: 70_000 }), fc.constantFrom('image' as const, 0)), 2),
  egress: rarely(egress, 3),
  pullSecrets: rarely(fc.uniqueArray(fc.constantFrom('registry', 'registry-2', 'a.b'), { maxLength: 2 }), 3),
  logging: rarely(logging, 3),
  priority: rarely(fc.constantFrom('critical' as const, 'normal' as const, 'best-effort' as const), 3),
  /** Choices, which then cover every need of every workload. */
  choices: rarely(choices),
});

const gpu: fc.Arbitrary<Gpu> = fc.record({
  vendor: fc.constantFrom('nvidia', 'amd', 'intel'),
  model: text,
  memory: rarely(size(GiB, 80 * GiB)),
});
const device = fc.record({
  id: name('e', 62),
  architecture: fc.constantFrom('amd64' as const, 'arm64' as const, 'arm' as const),
  cores: fc.integer({ min: 1, max: 128 }),
  memory: size(16 * GiB, 512 * GiB),
  role: fc.constantFrom(undefined, 'server' as const, 'agent' as const),
  address: often(fc.nat(2 ** 16)),
  serial: rarely(text.map((any) => `SN-${any}`)),
  labels: rarely(labels),
  disks: rarely(
    fc.array(
      fc.record({
        kind: fc.constantFrom('nvme' as const, 'ssd' as const, 'emmc' as const, 'sd' as const),
        size: size(GiB, 2048 * GiB),
        partitions: rarely(
          fc.array(fc.record({ mountPoint: fc.constantFrom('/', '/var/lib'), size: size(1, GiB) }), { maxLength: 2 }),
        ),
      }),
      { maxLength: 2 },
    ),
  ),
  nics: rarely(
    fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('eth0', 'enp1s0'),
        mac: rarely(fc.constant('00:15:5d:01:02:03')),
        speed: rarely(fc.integer({ min: 1, max: 100_000 })),
      }),
      { maxLength: 2, selector: (nic) => nic.name },
    ),
  ),
  gpus: rarely(fc.array(gpu, { maxLength: 2 })),
  peripherals: rarely(fc.array(fc.constantFrom('/dev/ttyUSB0', '/dev/video0'), { maxLength: 2 })),
});

/** Outer applications have letters of their own; an inner one has no hyphen, so that joined names stay apart. */
const applications = fc.record({
  outer: fc.tuple(name('g'), name('h')),
  inner: fc.stringMatching(/^m[a-z0-9]{0,12}$/),
  count: fc.nat(2),
  nested: fc.boolean(),
  labels: fc.tuple(rarely(labels, 3), rarely(labels, 3), rarely(labels, 3)),
});

const link: fc.Arbitrary<Link> = fc.record({
  downlink: fc.oneof(
    fc.integer({ min: 1, max: 10_000 }),
    fc.double({ min: 1e-9, max: 1e6, noNaN: true, minExcluded: true }),
  ),
});
const lockedSize = rarely(fc.oneof(fc.nat(2 ** 31), fc.maxSafeNat()), 2);

/** Everything that a fleet of one site may have. */
export const fleet = fc.record({
  id: name('f'),
  labels: rarely(labels),
  defaults: rarely(defaults, 3),
  hostPaths: fc.constantFrom(undefined, [], ['/srv'], ['/opt/pos data']),
  site: fc.record({
    id: name('s'),
    ranges,
    labels: rarely(labels),
    defaults: rarely(defaults, 3),
    hostPaths: fc.constantFrom(undefined, ['/mnt/$data', '/dev/shm']),
    link: rarely(link, 3),
    values: rarely(values, 3),
    proxy: rarely(
      fc.record({
        http: rarely(fc.constant('http://proxy.contoso.com:3128'), 2),
        https: rarely(fc.constant('http://proxy.contoso.com:3128'), 2),
        noProxy: rarely(fc.array(fc.constantFrom('.contoso.com', '10.0.0.0/8'), { maxLength: 2 }), 2),
      }),
    ),
    version: fc.constantFrom(undefined, 'v1.36.3+k3s1', 'v1.35.1-rc2+k3s12'),
    traefik: fc.constantFrom(undefined, 'disabled' as const, 'enabled' as const),
    dataDir: fc.constantFrom(undefined, '/acsa/k3s', '/mnt/data disk/k3s'),
  }),
  /** Digest and size of each tag of `LOCKED`, and whether the fleet or the site knows it. */
  locked: fc.tuple(
    fc.record({ size: lockedSize, ofSite: fc.boolean() }),
    fc.record({ size: lockedSize, ofSite: fc.boolean() }),
  ),
  devices: fc.array(device, { minLength: 1, maxLength: 4 }),
  applications,
  workloads,
  connections: fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 4 }),
  charts: rarely(fc.tuple(chart)),
  objects: rarely(fc.tuple(object), 3),
  services: rarely(fc.tuple(fc.record({ id: name('z'), definition: service })), 3),
});
