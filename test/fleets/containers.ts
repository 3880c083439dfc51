import { Size } from 'cdk8s';
import * as fc from 'fast-check';
import { type InitContainerProps, Secret } from 'sff-constructs';
import { CAPABILITIES } from '../../lib/portable/container';
import { often, path, rarely, reason, size, text } from './values';

/** A container before its workload knows its name, its mounts and the user that it inherits. */
export type LooseContainer = Omit<InitContainerProps, 'name' | 'mounts'>;

const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
/** None that means nothing, and none for which the lock has another digest. */
const tag = fc
  .stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,20}$/)
  .map((any) => (any === 'latest' ? 'later' : any === '7' ? '7.4' : any));
const repository = fc.oneof(
  fc.constantFrom('registry.contoso.com/pos', 'localhost:5000/a/b', 'postgres', 'library/redis', 'ghcr.io/a__b/c-d.e'),
  fc.stringMatching(/^[a-z0-9]{1,8}\.[a-z]{2,3}(:[1-9][0-9]{1,3})?\/[a-z0-9]{1,8}(-[a-z0-9]{1,8})?(\/[a-z0-9]{1,8})?$/),
);

/** Tags that every generated site has in its image lock. */
export const LOCKED = ['registry.contoso.com/locked:1.0', 'redis:7'] as const;

/** References with their digests, and tags that the lock knows. */
export const image: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(repository, tag, hex).map(([name, version, digest]) => `${name}:${version}@sha256:${digest}`),
  },
  { weight: 1, arbitrary: fc.tuple(repository, hex).map(([name, digest]) => `${name}@sha256:${digest}`) },
  { weight: 1, arbitrary: fc.constantFrom(...LOCKED) },
);

const variable = fc.oneof(
  fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,12}$/),
  fc.constantFrom('http_proxy', 'PATH', '_', '__proto__', 'constructor', 'x'),
);
/** Names and keys of secrets as a Kubernetes Secret takes them. */
export const secret: fc.Arbitrary<Secret> = fc
  .record({
    name: fc.stringMatching(/^db[a-z0-9]{0,4}$/),
    key: rarely(
      fc.oneof(
        fc.constantFrom('tls.crt', '.hidden', '-', '_', 'a..b', 'UPPER'),
        fc.stringMatching(/^[-_a-zA-Z0-9][-._a-zA-Z0-9]{0,40}$/),
      ),
      2,
    ),
  })
  .map(({ name, key }) => Secret.named(name, { key }));

const env = fc.dictionary(
  variable,
  fc.oneof(
    { weight: 5, arbitrary: text },
    { weight: 1, arbitrary: fc.oneof(fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })) },
    { weight: 1, arbitrary: secret },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  { maxKeys: 4, noNullPrototype: true },
);

const MiB = 1024;
const limits = fc.record({
  // Docker takes no less than a hundredth of a core, and no more than this machine may have.
  cpu: fc.oneof(
    fc.integer({ min: 10, max: 1000 }).map((millis) => millis / 1000),
    fc.constantFrom(0.01, 0.1, 0.3, 0.7, 1),
  ),
  memory: size(6 * MiB, 8 * MiB * MiB),
  pids: rarely(fc.integer({ min: 1, max: 4_194_304 })),
  ephemeralStorage: rarely(size(1, 64 * MiB * MiB)),
});

/** Parts of the limit that are reserved; never less than Docker's least memory. */
const shares = fc.record({
  cpu: rarely(fc.integer({ min: 1, max: 10 })),
  memory: rarely(fc.integer({ min: 1, max: 10 }), 2),
});

const exceptions = fc.record({
  root: rarely(reason),
  writableRootFilesystem: rarely(reason),
  privilegeEscalation: rarely(reason),
  privileged: rarely(reason),
});
const id = fc.oneof(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.constantFrom(0, 1, 999, 10001, 65534, 2 ** 31 - 1));

/** What every container may say. */
export const container: fc.Arbitrary<LooseContainer> = fc
  .record({
    image,
    command: rarely(
      fc
        .tuple(fc.constantFrom('/bin/app', 'app', './a b', '$HOME/app'), fc.array(text, { maxLength: 2 }))
        .map(([program, rest]) => [program, ...rest]),
    ),
    args: rarely(fc.array(text, { maxLength: 3 })),
    env: often(env),
    configFiles: rarely(fc.array(fc.record({ path, content: text }), { maxLength: 3 }), 3),
    secrets: rarely(fc.array(fc.record({ secret, mountPath: path }), { maxLength: 2 }), 3),
    limits,
    shares: rarely(shares, 3),
    user: often(fc.oneof({ weight: 4, arbitrary: id }, { weight: 1, arbitrary: fc.constant('image' as const) })),
    group: rarely(id),
    capabilities: rarely(fc.record({ add: fc.array(fc.constantFrom(...CAPABILITIES), { maxLength: 3 }), reason })),
    exceptions: rarely(exceptions),
  })
  .map(({ shares, ...rest }) => ({
    ...rest,
    reservations: shares && {
      cpu: shares.cpu === undefined ? undefined : Math.max(10, Math.floor(rest.limits.cpu * shares.cpu * 100)) / 1000,
      memory:
        shares.memory === undefined
          ? undefined
          : Size.kibibytes(Math.max(6 * MiB, Math.floor((rest.limits.memory.toKibibytes() * shares.memory) / 10))),
    },
  }));
