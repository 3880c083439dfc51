import { ApiObject, JsonPatch } from 'cdk8s';
import { Workload } from '../../lib';
import { container, faultsOf, k3s } from '../tree/program';
import { foreignContainer } from '../validation/foreign';

const probe = { httpGet: { host: 'x', port: 80 }, tcpSocket: { port: 80 }, periodSeconds: 5 };
const profiles = {
  appArmorProfile: { type: 'x' },
  seLinuxOptions: { type: 'x', user: 'y' },
  seccompProfile: { type: 'x' },
};
const full = {
  ...foreignContainer,
  command: ['a'],
  env: [{ name: 'A', value: 'b' }],
  lifecycle: { postStart: probe, preStop: probe },
  livenessProbe: probe,
  ports: [{ name: 'http', containerPort: 80, hostPort: 80, protocol: 'TCP', hostIP: '127.0.0.1' }],
  resources: { limits: { cpu: '1' }, requests: { cpu: '1', memory: '1Gi' } },
  securityContext: {
    ...foreignContainer.securityContext,
    ...profiles,
    capabilities: { add: ['CHOWN'], drop: ['ALL'] },
  },
  volumeMounts: [{ name: 'v', mountPath: '/v' }],
};
const metadata = { name: 'x', labels: { a: 'b' }, annotations: { c: 'd' } };
const template = {
  metadata,
  spec: {
    containers: [full],
    initContainers: [full],
    hostUsers: false,
    securityContext: { ...profiles, sysctls: [{ name: 'x', value: '1' }] },
    volumes: [
      { name: 'v', hostPath: { path: '/srv' } },
      { name: 'w', emptyDir: {} },
    ],
  },
};
/** One of each kind that rules look into, with what they look at. */
const OBJECTS = [
  { apiVersion: 'v1', kind: 'Pod', ...template },
  { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { jobTemplate: { spec: { template } } } },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: { template, volumeClaimTemplates: [{ metadata, spec: { resources: { requests: { storage: '1Gi' } } } }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { type: 'LoadBalancer', ports: [{ port: 80, protocol: 'TCP' }] },
  },
  { apiVersion: 'v1', kind: 'LimitRange', metadata, spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } },
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: { resources: { requests: { storage: '1Gi' } } } },
  { apiVersion: 'v1', kind: 'Secret', metadata, data: { a: 'b' } },
  { apiVersion: 'v1', kind: 'Namespace', metadata },
  { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata }] },
  {
    apiVersion: 'helm.cattle.io/v1',
    kind: 'HelmChart',
    metadata,
    spec: { chart: 'x', valuesSecrets: [{ name: 'x', keys: ['a'] }], targetNamespace: 'apps' },
  },
];

/** Every place in a value, as a JSON pointer. */
function placesIn(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [`${at}/${key}`, ...placesIn(inner, `${at}/${key}`)]);
}

const WRONG = [null, 5, 'x', true, [], {}, [null], [5], ['x'], { a: null }];

describe.each(OBJECTS.map((object) => [object.kind, object] as const))(
  'a %s with whatever at whatever place',
  (kind, object) => {
    const wrong = placesIn(object).flatMap((place) => WRONG.map((value) => JsonPatch.replace(place, value)));

    it('is written or refused, and never ends the list of problems', () => {
      const { app, site } = k3s();
      for (const [i, operation] of wrong.entries()) {
        new ApiObject(site, `x${i}`, structuredClone(object)).addJsonPatch(operation);
      }
      new Workload(site, 'pos', { ...container, image: 'pos:1' });
      expect(faultsOf(app)).toContain('image-not-pinned stores/s1/pos');
    });

    it('by a patch of the site is written or refused, and never ends the list of problems', () => {
      const { app, site } = k3s();
      for (const [i, operation] of wrong.entries()) {
        const name = `x${i}`;
        new ApiObject(site, name, { ...structuredClone(object), metadata: { ...metadata, name } });
        site.patch({ kind, name }, operation);
      }
      new Workload(site, 'pos', { ...container, image: 'pos:1' });
      expect(faultsOf(app)).toContain('image-not-pinned stores/s1/pos');
    });
  },
);
