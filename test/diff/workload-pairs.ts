import {
  claimSpec,
  cronJob,
  daemonSet,
  deployment,
  job,
  type KubernetesPair,
  pair,
  pod,
  statefulSet,
  template,
  WIDER,
} from './kubernetes-objects';
import type { Data } from './outputs';

/** What restarts pods, and what the API server refuses of what runs them. */
export const WORKLOAD_PAIRS: readonly KubernetesPair[] = [
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
    'how a StatefulSet is rolled out, where all of it was stated',
    statefulSet({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } }),
    statefulSet({ updateStrategy: { type: 'OnDelete' } }),
    'change | till/pos: changed: /spec/updateStrategy/type RollingUpdate → OnDelete, /spec/updateStrategy/rollingUpdate removed, was {"partition":0} (StatefulSet till/pos)',
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
    'a capability',
    deployment({ container: { securityContext: { capabilities: { drop: ['ALL'] } } } }),
    deployment({ container: { securityContext: { capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } } } }),
    'restart | till/pos: security context, one restart',
    'security | till/pos: may do other things: capability NET_ADMIN',
  ),
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
