import { ApiObject, Cron, Duration, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { pinned } from './images';
import type { Till } from './till';

/** Where head office takes the day's totals: a range that every store reaches through its VPN. */
const HEAD_OFFICE = '10.1.20.0/28';

const POD = '/spec/jobTemplate/spec/template/spec';

/** Sends the day's totals to head office each night: a CronJob of cdk8s-plus, since the library has no jobs. */
export class EndOfDay extends Construct {
  constructor(till: Till<'k3s'>, id: string) {
    super(till, id);
    const podLabels = { 'app.kubernetes.io/name': id };
    const password = kplus.Secret.fromSecretName(this, 'password', 'db');
    const job = new kplus.CronJob(this, 'job', {
      metadata: { name: id },
      podMetadata: { labels: podLabels },
      schedule: new Cron({ minute: '30', hour: '23' }),
      timeZone: 'Europe/Berlin',
      startingDeadline: Duration.hours(6),
      backoffLimit: 3,
      ttlAfterFinished: Duration.days(7),
      restartPolicy: kplus.RestartPolicy.NEVER,
      automountServiceAccountToken: false,
      dockerRegistryAuth: kplus.Secret.fromSecretName(this, 'registry', 'registry'),
      securityContext: { ensureNonRoot: true, user: 10003, group: 10003, fsGroup: 10003 },
      containers: [
        {
          name: 'totals',
          image: pinned('registry.contoso.com/end-of-day:2.1.0'),
          imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
          envVariables: {
            DATABASE: kplus.EnvValue.fromValue(till.db.endpoint('pg')),
            DATABASE_PASSWORD_FILE: kplus.EnvValue.fromValue('/run/secrets/db/password'),
          },
          resources: {
            cpu: { request: kplus.Cpu.millis(50), limit: kplus.Cpu.millis(500) },
            memory: { request: Size.mebibytes(64), limit: Size.mebibytes(128) },
          },
          securityContext: { ensureNonRoot: true, user: 10003, group: 10003, readOnlyRootFilesystem: true },
          volumeMounts: [
            {
              path: '/run/secrets/db',
              readOnly: true,
              volume: kplus.Volume.fromSecret(this, 'db', password, { name: 'db', defaultMode: 0o440 }),
            },
          ],
        },
      ],
    });
    // cdk8s-plus has no word for these two, and without them the whole namespace would drop to `baseline`.
    ApiObject.of(job).addJsonPatch(
      JsonPatch.add(`${POD}/securityContext/seccompProfile`, { type: 'RuntimeDefault' }),
      JsonPatch.add(`${POD}/containers/0/securityContext/capabilities`, { drop: ['ALL'] }),
    );

    // The namespace denies what nobody declares. Both ends have to: the job may call, the database lets it in.
    new kplus.NetworkPolicy(this, 'egress', {
      metadata: { name: id },
      selector: job,
      egress: {
        rules: [
          {
            peer: kplus.Pods.select(this, 'database', { labels: { 'app.kubernetes.io/name': till.db.node.id } }),
            ports: [kplus.NetworkPolicyPort.tcp(5432)],
          },
          {
            peer: kplus.NetworkPolicyIpBlock.ipv4(this, 'head-office', HEAD_OFFICE),
            ports: [kplus.NetworkPolicyPort.tcp(443)],
          },
        ],
      },
    });
    till.db.allowFrom({ namespace: till.namespace, podLabels, ports: ['pg'] });
  }
}
