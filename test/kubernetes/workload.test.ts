import { Duration, JsonPatch, Size } from 'cdk8s';
import { Application, Health, Rules, Secret, SffDevice, Workload } from '../../lib';
import { literal } from '../../lib/kubernetes/container';
import {
  container,
  DIGEST,
  faultsOf,
  find,
  hardware,
  k3s,
  mainOf,
  podOf,
  problemsOf,
  render,
  siteJson,
  untyped,
} from '../tree/program';

import { http, kinds, levelOf, one } from './one';

/** A sidecar of 16 GiB, and an init container. */
const beside = (init: object) => ({
  sidecars: [{ ...container, name: 'sidecar', limits: { cpu: 1, memory: Size.gibibytes(16) } }],
  init: [{ ...container, name: 'init', ...init }],
});

describe('a workload on Kubernetes', () => {
  it('is a ServiceAccount, a Deployment and a NetworkPolicy, in a namespace of its application', () => {
    const { app, site } = k3s();
    new Workload(new Application(site, 'till'), 'pos', container);
    const objects = render(app);
    expect(kinds(objects, 'till')).toEqual([
      'ServiceAccount pos',
      'Deployment pos',
      'NetworkPolicy pos',
      'NetworkPolicy default-deny',
      'NetworkPolicy allow-dns',
      'LimitRange container-defaults',
    ]);
  });

  it('is locked down', () => {
    const objects = one({});
    expect(podOf(objects, 'pos')).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      serviceAccountName: 'pos',
      terminationGracePeriodSeconds: 30,
      securityContext: {
        fsGroup: 10001,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumes: [{ name: 'tmp-0', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }],
    });
    expect(mainOf(objects, 'pos')).toEqual({
      name: 'pos',
      image: container.image,
      imagePullPolicy: 'IfNotPresent',
      resources: {
        limits: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '1Gi' },
        requests: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '64Mi' },
      },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsGroup: 10001,
        runAsNonRoot: true,
        runAsUser: 10001,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumeMounts: [{ name: 'tmp-0', mountPath: '/tmp' }],
    });
    expect(find(objects, 'ServiceAccount', 'pos').automountServiceAccountToken).toBe(false);
  });

  it('gets each exception that it gives a reason for, and records the reasons', () => {
    const exceptions = {
      root: 'A',
      writableRootFilesystem: 'B',
      privilegeEscalation: 'C',
    };
    const { app, site } = k3s();
    const capabilities = { add: ['NET_BIND_SERVICE', 'CHOWN'], reason: 'D' } as const;
    new Workload(site, 'pos', { ...container, user: 0, exceptions, capabilities });
    const objects = render(app);
    expect(mainOf(objects, 'pos').securityContext).toEqual({
      allowPrivilegeEscalation: true,
      capabilities: { drop: ['ALL'], add: ['CHOWN', 'NET_BIND_SERVICE'] },
      readOnlyRootFilesystem: false,
      runAsGroup: 0,
      runAsUser: 0,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(podOf(objects, 'pos').volumes).toBeUndefined();
    expect(levelOf(objects, 'apps')).toBe('baseline');
    expect(siteJson(app).exceptions).toEqual([
      { path: 'stores/s1/pos', container: 'pos', exception: 'root', reason: 'A' },
      { path: 'stores/s1/pos', container: 'pos', exception: 'writableRootFilesystem', reason: 'B' },
      { path: 'stores/s1/pos', container: 'pos', exception: 'privilegeEscalation', reason: 'C' },
      { path: 'stores/s1/pos', container: 'pos', exception: 'capabilities CHOWN, NET_BIND_SERVICE', reason: 'D' },
    ]);
  });

  it.each([
    ['nothing', {}, 'restricted'],
    ['NET_BIND_SERVICE', { capabilities: { add: ['NET_BIND_SERVICE'], reason: 'x' } }, 'restricted'],
    ['a GPU through its device plugin', { gpus: 1 }, 'restricted'],
    ['a capability of the baseline', { capabilities: { add: ['CHOWN'], reason: 'x' } }, 'baseline'],
    ["the image's user", { user: 'image' }, 'baseline'],
    ['escalation', { exceptions: { privilegeEscalation: 'x' } }, 'baseline'],
    ['a capability beyond', { capabilities: { add: ['NET_ADMIN'], reason: 'x' } }, 'privileged'],
    ['privileges', { exceptions: { privileged: 'x' } }, 'privileged'],
    ['the network of the device', { hostNetwork: { reason: 'x' } }, 'privileged'],
    ['a host path', { volumes: [{ hostPath: '/srv/x', mountPath: '/x' }] }, 'privileged'],
    ['a host port', { ports: [{ ...http, publish: 80 }], k3s: { publish: 'hostPort' } }, 'privileged'],
    ['a published port', { ports: [{ ...http, publish: 80 }] }, 'restricted'],
    [
      'a sidecar with a capability',
      { sidecars: [{ ...container, name: 'x', capabilities: { add: ['SYS_TIME'], reason: 'x' } }] },
      'privileged',
    ],
  ])('with %s makes its namespace what it needs', (_, props, level) => {
    const gpus = [{ vendor: 'nvidia', model: 'L4' }] as const;
    expect(levelOf(one(props, { hostPaths: ['/srv'] }, {}, { gpus }), 'apps')).toBe(level);
  });

  it('has a namespace that limits what comes into it without limits', () => {
    expect(find(one({}), 'LimitRange', 'container-defaults').spec).toEqual({
      limits: [
        {
          type: 'Container',
          default: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '1Gi' },
          defaultRequest: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
        },
      ],
    });
  });

  it('shares its level with its namespace only', () => {
    const { app, site } = k3s();
    new Workload(new Application(site, 'a'), 'x', { ...container, exceptions: { privileged: 'x' } });
    new Workload(new Application(site, 'b'), 'x', container);
    const objects = render(app);
    expect([levelOf(objects, 'a'), levelOf(objects, 'b')]).toEqual(['privileged', 'restricted']);
  });

  it('is replaced when it is one, and rolled when there are several', () => {
    expect(find(one({}), 'Deployment', 'pos').spec).toMatchObject({
      replicas: 1,
      revisionHistoryLimit: 2,
      strategy: { type: 'Recreate' },
    });
    expect(find(one({ replicas: 3 }), 'Deployment', 'pos').spec).toMatchObject({
      replicas: 3,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    });
  });

  it('spreads its replicas where it can, and runs them together where it must', () => {
    expect(podOf(one({ replicas: 2 }), 'pos').topologySpreadConstraints).toEqual([
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'pos' } },
      },
    ]);
    expect(podOf(one({}), 'pos')).not.toHaveProperty('topologySpreadConstraints');
  });

  it.each([
    ['an hour, when neither size nor link is known', undefined, undefined, 3600],
    ['an hour, when the size is not known', undefined, 10, 3600],
    ['an hour, when the link is not known', 500_000_000, undefined, 3600],
    ['ten minutes and twice the time of the pull', 500_000_000, 10, 600 + 800],
    ['no more than it needs on a fast link', 1, 10_000, 601],
  ])('has a deadline of %s', (_, size, downlink, seconds) => {
    const images = { 'registry.contoso.com/pos:1.4.2': size === undefined ? DIGEST : { digest: DIGEST, size } };
    const link = downlink === undefined ? undefined : { downlink };
    const { progressDeadlineSeconds } = find(one({}, { images, link }), 'Deployment', 'pos').spec;
    expect(progressDeadlineSeconds).toBe(seconds);
  });

  it('is restarted by a change of a config file, and by nothing else', () => {
    const hashOf = (content: string, env = '1') => {
      const objects = one({ configFiles: [{ path: '/etc/pos.conf', content }], env: { A: env } });
      const { template } = find(objects, 'Deployment', 'pos').spec as {
        template: { metadata: { annotations: Record<string, string> } };
      };
      return template.metadata.annotations['sff-constructs/config-hash'];
    };
    expect(hashOf('a')).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf('a')).toBe(hashOf('a', '2'));
    expect(hashOf('a')).not.toBe(hashOf('b'));
  });

  it('has its config files in a ConfigMap for each container, mounted one by one', () => {
    const objects = one({
      configFiles: [
        { path: '/etc/pos/pos.conf', content: 'a' },
        { path: '/etc/pos.pos.conf', content: 'b' },
        { path: '/..odd', content: 'c' },
      ],
      sidecars: [{ ...container, name: 'log', configFiles: [{ path: '/etc/log.conf', content: 'd' }] }],
    });
    const data = find(objects, 'ConfigMap', 'pos-config').data as Record<string, string>;
    expect(Object.values(data).sort()).toEqual(['a', 'b', 'c']);
    for (const key of Object.keys(data)) expect(key).toMatch(/^(?!\.\.)[-._a-zA-Z0-9]{1,253}$/);
    const mounts = mainOf(objects, 'pos').volumeMounts as { mountPath: string; subPath?: string; readOnly?: boolean }[];
    const mounted = mounts.flatMap((m) => (m.subPath ? [[m.mountPath, data[m.subPath], m.readOnly]] : []));
    expect(mounted).toEqual([
      ['/etc/pos/pos.conf', 'a', true],
      ['/etc/pos.pos.conf', 'b', true],
      ['/..odd', 'c', true],
    ]);
    expect(find(objects, 'ConfigMap', 'pos-log-config').data).toEqual({ 'etc.log.conf': 'd' });
  });

  it('reads secrets as files of its group, or of everyone where the image decides the group', () => {
    const secrets = [
      { secret: Secret.named('db', { key: 'password' }), mountPath: '/run/secrets/db' },
      { secret: Secret.named('db', { key: 'user' }), mountPath: '/run/secrets/user' },
    ];
    const objects = one({ secrets });
    expect(podOf(objects, 'pos').volumes).toContainEqual({
      name: 'secret-db',
      secret: { secretName: 'db', defaultMode: 0o440 },
    });
    expect(mainOf(objects, 'pos').volumeMounts).toContainEqual({
      name: 'secret-db',
      mountPath: '/run/secrets/db',
      subPath: 'password',
      readOnly: true,
    });
    expect(podOf(one({ secrets, user: 'image' }), 'pos').volumes).toContainEqual(
      expect.objectContaining({ secret: { secretName: 'db', defaultMode: 0o444 } }),
    );
  });

  it('lists the secrets that the site has to have, never their values', () => {
    const { app, site } = k3s({ defaults: { pullSecrets: ['registry'] } });
    new Workload(site, 'pos', {
      ...container,
      env: { PASSWORD: Secret.named('db', { key: 'password' }) },
      secrets: [{ secret: Secret.named('db', { key: 'ca' }), mountPath: '/run/ca' }],
      kubernetes: { secretsInEnv: 'secretKeyRef', reason: 'The image reads nothing else.' },
    });
    const common = { workload: 'stores/s1/pos', kind: 'kubernetes-secret', namespace: 'apps' };
    expect(siteJson(app).secrets).toEqual([
      { ...common, name: 'db', keys: ['ca', 'password'] },
      { ...common, name: 'registry', keys: ['.dockerconfigjson'] },
    ]);
    expect(mainOf(render(app), 'pos').env).toEqual([
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
    ]);
  });

  it('has the secrets that its other containers read', () => {
    const sidecar = { ...container, name: 'proxy', secrets: [{ secret: Secret.named('tls'), mountPath: '/run/tls' }] };
    const { volumes, initContainers } = podOf(one({ sidecars: [sidecar] }), 'pos');
    expect(volumes).toContainEqual(expect.objectContaining({ name: 'secret-tls', secret: expect.anything() }));
    expect(initContainers?.[0]?.volumeMounts).toContainEqual(
      expect.objectContaining({ name: 'secret-tls', mountPath: '/run/tls' }),
    );
  });

  it('has a /tmp and config files for each of its containers, which no other mounts', () => {
    const objects = one({
      configFiles: [{ path: '/etc/pos.conf', content: 'a' }],
      sidecars: [{ ...container, name: 'log', configFiles: [{ path: '/etc/log.conf', content: 'b' }] }],
      init: [{ ...container, name: 'migrate' }],
    });
    const { containers, initContainers = [], volumes = [] } = podOf(objects, 'pos');
    const mounted = [...containers, ...initContainers].map((c) =>
      (c.volumeMounts as { name: string }[]).map(({ name }) => name),
    );
    expect(volumes.map(({ name }) => name).sort()).toEqual(mounted.flat().sort());
    const contents = mounted.map((names) =>
      names.map((name) => {
        const volume = volumes.find((v) => v.name === name) as { configMap?: { name: string } };
        return volume.configMap?.name ?? '/tmp';
      }),
    );
    expect(contents).toEqual([['/tmp', 'pos-config'], ['/tmp', 'pos-log-config'], ['/tmp']]);
  });

  it('pulls its images with the secrets of its site', () => {
    expect(podOf(one({}, { defaults: { pullSecrets: ['registry'] } }), 'pos').imagePullSecrets).toEqual([
      { name: 'registry' },
    ]);
    expect(podOf(one({}), 'pos')).not.toHaveProperty('imagePullSecrets');
  });

  it('keeps its data when a delivery engine prunes', () => {
    const objects = one({ volumes: [{ name: 'data', mountPath: '/data', size: Size.gibibytes(20) }] });
    const keep = {
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      'helm.sh/resource-policy': 'keep',
      'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    };
    expect(find(objects, 'PersistentVolumeClaim', 'pos-data')).toMatchObject({
      metadata: { annotations: keep },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'sff-local',
        resources: { requests: { storage: '20Gi' } },
      },
    });
    expect(find(objects, 'Namespace', 'apps').metadata.annotations).toEqual(keep);
    expect(find(objects, 'StorageClass', 'sff-local')).toMatchObject({
      metadata: { annotations: keep },
      provisioner: 'rancher.io/local-path',
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    expect(one({}).map((o) => o.kind)).not.toContain('StorageClass');
  });

  it('has probes of its health check', () => {
    const timing = { interval: Duration.seconds(20), timeout: Duration.millis(1500), retries: 4 };
    const health = Health.httpGet({ path: '/healthz', port: 'http', ...timing });
    const probe = {
      httpGet: { path: '/healthz', port: 8080 },
      periodSeconds: 20,
      timeoutSeconds: 2,
      failureThreshold: 4,
    };
    const ready = mainOf(one({ ports: [http], health }), 'pos');
    expect(ready.readinessProbe).toEqual(probe);
    expect(ready.livenessProbe).toBeUndefined();
    expect(ready.startupProbe).toBeUndefined();
    const alive = mainOf(
      one({
        health: Health.command(['sh', '-c', 'test "$(id -u)" = 1'], {
          ...timing,
          startPeriod: Duration.seconds(50),
          restartAfter: Duration.minutes(2),
        }),
      }),
      'pos',
    );
    // The kubelet expands variables in the commands of probes, too (pkg/kubelet/prober/prober.go).
    expect(alive.readinessProbe).toMatchObject({ exec: { command: ['sh', '-c', 'test "$$(id -u)" = 1'] } });
    expect(alive.livenessProbe).toMatchObject({ failureThreshold: 6, periodSeconds: 20 });
    expect(alive.startupProbe).toMatchObject({ failureThreshold: 3 + 4 });
    expect(mainOf(one({ health: Health.tcp({ port: 9000 }) }), 'pos').readinessProbe).toEqual({
      tcpSocket: { port: 9000 },
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    });
  });

  it('is restarted in the time that it says, also by a check that hangs for longer than its interval', () => {
    const [interval, timeout] = [Duration.seconds(10), Duration.seconds(60)];
    const times = { interval, timeout, startPeriod: Duration.minutes(3), restartAfter: Duration.minutes(2) };
    const main = mainOf(one({ health: Health.tcp({ port: 9000, ...times }) }), 'pos');
    expect(main.readinessProbe).toMatchObject({ periodSeconds: 10, timeoutSeconds: 60 });
    expect(main.livenessProbe).toMatchObject({ periodSeconds: 60, failureThreshold: 2 });
    expect(main.startupProbe).toMatchObject({ periodSeconds: 60, failureThreshold: 3 + 3 });
  });

  it('has no startup probe in a sidecar: the main container, whose port it may check, would wait for it', () => {
    const sidecar = (startPeriod: number) => {
      const times = { startPeriod: Duration.seconds(startPeriod), restartAfter: Duration.minutes(1) };
      const health = Health.httpGet({ path: '/', port: 'http', ...times });
      return podOf(one({ ports: [http], sidecars: [{ ...container, name: 'proxy', health }] }), 'pos')
        .initContainers?.[0];
    };
    expect(sidecar(40)).not.toHaveProperty('startupProbe');
    expect(sidecar(40)?.livenessProbe).toMatchObject({ initialDelaySeconds: 40, failureThreshold: 6 });
    expect(sidecar(0)?.livenessProbe).not.toHaveProperty('initialDelaySeconds');
  });

  it('is ended at once in a second: with 0 the next pod could have its volumes before it is gone', () => {
    expect(podOf(one({ stopGracePeriod: Duration.seconds(0) }), 'pos').terminationGracePeriodSeconds).toBe(1);
  });

  it('has its sidecars before its init containers, and both before itself', () => {
    const objects = one({
      sidecars: [{ ...container, name: 'proxy', user: undefined, health: Health.tcp({ port: 9000 }) }],
      init: [{ ...container, name: 'migrate', mounts: [{ volume: 'data', mountPath: '/data', readOnly: true }] }],
      volumes: [{ name: 'data', mountPath: '/var/data', size: Size.gibibytes(1) }],
    });
    const { initContainers } = podOf(objects, 'pos');
    expect(initContainers).toMatchObject([
      { name: 'proxy', restartPolicy: 'Always', readinessProbe: { tcpSocket: { port: 9000 } } },
      {
        name: 'migrate',
        volumeMounts: expect.arrayContaining([{ name: 'volume-data', mountPath: '/data', readOnly: true }]),
      },
    ]);
    expect(initContainers?.[0]?.securityContext).toMatchObject({ runAsUser: container.user });
    expect(initContainers?.[1]).not.toHaveProperty('restartPolicy');
  });

  it('has no /tmp of ours where it has its own', () => {
    const objects = one({ volumes: [{ tmpfs: Size.gibibytes(1), mountPath: '/tmp' }] });
    expect(podOf(objects, 'pos').volumes).toEqual([
      { name: 'tmpfs-0', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } },
    ]);
    expect(mainOf(objects, 'pos').volumeMounts).toEqual([{ name: 'tmpfs-0', mountPath: '/tmp' }]);
  });

  it('mounts paths of the device read-only, unless told otherwise', () => {
    const volumes = [
      { hostPath: '/srv/a', mountPath: '/a' },
      { hostPath: '/srv/b', mountPath: '/b', readOnly: false },
    ];
    const mounts = mainOf(one({ volumes }, { hostPaths: ['/srv'] }), 'pos').volumeMounts;
    expect(mounts).toEqual([
      { name: 'host-0', mountPath: '/a', readOnly: true },
      { name: 'host-1', mountPath: '/b' },
      { name: 'tmp-0', mountPath: '/tmp' },
    ]);
  });

  it('gets a GPU by the device plugin', () => {
    const objects = one({ gpus: 2 }, {}, {}, { gpus: [1, 2].map(() => ({ vendor: 'nvidia', model: 'L4' })) });
    expect(podOf(objects, 'pos').runtimeClassName).toBe('nvidia');
    expect(mainOf(objects, 'pos').resources).toMatchObject({ limits: { 'nvidia.com/gpu': '2', cpu: '500m' } });
  });

  it('gets peripherals by a device plugin, or by privileges', () => {
    const peripherals = ['/dev/ttyUSB0', '/dev/ttyUSB1', '/dev/video0'];
    const resource = { resource: 'squat.ai/serial' };
    const kubernetes = {
      peripherals: { '/dev/ttyUSB0': resource, '/dev/ttyUSB1': resource, '/dev/video0': 'privileged' },
      reason: 'Scanners and a camera.',
    };
    const objects = one({ peripherals, kubernetes }, {}, {}, { peripherals });
    expect(mainOf(objects, 'pos')).toMatchObject({
      resources: { limits: { 'squat.ai/serial': '2' } },
      securityContext: { privileged: true, allowPrivilegeEscalation: true },
    });
    expect(podOf(objects, 'pos').volumes).toContainEqual({
      name: 'peripheral-2',
      hostPath: { path: '/dev/video0', type: 'CharDevice' },
    });
    expect(levelOf(objects, 'apps')).toBe('privileged');
  });

  it.each([
    ['/dev/ttyUSB0', 'CharDevice'],
    ['/dev/serial/by-id/usb-Zebra-if00', 'CharDevice'],
    ['/dev/dri', 'Directory'],
    ['/dev/dri/renderD128', 'CharDevice'],
    ['/dev/bus/usb', 'Directory'],
    ['/dev/bus/usb/001/002', 'CharDevice'],
    ['/dev/sdb', 'BlockDevice'],
    ['/dev/nvme0n1p2', 'BlockDevice'],
    ['/dev/nvme0', 'CharDevice'],
    ['/dev/disk/by-label/media', 'BlockDevice'],
  ])('mounts the peripheral %s as a %s, without which it does not start', (path, type) => {
    const kubernetes = { peripherals: { [path]: 'privileged' }, reason: 'A test.' };
    const { volumes } = podOf(one({ peripherals: [path], kubernetes }, {}, {}, { peripherals: [path] }), 'pos');
    expect(volumes).toContainEqual({ name: 'peripheral-0', hostPath: { path, type } });
  });

  it('has no peripheral that is none: what is not below /dev is a volume', () => {
    const { app, site } = k3s({}, {}, { peripherals: ['/etc'] });
    const kubernetes = { peripherals: { '/etc': 'privileged' }, reason: 'A test.' } as const;
    new Workload(site, 'pos', { ...container, peripherals: ['/etc'], kubernetes });
    expect(faultsOf(app)).toEqual(['path-invalid stores/s1/pos']);
  });

  it('does not land where its mounted peripheral is not', () => {
    const peripherals = ['/dev/video0'];
    const { app, site, device } = k3s({}, {}, { peripherals });
    new SffDevice(site, 'node-2', { ...hardware, role: 'agent' });
    const kubernetes = { peripherals: { '/dev/video0': 'privileged' }, reason: 'A camera.' } as const;
    new Workload(site, 'free', { ...container, peripherals, kubernetes });
    const placed = new Workload(site, 'placed', { ...container, peripherals, kubernetes, on: device });
    expect(faultsOf(app)).toEqual(['hardware-missing stores/s1/free']);
    expect(placed.hostname).toBe('placed.apps');
  });

  it.each([
    ['a GPU', { gpus: 1 }],
    ['more GPUs than there are', { gpus: 3 }],
    ['a peripheral', { peripherals: ['/dev/x'], kubernetes: { peripherals: { '/dev/x': 'privileged' }, reason: 'x' } }],
  ])('that needs %s needs a device that has it', (_, props) => {
    const { app, site } = k3s(
      {},
      {},
      { gpus: 'gpus' in props && props.gpus === 3 ? [{ vendor: 'nvidia', model: 'L4' }] : [] },
    );
    new Workload(site, 'pos', untyped({ ...container, ...props }));
    expect(faultsOf(app)).toEqual(['hardware-missing stores/s1/pos']);
  });

  const gib = (memory: number, cpu = 1) => ({ limits: { cpu, memory: Size.gibibytes(memory) } });

  it.each<[string, object]>([
    ['more memory than there is', gib(64)],
    ['more CPUs, with its sidecar', { ...gib(1, 20), sidecars: [{ ...container, name: 'x', ...gib(1, 20) }] }],
    ['more memory, in an init container beside a sidecar', beside(gib(20))],
    ['a GPU for each of three replicas', { gpus: 1, replicas: 3 }],
    ['memory for each of two replicas', { ...gib(20), replicas: 2 }],
  ])('that needs %s is refused: it would wait for ever', (_, props) => {
    const { app, site } = k3s({}, {}, { gpus: [{ vendor: 'nvidia', model: 'L4' }] });
    new Workload(site, 'pos', untyped({ ...container, ...props }));
    expect(faultsOf(app)).toEqual(['hardware-missing stores/s1/pos']);
  });

  it('that reserves less than its limit needs what it reserves', () => {
    const reservations = { cpu: 1, memory: Size.gibibytes(1) };
    one({ ...gib(64, 40), reservations });
    one({ ...beside(gib(16)), ...gib(16) });
  });

  it('shares the devices with others: the first for which there is no room is refused', () => {
    const { app, site, device } = k3s();
    const other = new SffDevice(site, 'node-2', { ...hardware, role: 'agent' });
    for (const id of ['a', 'b', 'c']) new Workload(site, id, { ...container, ...gib(12), on: device });
    expect(faultsOf(app)).toEqual(['hardware-missing stores/s1/c']);
    expect(problemsOf(app)[0]?.message).toContain('node-1');
    new Workload(site, 'd', { ...container, ...gib(30), on: other });
    expect(faultsOf(app)).toEqual(['hardware-missing stores/s1/c', 'hardware-missing stores/s1/d']);
    expect(problemsOf(app)[1]?.message).toContain('the site has 65536 MiB');
  });

  it('runs on the device that it names', () => {
    const { app, site, device } = k3s();
    new Workload(site, 'pos', { ...container, on: device });
    expect(podOf(render(app), 'pos').nodeSelector).toEqual({ 'kubernetes.io/hostname': 'node-1' });
  });

  it('has the priority that it asks for, and its class', () => {
    for (const [priority, value] of [
      ['critical', 1_000_000],
      ['best-effort', -1000],
    ] as const) {
      const objects = one({ priority });
      expect(podOf(objects, 'pos').priorityClassName).toBe(`sff-${priority}`);
      expect(find(objects, 'PriorityClass', `sff-${priority}`)).toMatchObject({ value, globalDefault: false });
    }
    expect(one({}).map((o) => o.kind)).not.toContain('PriorityClass');
  });

  it('in the network of its device keeps the DNS of the cluster, and takes its ports', () => {
    const { app, site } = k3s();
    new Workload(site, 'a', { ...container, ports: [http], hostNetwork: { reason: 'Multicast.' } });
    expect(podOf(render(app), 'a')).toMatchObject({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' });
    new Workload(site, 'b', { ...container, ports: [{ ...http, publish: 8080 }] });
    new Workload(site, 'kubelet', { ...container, ports: [{ name: 'x', port: 10250 }], hostNetwork: { reason: 'x' } });
    expect(faultsOf(app)).toEqual(['port-collision stores/s1/b', 'port-reserved stores/s1/kubelet']);
  });

  it('is not expanded: what looks like a variable of Kubernetes is escaped', () => {
    const objects = one({ command: ['echo', '$(A)'], args: ['$HOME', '$$(A)'], env: { A: 'x$(B)' } });
    expect(mainOf(objects, 'pos')).toMatchObject({
      command: ['echo', '$$(A)'],
      args: ['$HOME', '$$$$(A)'],
      env: [{ name: 'A', value: 'x$$(B)' }],
    });
    // k8s.io/kubernetes third_party/forked/golang/expansion: `$$` is `$`, `$(A)` a variable, all else itself.
    const expand = (text: string) => text.replace(/\$(\$|\([^)]*\))/g, (_, next: string) => (next === '$' ? '$' : '?'));
    for (const text of ['$', '$$', '$$$', '$(', '$(A)', '$$(A)', '$$$(A)', '$A$(B)$$', 'a$b', '$)']) {
      expect(expand(literal(text))).toBe(text);
    }
  });

  it('is patched by operations on its Deployment', () => {
    const { app, site } = k3s();
    const pos = new Workload(site, 'pos', container);
    pos.patch(JsonPatch.add('/spec/minReadySeconds', 5), JsonPatch.add('/spec/template/spec/hostPID', true));
    expect(faultsOf(app)).toEqual(['host-namespace stores/s1/pos']);
    Rules.waive(pos, ['host-namespace'], { reason: 'A debugger.' });
    const objects = render(app);
    expect(find(objects, 'Deployment', 'pos').spec.minReadySeconds).toBe(5);
    expect(levelOf(objects, 'apps')).toBe('privileged');
  });

  it('whose patch fails is one problem with its path, and shows no content', () => {
    const { app, site } = k3s();
    const pos = new Workload(site, 'pos', { ...container, env: { A: 'content' } });
    pos.patch(JsonPatch.test('/spec/replicas', 7));
    expect(faultsOf(app)).toEqual(['object-invalid stores/s1/pos']);
    expect(problemsOf(app)[0]?.message).not.toContain('content');
  });
});
