import type { ApiObjectProps } from 'cdk8s';

/** A later version of the program has another image. */
const DIGITS = process.env.BENCH_VERSION === 'later' ? 'fedcba9876543210' : '0123456789abcdef';
const IMAGE = `registry.contoso.com/pos@sha256:${DIGITS.repeat(4)}`;

/** The ten objects of a site, by construct id: a till with its database, as someone would write them by hand. */
export function siteObjects(site: string): ReadonlyMap<string, ApiObjectProps> {
  return new Map([
    [
      'account',
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('pos'), automountServiceAccountToken: false },
    ],
    [
      'pos-config',
      configMap('pos-config', { 'pos.json': `{"site":"${site}","currency":"EUR","printer":"10.0.0.50"}` }),
    ],
    ['db-config', configMap('db-config', { 'db.conf': 'max_connections = 50\nshared_buffers = 256MB\nfsync = on\n' })],
    ['data', claim('db-data', '20Gi')],
    ['pos', deployment('pos', site, 8080)],
    ['db', deployment('db', site, 5432)],
    ['pos-service', service('pos', 8080)],
    ['db-service', service('db', 5432)],
    ['policy', policy()],
    ['export', cronJob('export', site)],
  ]);
}

function meta(name: string) {
  return { name, labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'till' } };
}

function configMap(name: string, data: Record<string, string>): ApiObjectProps {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta(name), data };
}

function claim(name: string, storage: string): ApiObjectProps {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: meta(name),
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'local-path', resources: { requests: { storage } } },
  };
}

function deployment(name: string, site: string, port: number): ApiObjectProps {
  const labels = { 'app.kubernetes.io/name': name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta(name),
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec(name, site, port) },
    },
  };
}

function podSpec(name: string, site: string, port: number) {
  return {
    serviceAccountName: 'pos',
    securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name,
        image: IMAGE,
        imagePullPolicy: 'IfNotPresent',
        env: [
          { name: 'SITE', value: site },
          { name: 'LOG_LEVEL', value: 'info' },
        ],
        ports: [{ name: 'main', containerPort: port, protocol: 'TCP' }],
        resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        readinessProbe: { tcpSocket: { port }, periodSeconds: 10 },
        volumeMounts: [{ name: 'config', mountPath: '/etc/till', readOnly: true }],
      },
    ],
    volumes: [{ name: 'config', configMap: { name: `${name}-config` } }],
  };
}

function service(name: string, port: number): ApiObjectProps {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta(name),
    spec: {
      selector: { 'app.kubernetes.io/name': name },
      ports: [{ name: 'main', port, targetPort: 'main', protocol: 'TCP' }],
    },
  };
}

function policy(): ApiObjectProps {
  const podSelector = { matchLabels: { 'app.kubernetes.io/name': 'db' } };
  const from = [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'pos' } } }];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: meta('db'),
    spec: { podSelector, policyTypes: ['Ingress'], ingress: [{ from, ports: [{ protocol: 'TCP', port: 5432 }] }] },
  };
}

function cronJob(name: string, site: string): ApiObjectProps {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: meta(name),
    spec: {
      schedule: '0 3 * * *',
      concurrencyPolicy: 'Forbid',
      jobTemplate: {
        spec: { template: { spec: { restartPolicy: 'OnFailure', ...podSpec(name, site, 9000) } } },
      },
    },
  };
}
