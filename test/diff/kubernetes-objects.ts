import type { Data } from './outputs';

/** Objects before and after, and what is said of the change. */
export interface KubernetesPair {
  readonly title: string;
  readonly old: readonly Data[];
  readonly new: readonly Data[];
  readonly changes: readonly string[];
  /** Status that controllers of a whole cluster would have given to the claims. */
  readonly bound?: true;
}

/* One object of each kind, as far as the tables change it. */

export const NAMESPACE: Data = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'till' } };
export const LABELS = { 'app.kubernetes.io/name': 'pos', 'app.kubernetes.io/part-of': 'till' };
export const METADATA = { name: 'pos', namespace: 'till', labels: LABELS };
export const SELECTOR = { matchLabels: { 'app.kubernetes.io/name': 'pos' } };
export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

export interface PodChanges {
  readonly tag?: string;
  readonly container?: Data;
  readonly pod?: Data;
  readonly annotations?: Data;
  readonly labels?: Data;
}

export function template({ tag = '1.4.2', container = {}, pod = {}, annotations, labels = {} }: PodChanges): Data {
  return {
    metadata: { labels: { ...LABELS, ...labels }, ...(annotations === undefined ? {} : { annotations }) },
    spec: {
      containers: [
        {
          name: 'pos',
          image: `registry.contoso.com/pos:${tag}@${DIGEST}`,
          env: [{ name: 'DATABASE', value: 'db.till:5432' }],
          resources: { limits: { cpu: '500m', memory: '1Gi' } },
          ...container,
        },
      ],
      automountServiceAccountToken: false,
      ...pod,
    },
  };
}

export function deployment(change: PodChanges = {}, spec: Data = {}): Data {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: METADATA,
    spec: { replicas: 1, selector: SELECTOR, template: template(change), ...spec },
  };
}

export function pod(change: PodChanges = {}): Data {
  return { apiVersion: 'v1', kind: 'Pod', metadata: METADATA, spec: template(change).spec };
}

export function statefulSet(spec: Data = {}): Data {
  const claim = { metadata: { name: 'data' }, spec: claimSpec('1Gi') };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: METADATA,
    spec: { serviceName: 'pos', selector: SELECTOR, template: template({}), volumeClaimTemplates: [claim], ...spec },
  };
}

export function daemonSet(change: PodChanges = {}, selector: Data = SELECTOR): Data {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: METADATA,
    spec: { selector, template: template(change) },
  };
}

export function job(spec: Data = {}, tag = '1.4.2'): Data {
  const pod = template({ tag, pod: { restartPolicy: 'Never' } });
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: METADATA, spec: { template: pod, ...spec } };
}

export function cronJob(tag: string): Data {
  const pod = template({ tag, pod: { restartPolicy: 'Never' } });
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: METADATA,
    spec: { schedule: '30 23 * * *', jobTemplate: { spec: { template: pod } } },
  };
}

export function claimSpec(size: string, storageClassName = 'sff-local'): Data {
  return { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: size } } };
}

export function claim(size: string, storageClass?: string): Data {
  const metadata = { name: 'pos-data', namespace: 'till', labels: LABELS };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: claimSpec(size, storageClass) };
}

export function storageClass(fields: Data = {}): Data {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'sff-local' },
    provisioner: 'rancher.io/local-path',
    reclaimPolicy: 'Retain',
    volumeBindingMode: 'WaitForFirstConsumer',
    ...fields,
  };
}

export function service(spec: Data = {}): Data {
  const ports = [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: METADATA,
    spec: { selector: SELECTOR.matchLabels, ports, ...spec },
  };
}

export const LOAD_BALANCER = { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false };

export function configMap(fields: Data): Data {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'pos-config', namespace: 'till', labels: LABELS },
    ...fields,
  };
}

export function roleBinding(role: string, subject: string): Data {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'pos', namespace: 'till' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: subject, namespace: 'till' }],
  };
}

export function priorityClass(value: number, description = 'Tills first.'): Data {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'tills' }, value, description };
}

export function networkPolicy(spec: Data): Data {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: METADATA,
    spec: { podSelector: SELECTOR, policyTypes: ['Ingress', 'Egress'], ...spec },
  };
}

export function namespace(level: string): Data {
  const labels = { 'pod-security.kubernetes.io/enforce': level };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'till', labels } };
}

export function pair(title: string, old: Data, now: Data, ...changes: readonly string[]): KubernetesPair {
  return { title, old: [NAMESPACE, old], new: [NAMESPACE, now], changes };
}

export const WIDER = { matchLabels: { ...SELECTOR.matchLabels, 'app.kubernetes.io/part-of': 'till' } };
export const peer = (cidr: string, port: number) => ({
  to: [{ ipBlock: { cidr } }],
  ports: [{ protocol: 'TCP', port }],
});
