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

const NAMESPACE: Data = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'till' } };
const LABELS = { 'app.kubernetes.io/name': 'pos', 'app.kubernetes.io/part-of': 'till' };
const METADATA = { name: 'pos', namespace: 'till', labels: LABELS };
const SELECTOR = { matchLabels: { 'app.kubernetes.io/name': 'pos' } };
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

interface PodChanges {
  readonly tag?: string;
  readonly container?: Data;
  readonly pod?: Data;
  readonly annotations?: Data;
  readonly labels?: Data;
}

function template({ tag = '1.4.2', container = {}, pod = {}, annotations, labels = {} }: PodChanges): Data {
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

function deployment(change: PodChanges = {}, spec: Data = {}): Data {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: METADATA,
    spec: { replicas: 1, selector: SELECTOR, template: template(change), ...spec },
  };
}

function pod(change: PodChanges = {}): Data {
  return { apiVersion: 'v1', kind: 'Pod', metadata: METADATA, spec: template(change).spec };
}

function statefulSet(spec: Data = {}): Data {
  const claim = { metadata: { name: 'data' }, spec: claimSpec('1Gi') };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: METADATA,
    spec: { serviceName: 'pos', selector: SELECTOR, template: template({}), volumeClaimTemplates: [claim], ...spec },
  };
}

function daemonSet(change: PodChanges = {}, selector: Data = SELECTOR): Data {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: METADATA,
    spec: { selector, template: template(change) },
  };
}

function job(spec: Data = {}, tag = '1.4.2'): Data {
  const pod = template({ tag, pod: { restartPolicy: 'Never' } });
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: METADATA, spec: { template: pod, ...spec } };
}

function cronJob(tag: string): Data {
  const pod = template({ tag, pod: { restartPolicy: 'Never' } });
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: METADATA,
    spec: { schedule: '30 23 * * *', jobTemplate: { spec: { template: pod } } },
  };
}

function claimSpec(size: string, storageClassName = 'sff-local'): Data {
  return { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: size } } };
}

function claim(size: string, storageClass?: string): Data {
  const metadata = { name: 'pos-data', namespace: 'till', labels: LABELS };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: claimSpec(size, storageClass) };
}

function storageClass(fields: Data = {}): Data {
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

function service(spec: Data = {}): Data {
  const ports = [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: METADATA,
    spec: { selector: SELECTOR.matchLabels, ports, ...spec },
  };
}

const LOAD_BALANCER = { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false };

function configMap(fields: Data): Data {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'pos-config', namespace: 'till', labels: LABELS },
    ...fields,
  };
}

function roleBinding(role: string, subject: string): Data {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'pos', namespace: 'till' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: subject, namespace: 'till' }],
  };
}

function priorityClass(value: number, description = 'Tills first.'): Data {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'tills' }, value, description };
}

function networkPolicy(spec: Data): Data {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: METADATA,
    spec: { podSelector: SELECTOR, policyTypes: ['Ingress', 'Egress'], ...spec },
  };
}

function namespace(level: string): Data {
  const labels = { 'pod-security.kubernetes.io/enforce': level };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'till', labels } };
}

function pair(title: string, old: Data, now: Data, ...changes: readonly string[]): KubernetesPair {
  return { title, old: [NAMESPACE, old], new: [NAMESPACE, now], changes };
}

const WIDER = { matchLabels: { ...SELECTOR.matchLabels, 'app.kubernetes.io/part-of': 'till' } };
const peer = (cidr: string, port: number) => ({
  to: [{ ipBlock: { cidr } }],
  ports: [{ protocol: 'TCP', port }],
});

