import * as fc from 'fast-check';
import type { ComposeServiceDefinition } from 'sff-constructs';
import { IMAGE } from '../tree/program';
import { foreignContainer } from '../validation/foreign';
import type { ObjectProps } from './plan';
import { labels, name, rarely, text } from './values';

const data = fc.dictionary(fc.stringMatching(/^[-_a-zA-Z0-9][-._a-zA-Z0-9]{0,12}$/), text, {
  maxKeys: 3,
  noNullPrototype: true,
});
const pods = (app: string, args: readonly string[]) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ ...foreignContainer, args }] },
});

/** Objects of other libraries, none of which breaks a rule of the edge. */
export const object: fc.Arbitrary<ObjectProps> = fc.oneof(
  fc.tuple(data, labels).map(([data, labels]) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels }, data })),
  fc.tuple(fc.nat(3), fc.array(text, { maxLength: 2 })).map(([replicas, args]) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { replicas, selector: { matchLabels: { app: 'other' } }, template: pods('other', args) },
  })),
  fc.array(text, { maxLength: 2 }).map((args) => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    spec: {
      schedule: '*/5 * * * *',
      jobTemplate: { spec: { template: { spec: { ...pods('job', args).spec, restartPolicy: 'OnFailure' } } } },
    },
  })),
  fc.stringMatching(/^[a-z]{1,8}\.contoso\.com$/).map((host) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    spec: {
      rules: [
        {
          host,
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'pos', port: { number: 80 } } } }],
          },
        },
      ],
    },
  })),
  fc.constantFrom('Role', 'ClusterRole').map((kind) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
  })),
  fc.integer({ min: 1, max: 65_535 }).map((port) => ({
    apiVersion: 'v1',
    kind: 'Service',
    spec: { selector: { app: 'other' }, ports: [{ port }] },
  })),
);

const json: fc.Arbitrary<unknown> = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(text, tie('node'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).node;
/** What JSON can hold, by names. */
export const values = fc.dictionary(text, json, { maxKeys: 3, noNullPrototype: true });

export const chart = fc
  .record({
    id: name('b', 50),
    isOci: fc.boolean(),
    version: fc.stringMatching(/^v?[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}(-[a-z0-9]{1,4}(\.[0-9])?)?(\+[a-z0-9]{1,4})?$/),
    namespace: rarely(name('t'), 2),
    values: rarely(values, 2),
  })
  .map(({ id, isOci, ...props }) => {
    const source = isOci
      ? { chart: 'oci://registry.contoso.com/charts/ingress' }
      : { chart: 'ingress', repo: 'https://charts.contoso.com/stable' };
    return { id, props: { ...props, ...source } };
  });

/** Compose interpolates: what is no variable has its dollars twice. */
const literal = text.map((any) => any.replaceAll('$', '$$$$'));

/** Services that are no workloads, without ports of the device. */
export const service: fc.Arbitrary<ComposeServiceDefinition> = fc
  .record({
    command: rarely(fc.array(literal, { minLength: 1, maxLength: 3 }), 2),
    environment: rarely(
      fc.dictionary(fc.stringMatching(/^[A-Z]{1,8}$/), literal, { maxKeys: 3, noNullPrototype: true }),
      2,
    ),
    labels: rarely(labels, 2),
    read_only: fc.constantFrom(undefined, true, false),
    network_mode: fc.constantFrom(undefined, 'none'),
    tmpfs: fc.constantFrom(undefined, ['/run']),
    cap_drop: fc.constantFrom(undefined, ['ALL']),
    healthcheck: fc.constantFrom(undefined, { test: ['CMD', 'true'], interval: '10s' }),
    expose: fc.constantFrom(undefined, ['8080'], ['53/udp']),
  })
  .map((definition) => ({
    ...definition,
    image: IMAGE,
    restart: 'unless-stopped',
    deploy: { resources: { limits: { cpus: '0.5', memory: '64m' } } },
  }));
