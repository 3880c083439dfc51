import * as fc from 'fast-check';
import type { ComposeChoices, KubernetesChoices } from 'sff-constructs';
import { container } from './containers';
import { health } from './healths';
import { labels, name, often, path, rarely, reason, size, time } from './values';

/** A workload of which no part knows another yet: `settle` makes them fit. */
export type LooseWorkload = Of<typeof workloads>[number];
export type LooseVolume = Of<typeof volume>;
export type LooseBeside = Of<ReturnType<typeof beside>>;
export type LooseEgress = Of<typeof egress>;
export type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;

/** As a site draws it: names of one letter for each place in the list. */
const WORKLOAD_LETTERS = ['w', 'x', 'y'] as const;

const portName = fc.oneof(
  fc.constantFrom('http', 'pg', 'x', '1a', 'a1', '8080-tcp'),
  fc.stringMatching(/^[a-z][a-z0-9]{0,13}[a-z0-9]$/),
);
/** Ports that are asked for often are asked for twice. */
const number = fc.oneof(
  fc.integer({ min: 1, max: 65_535 }),
  fc.constantFrom(53, 80, 443, 6443, 8080, 10250, 30_000, 32_767, 65_535),
);

const port = fc.record({
  name: portName,
  port: number,
  protocol: fc.constantFrom(undefined, 'tcp' as const, 'udp' as const),
  publish: rarely(
    fc.record({
      port: number,
      on: fc.constantFrom(undefined, 'lan' as const, 'loopback' as const, 'all' as const),
      short: fc.boolean(),
    }),
    3,
  ),
});

const MiB = 1024;
const volume = fc.oneof(
  fc.record({
    kind: fc.constant('named' as const),
    name: name('v'),
    mountPath: path,
    size: size(1, 64 * MiB * MiB),
    owner: fc.constantFrom(undefined, 'image' as const, 'device' as const),
  }),
  fc.record({ kind: fc.constant('tmpfs' as const), mountPath: path, tmpfs: size(1, 64 * MiB) }),
  fc.record({
    kind: fc.constant('host' as const),
    below: fc.option(path, { nil: '' }),
    mountPath: path,
    readOnly: fc.constantFrom(undefined, true, false),
  }),
);

const mount = fc.record({ volume: fc.nat(3), mountPath: path, readOnly: fc.constantFrom(undefined, true, false) });

const beside = (letter: 'b' | 'i') =>
  fc.record({
    name: name(letter, 40),
    container,
    mounts: fc.array(mount, { maxLength: 2 }),
    health: rarely(health, 2),
  });

export const egress = fc.array(
  fc.oneof(
    fc.constantFrom({ kind: 'lan' as const }, { kind: 'internet' as const }),
    fc.record({
      kind: fc.constant('to' as const),
      address: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      prefix: fc.integer({ min: 0, max: 32 }),
      port: fc.integer({ min: 1, max: 65_535 }),
      protocol: fc.constantFrom(undefined, 'tcp' as const, 'udp' as const),
    }),
  ),
  { maxLength: 3 },
);

const resource = fc.oneof(
  fc.constantFrom('squat.ai/serial', 'example.com/Dev_1.x'),
  fc.stringMatching(/^[a-z]{1,5}\.[a-z]{2,5}\/[A-Za-z0-9]{1,6}$/),
);

/** Choices that are made without need. */
export const choices = fc.record({
  reason,
  kubernetes: fc.record<Omit<KubernetesChoices, 'reason' | 'peripherals'>>({
    secretsInEnv: rarely(fc.constant('secretKeyRef')),
    pids: rarely(fc.constant('node-wide')),
  }),
  compose: fc.record<Omit<ComposeChoices, 'reason'>>({
    egress: rarely(fc.constant('unenforced')),
    sidecars: rarely(fc.constant('shared-network')),
    liveness: rarely(fc.constant('reported')),
    secretsInEnv: rarely(fc.constant('env-file')),
    ephemeralStorage: rarely(fc.constant('unenforced')),
    cpuReservation: rarely(fc.constant('unenforced')),
  }),
  publish: fc.constantFrom(undefined, 'load-balancer' as const, 'hostPort' as const),
});

const workload = fc.record({
  within: fc.nat(3),
  told: fc.boolean(),
  container,
  ports: rarely(fc.array(port, { minLength: 1, maxLength: 4 }), 2),
  volumes: rarely(fc.array(volume, { minLength: 1, maxLength: 3 }), 2),
  health: often(health),
  stopGracePeriod: rarely(time(0)),
  sidecars: rarely(fc.array(beside('b'), { minLength: 1, maxLength: 2 })),
  init: rarely(fc.array(beside('i'), { minLength: 1, maxLength: 2 })),
  hostNetwork: rarely(fc.record({ reason }), 6),
  replicas: often(
    fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 1, max: 4 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 100 }) },
    ),
  ),
  priority: rarely(fc.constantFrom('critical' as const, 'normal' as const, 'best-effort' as const)),
  peripherals: rarely(
    fc.uniqueArray(
      fc.record({
        path: fc.constantFrom('/dev/ttyUSB0', '/dev/ttyS1', '/dev/bus/usb/001'),
        access: fc.oneof(fc.constant(undefined), resource),
      }),
      {
        minLength: 1,
        maxLength: 2,
        selector: (one) => one.path,
      },
    ),
    5,
  ),
  gpus: rarely(fc.integer({ min: 0, max: 3 }), 6),
  labels: rarely(labels, 3),
  on: rarely(fc.nat(3)),
  egress: rarely(egress, 2),
  choices,
  peer: rarely(
    fc.record({
      namespace: fc.constantFrom('kube-system', 'monitoring', '0-day'),
      podLabels: rarely(labels, 2),
      port: fc.option(fc.nat(3), { nil: undefined }),
    }),
  ),
});

/** One to three workloads, which have no name in common. */
export const workloads = fc
  .tuple(fc.array(workload, { minLength: 1, maxLength: 3 }), ...WORKLOAD_LETTERS.map((letter) => name(letter, 40)))
  .map(([list, ...names]) => list.map((one, i) => ({ ...one, id: names[i] ?? `w${i}` })));