/** What the API server takes, or refuses, and what restarts pods. */
export const KUBERNETES_PAIRS: readonly KubernetesPair[] = [
  pair(
    'an image by its tag',
    deployment(),
    deployment({ tag: '1.4.3' }),
    'restart | till/pos: image 1.4.2 → 1.4.3, one restart',
  ),
  pair(
    'a variable and a limit',
    deployment(),
    deployment({
      container: {
        env: [{ name: 'DATABASE', value: 'db.till:5433' }],
        resources: { limits: { cpu: '500m', memory: '2Gi' } },
      },
    }),
    'restart | till/pos: env DATABASE db.till:5432 → db.till:5433, memory limit 1Gi → 2Gi, one restart',
  ),
  pair(
    'a limit that is written in another unit',
    deployment(),
    deployment({ container: { resources: { limits: { cpu: '0.5', memory: '1024Mi' } } } }),
    'information | site: written in another way, with the same meaning: kubernetes/apps/till.yaml',
  ),
  pair(
    'config files',
    deployment({ annotations: { 'sff-constructs/config-hash': '0123456789abcdef' } }),
    deployment({ annotations: { 'sff-constructs/config-hash': 'fedcba9876543210' } }),
    'restart | till/pos: config files, one restart',
  ),
  pair('replicas', deployment(), deployment({}, { replicas: 2 }), 'change | till/pos: replicas 1 → 2'),
  pair(
    'how a Deployment is rolled out',
    deployment(),
    deployment({}, { strategy: { type: 'Recreate' } }),
    'apply-fails | till/pos: cannot be changed in place: /spec/strategy = {"type":"Recreate"} (Deployment till/pos)',
  ),
  pair(
    'how a Deployment is rolled out, where all of it was stated',
    deployment({}, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
    deployment({}, { strategy: { type: 'Recreate' } }),
    'change | till/pos: changed: /spec/strategy/type RollingUpdate → Recreate, /spec/strategy/rollingUpdate removed, was {"maxSurge":1,"maxUnavailable":0} (Deployment till/pos)',
  ),
  pair(
    'how a Deployment is rolled out, back',
    deployment({}, { strategy: { type: 'Recreate' } }),
    deployment(),
    'change | till/pos: changed: /spec/strategy removed, was {"type":"Recreate"} (Deployment till/pos)',
  ),
  pair(
    'how a StatefulSet is rolled out',
    statefulSet(),
    statefulSet({ updateStrategy: { type: 'OnDelete' } }),
    'apply-fails | till/pos: cannot be changed in place: /spec/updateStrategy = {"type":"OnDelete"} (StatefulSet till/pos)',
  ),
  pair(
    'how a DaemonSet is rolled out',
    daemonSet(),
    { ...daemonSet(), spec: { ...(daemonSet().spec as Data), updateStrategy: { type: 'OnDelete' } } },
    'change | till/pos: changed: /spec/updateStrategy = {"type":"OnDelete"} (DaemonSet till/pos)',
  ),
  pair(
    'a probe that no longer calls but runs a command',
    deployment({ container: { readinessProbe: { httpGet: { path: '/', port: 8080 } } } }),
    deployment({ container: { readinessProbe: { exec: { command: ['x'] } } } }),
    'restart | till/pos: readiness probe, one restart',
  ),
  pair(
    'a probe that no longer runs a command but calls',
    deployment({ container: { readinessProbe: { exec: { command: ['x'] } } } }),
    deployment({ container: { readinessProbe: { httpGet: { path: '/', port: 8080 } } } }),
    'restart | till/pos: readiness probe, one restart',
  ),
  pair(
    'a probe that no longer calls by gRPC',
    deployment({ container: { readinessProbe: { grpc: { port: 80 } } } }),
    deployment({ container: { readinessProbe: { exec: { command: ['x'] } } } }),
    'restart | till/pos: readiness probe, one restart',
  ),
  pair(
    'a probe that no longer connects',
    deployment({ container: { readinessProbe: { tcpSocket: { port: 80 } } } }),
    deployment({ container: { readinessProbe: { exec: { command: ['x'] } } } }),
    'restart | till/pos: readiness probe, one restart',
  ),
  pair(
    'a volume from a Secret, and not from a ConfigMap',
    deployment({ pod: { volumes: [{ name: 'v', configMap: { name: 'a' } }] } }),
    deployment({ pod: { volumes: [{ name: 'v', secret: { secretName: 'a' } }] } }),
    'restart | till/pos: volumes, one restart',
  ),
  pair(
    'a volume that stays, and not one in memory',
    deployment({ pod: { volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }] } }),
    deployment({ pod: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'a' } }] } }),
    'restart | till/pos: volumes, one restart',
  ),
  pair(
    'a volume, and not a path of the device',
    deployment({ pod: { volumes: [{ name: 'v', hostPath: { path: '/x' } }] } }),
    deployment({ pod: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'a' } }] } }),
    'restart | till/pos: volumes, one restart',
    'change | till/pos: may do less: path of the device /x removed',
  ),
  pair(
    'a Service that is no longer published',
    service(LOAD_BALANCER),
    service(),
    'network | till/pos: port closed: 80/tcp to all',
    'change | till/pos: changed: /spec/type removed, was LoadBalancer, /spec/allocateLoadBalancerNodePorts removed, was false (Service till/pos)',
  ),
  pair(
    'a Service that is no longer published, with node ports',
    service({ type: 'LoadBalancer' }),
    service(),
    'network | till/pos: port closed: 80/tcp to all',
    'change | till/pos: changed: /spec/type removed, was LoadBalancer (Service till/pos)',
  ),
  pair(
    'a Service without its node ports',
    service({ type: 'NodePort' }),
    service(),
    'change | till/pos: changed: /spec/type removed, was NodePort (Service till/pos)',
  ),
  pair(
    'a Service that becomes a name',
    service(),
    service({ type: 'ExternalName', externalName: 'x.y' }),
    'change | till/pos: changed: /spec/type = ExternalName, /spec/externalName = x.y (Service till/pos)',
  ),
  pair(
    'a Service that is no longer a name',
    service({ type: 'ExternalName', externalName: 'x.y' }),
    service(),
    'change | till/pos: changed: /spec/type removed, was ExternalName, /spec/externalName removed, was x.y (Service till/pos)',
  ),
  pair(
    'a Service that becomes headless',
    service(),
    service({ clusterIP: 'None' }),
    'apply-fails | till/pos: cannot be changed in place: /spec/clusterIP = None (Service till/pos)',
  ),
  pair(
    'a Service that no longer says it is headless',
    service({ clusterIP: 'None' }),
    service(),
    'change | till/pos: changed: /spec/clusterIP removed, was None (Service till/pos)',
  ),
  pair(
    'a load balancer without its class',
    service({ ...LOAD_BALANCER, loadBalancerClass: 'contoso.com/lb' }),
    service(LOAD_BALANCER),
    'apply-fails | till/pos: cannot be changed in place: /spec/loadBalancerClass removed, was contoso.com/lb (Service till/pos)',
  ),
  pair(
    'the type of a Secret',
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'till' }, type: 'Opaque' },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'till' }, type: 'example.com/x' },
    'apply-fails | Secret till/s: cannot be changed in place: /type',
  ),
  pair(
    'a ConfigMap that becomes immutable',
    configMap({ data: { mode: 'till' } }),
    configMap({ data: { mode: 'x' }, immutable: true }),
    'change | till/pos: changed: /data/mode till → x, /immutable = true (ConfigMap till/pos-config)',
  ),
  pair(
    'a ConfigMap that is no longer immutable',
    configMap({ data: { mode: 'till' }, immutable: true }),
    configMap({ data: { mode: 'till' } }),
    'apply-fails | till/pos: cannot be changed in place: /immutable removed, was true (ConfigMap till/pos-config)',
  ),
  pair(
    'the claims of a StatefulSet',
    statefulSet(),
    statefulSet({ volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claimSpec('2Gi') }] }),
    'apply-fails | till/pos: cannot be changed in place: /spec/volumeClaimTemplates/0/spec/resources/requests/storage 1Gi → 2Gi (StatefulSet till/pos)',
  ),
  pair(
    'the claims of a StatefulSet, which it no longer has',
    statefulSet(),
    statefulSet({ volumeClaimTemplates: [] }),
    'apply-fails | till/pos: cannot be changed in place: /spec/volumeClaimTemplates/0 (StatefulSet till/pos)',
  ),
  pair(
    'what a storage class does anyway',
    { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'x' }, provisioner: 'a/b' },
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'x' },
      provisioner: 'a/b',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
    },
    'change | StorageClass x: changed: /reclaimPolicy = Delete, /volumeBindingMode = Immediate',
  ),
  pair(
    'whether a priority drives others out',
    priorityClass(1),
    { ...priorityClass(1), preemptionPolicy: 'Never' },
    'apply-fails | PriorityClass tills: cannot be changed in place: /preemptionPolicy PreemptLowerPriority → Never',
  ),
  pair(
    'how often a Job has to end well, where it was once',
    job(),
    job({ completions: 2 }),
    'apply-fails | till/pos: cannot be changed in place: /spec/completions 1 → 2 (Job till/pos)',
  ),
  pair(
    'how many pods of a Job run at a time, where it was one',
    job(),
    job({ parallelism: 2 }),
    'change | till/pos: changed: /spec/parallelism = 2 (Job till/pos)',
  ),
  pair(
    'the size of an indexed Job',
    job({ completions: 2, parallelism: 2, completionMode: 'Indexed' }),
    job({ completions: 3, parallelism: 3, completionMode: 'Indexed' }),
    'change | till/pos: changed: /spec/completions 2 → 3, /spec/parallelism 2 → 3 (Job till/pos)',
  ),
  pair(
    'the size of an indexed Job without its parallelism',
    job({ completions: 2, parallelism: 2, completionMode: 'Indexed' }),
    job({ completions: 3, parallelism: 2, completionMode: 'Indexed' }),
    'apply-fails | till/pos: cannot be changed in place: /spec/completions 2 → 3 (Job till/pos)',
  ),
  pair(
    'the limits of a suspended Job',
    job({ suspend: true }),
    {
      ...job({ suspend: true }),
      spec: {
        suspend: true,
        template: template({
          pod: { restartPolicy: 'Never' },
          container: { resources: { limits: { cpu: '1', memory: '2Gi' } } },
        }),
      },
    },
    'change | till/pos: changed without a restart: cpu limit 500m → 1, memory limit 1Gi → 2Gi (Job till/pos)',
  ),
  pair(
    'how a Deployment is rolled out, where its type was stated',
    deployment({}, { strategy: { type: 'RollingUpdate' } }),
    deployment({}, { strategy: { type: 'Recreate' } }),
    'apply-fails | till/pos: cannot be changed in place: /spec/strategy/type RollingUpdate → Recreate (Deployment till/pos)',
  ),
  pair(
    'where a variable is from',
    deployment(),
    deployment({ container: { env: [{ name: 'DATABASE', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] } }),
    'restart | till/pos: env DATABASE, one restart',
  ),
  pair(
    'how a claim is used',
    claim('20Gi'),
    { ...claim('20Gi'), spec: { ...claimSpec('20Gi'), volumeMode: 'Block' } },
    'apply-fails | till/pos: cannot be changed in place: /spec/volumeMode Filesystem → Block (PersistentVolumeClaim till/pos-data)',
  ),
  pair(
    'how a StatefulSet is rolled out, where all of it was stated',
    statefulSet({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } }),
    statefulSet({ updateStrategy: { type: 'OnDelete' } }),
    'change | till/pos: changed: /spec/updateStrategy/type RollingUpdate → OnDelete, /spec/updateStrategy/rollingUpdate removed, was {"partition":0} (StatefulSet till/pos)',
  ),
  pair(
    'a claim that says how it is used anyway',
    claim('20Gi'),
    { ...claim('20Gi'), spec: { ...claimSpec('20Gi'), volumeMode: 'Filesystem' } },
    'change | till/pos: changed: /spec/volumeMode = Filesystem (PersistentVolumeClaim till/pos-data)',
  ),
  pair(
    'the selector of a Deployment',
    deployment(),
    deployment({}, { selector: WIDER }),
    'apply-fails | till/pos: cannot be changed in place: /spec/selector/matchLabels/app.kubernetes.io~1part-of = till (Deployment till/pos)',
  ),
  pair(
    'the selector of a DaemonSet',
    daemonSet(),
    daemonSet({}, WIDER),
    'apply-fails | till/pos: cannot be changed in place: /spec/selector/matchLabels/app.kubernetes.io~1part-of = till (DaemonSet till/pos)',
  ),
  pair(
    'the pods of a DaemonSet',
    daemonSet(),
    daemonSet({ tag: '1.4.3' }),
    'restart | till/pos: image 1.4.2 → 1.4.3, one restart',
  ),
  pair(
    'the service of a StatefulSet',
    statefulSet(),
    statefulSet({ serviceName: 'other' }),
    'apply-fails | till/pos: cannot be changed in place: /spec/serviceName pos → other (StatefulSet till/pos)',
  ),
  pair(
    'how often a StatefulSet runs',
    statefulSet(),
    statefulSet({ replicas: 2 }),
    'change | till/pos: replicas 1 → 2',
  ),
  pair(
    'the pods of a Job',
    job(),
    job({}, '1.4.3'),
    'apply-fails | till/pos: cannot be changed in place: /spec/template/spec/containers/0/image (Job till/pos)',
  ),
  pair(
    'how often a Job has to end well',
    job({ completions: 1, parallelism: 1 }),
    job({ completions: 2, parallelism: 1 }),
    'apply-fails | till/pos: cannot be changed in place: /spec/completions 1 → 2 (Job till/pos)',
  ),
  pair(
    'how many pods of a Job run at a time',
    job({ completions: 4, parallelism: 1 }),
    job({ completions: 4, parallelism: 2 }),
    'change | till/pos: changed: /spec/parallelism 1 → 2 (Job till/pos)',
  ),
  pair(
    'where a suspended Job is to run',
    job({ suspend: true }),
    {
      ...job({ suspend: true }),
      spec: { suspend: true, template: template({ pod: { restartPolicy: 'Never', nodeSelector: { disk: 'ssd' } } }) },
    },
    'change | till/pos: changed without a restart: placement = {"disk":"ssd"} (Job till/pos)',
  ),
  pair(
    'the pods of a CronJob',
    cronJob('1.4.2'),
    cronJob('1.4.3'),
    'change | till/pos: changed without a restart: image 1.4.2 → 1.4.3 (CronJob till/pos)',
  ),
  pair(
    'a claim made smaller',
    claim('20Gi'),
    claim('10Gi'),
    'apply-fails | till/pos: volume data 20Gi → 10Gi claim made smaller, which is refused (PersistentVolumeClaim till/pos-data)',
  ),
  pair(
    'a claim of another class',
    claim('20Gi'),
    claim('20Gi', 'local-path'),
    'apply-fails | till/pos: cannot be changed in place: /spec/storageClassName sff-local → local-path (PersistentVolumeClaim till/pos-data)',
  ),
  {
    title: 'a claim made larger where its class allows none',
    bound: true,
    old: [NAMESPACE, storageClass(), claim('20Gi')],
    new: [NAMESPACE, storageClass(), claim('30Gi')],
    changes: [
      'apply-fails | till/pos: volume data 20Gi → 30Gi claim made larger, which its storage class refuses (PersistentVolumeClaim till/pos-data)',
    ],
  },
  {
    title: 'a claim made larger where its class allows it',
    bound: true,
    old: [NAMESPACE, storageClass({ allowVolumeExpansion: true }), claim('20Gi')],
    new: [NAMESPACE, storageClass({ allowVolumeExpansion: true }), claim('30Gi')],
    changes: ['change | till/pos: volume data 20Gi → 30Gi claim made larger (PersistentVolumeClaim till/pos-data)'],
  },
  pair(
    'a claim that is written in another unit',
    claim('20Gi'),
    claim('20480Mi'),
    'information | site: written in another way, with the same meaning: kubernetes/apps/till.yaml',
  ),
  pair(
    'what a storage class keeps',
    storageClass(),
    storageClass({ reclaimPolicy: 'Delete' }),
    'apply-fails | StorageClass sff-local: cannot be changed in place: /reclaimPolicy Retain → Delete',
  ),
  pair(
    'whether claims of a storage class may grow',
    storageClass(),
    storageClass({ allowVolumeExpansion: true }),
    'change | StorageClass sff-local: changed: /allowVolumeExpansion = true',
  ),
  pair(
    'the address of a Service',
    service({ clusterIP: '10.43.0.50' }),
    service({ clusterIP: 'None' }),
    'apply-fails | till/pos: cannot be changed in place: /spec/clusterIP 10.43.0.50 → None (Service till/pos)',
  ),
  pair(
    'an address that a Service no longer states',
    service({ clusterIP: '10.43.0.50' }),
    service(),
    'change | till/pos: changed: /spec/clusterIP removed, was 10.43.0.50 (Service till/pos)',
  ),
  pair(
    'the class of a load balancer',
    service(LOAD_BALANCER),
    service({ ...LOAD_BALANCER, loadBalancerClass: 'contoso.com/lb' }),
    'apply-fails | till/pos: cannot be changed in place: /spec/loadBalancerClass = contoso.com/lb (Service till/pos)',
  ),
  pair(
    'a Service that is published',
    service(),
    service({ ...LOAD_BALANCER, loadBalancerSourceRanges: ['10.0.42.0/24'] }),
    'network | till/pos: port opened: 80/tcp to 10.0.42.0/24',
    'change | till/pos: changed: /spec/type = LoadBalancer, /spec/allocateLoadBalancerNodePorts = false, /spec/loadBalancerSourceRanges = ["10.0.42.0/24"] (Service till/pos)',
  ),
  pair(
    'the content of a ConfigMap',
    configMap({ data: { mode: 'till' } }),
    configMap({ data: { mode: 'kiosk' } }),
    'change | till/pos: changed: /data/mode till → kiosk (ConfigMap till/pos-config)',
  ),
  pair(
    'the content of an immutable ConfigMap',
    configMap({ data: { mode: 'till' }, immutable: true }),
    configMap({ data: { mode: 'kiosk' }, immutable: true }),
    'apply-fails | till/pos: cannot be changed in place: /data/mode till → kiosk (ConfigMap till/pos-config)',
  ),
  pair(
    'the role of a binding',
    roleBinding('view', 'pos'),
    roleBinding('edit', 'pos'),
    'apply-fails | RoleBinding till/pos: cannot be changed in place: /roleRef/name view → edit',
  ),
  pair(
    'whom a binding is for',
    roleBinding('view', 'pos'),
    roleBinding('view', 'db'),
    'change | RoleBinding till/pos: changed: /subjects/0 removed, was {"kind":"ServiceAccount","name":"pos","namespace":"till"}, /subjects/0 = {"kind":"ServiceAccount","name":"db","namespace":"till"}',
  ),
  pair(
    'the value of a priority',
    priorityClass(1000),
    priorityClass(2000),
    'apply-fails | PriorityClass tills: cannot be changed in place: /value 1000 → 2000',
  ),
  pair(
    'the description of a priority',
    priorityClass(1000),
    priorityClass(1000, 'Others later.'),
    'change | PriorityClass tills: changed: /description Tills first. → Others later.',
  ),
  pair(
    'a policy that lets more through',
    networkPolicy({ egress: [peer('10.0.42.50/32', 9100)] }),
    networkPolicy({ egress: [peer('10.0.42.50/32', 9100), peer('10.1.0.0/16', 443)] }),
    'network | till/pos: may call more: 443/tcp to 10.1.0.0/16',
  ),
  pair(
    'a capability',
    deployment({ container: { securityContext: { capabilities: { drop: ['ALL'] } } } }),
    deployment({ container: { securityContext: { capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } } } }),
    'restart | till/pos: security context, one restart',
    'security | till/pos: may do other things: capability NET_ADMIN',
  ),
  {
    title: 'the Pod Security level of a namespace',
    old: [namespace('restricted')],
    new: [namespace('privileged')],
    changes: ['security | namespace till: Pod Security level lowered: level restricted → privileged'],
  },
];

/** Bare pods, which ask for more of a cluster than an API server alone has. */
export const POD_PAIRS: readonly KubernetesPair[] = [
  pair('the image of a pod', pod(), pod({ tag: '1.4.3' }), 'restart | till/pos: image 1.4.2 → 1.4.3, one restart'),
  pair(
    'a variable of a pod',
    pod(),
    pod({ container: { env: [] } }),
    'apply-fails | till/pos: cannot be changed in place: /spec/containers/0/env/0 removed, was {"name":"DATABASE","value":"db.till:5432"} (Pod till/pos)',
  ),
];
