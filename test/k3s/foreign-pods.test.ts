import { ApiObject, Chart, JsonPatch, Size } from 'cdk8s';
import { ConfigMap, Cpu, Deployment, DeploymentStrategy, EnvValue, ImagePullPolicy, Namespace } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Application, type K3sSite, Rules, Workload } from '../../lib';
import { Testing } from '../../lib/testing';
import { container, faultsOf, find, IMAGE, k3s, problemsOf, render, siteJson } from '../tree/program';
import { foreignContainer, foreignDeployment } from '../validation/foreign';

import { levelOf, namesIn } from './objects';

describe('a foreign pod in a K3s site', () => {
  it('counts for the level of its namespace', () => {
    const { app, site } = k3s();
    foreignDeployment(new Application(site, 'a'));
    foreignDeployment(new Application(site, 'b'), { containers: [{ ...foreignContainer, securityContext: {} }] });
    const c = new Application(site, 'c');
    foreignDeployment(c, { hostNetwork: true });
    Rules.waive(c, ['host-namespace'], { reason: 'A test.' });
    const objects = render(app);
    expect(['a', 'b', 'c'].map((name) => levelOf(objects, name))).toEqual(['restricted', 'baseline', 'privileged']);
  });

  it.each<[string, (site: K3sSite) => Construct, object]>([
    ['that its metadata names', (site) => site, { metadata: { namespace: 'till' } }],
    ['of a chart that it stands in', (site) => new Chart(site, 'c', { namespace: 'till' }), {}],
  ])('counts for the level of the namespace %s, which is ours', (_, scope, props) => {
    const { app, site } = k3s();
    new Workload(new Application(site, 'till'), 'pos', container);
    const spec = { containers: [{ ...foreignContainer, securityContext: {} }] };
    new ApiObject(scope(site), 'x', { apiVersion: 'v1', kind: 'Pod', spec, ...props });
    expect(levelOf(render(app), 'till')).toBe('baseline');
  });

  it.each<[string, object, string[]]>([
    ['more of what it has no limit for', { 'ephemeral-storage': '2Gi' }, ['limits-invalid stores/s1/a/other']],
    ['as much as the default', { 'ephemeral-storage': '1024Mi' }, []],
    ['what it has a limit for', { memory: '512Mi' }, []],
    ['what has no default', { 'squat.ai/serial': '1' }, []],
  ])('may not request more than the limit that its namespace gives it: %s', (_, requests, faults) => {
    const { app, site } = k3s();
    const limits = { cpu: '1', memory: '1Gi' };
    foreignDeployment(new Application(site, 'a'), {}, { resources: { limits, requests } });
    expect(faultsOf(app)).toEqual(faults);
  });

  it('may not request more than that limit with a waiver of limits, nor in an init container; a patch may raise it', () => {
    const { app, site } = k3s();
    const init = { ...foreignContainer, name: 'init', resources: { requests: { cpu: 1, memory: '512Mi' } } };
    const other = foreignDeployment(new Application(site, 'a'), { initContainers: [init] });
    Rules.waive(other, ['limits-missing'], { reason: 'A test.' });
    expect(problemsOf(app).map((p) => p.message)).toEqual([
      expect.stringContaining('requests 1 of cpu'),
      expect.stringContaining('requests 512Mi of memory'),
    ]);
    const range = { kind: 'LimitRange', name: 'container-defaults' };
    site.patch(range, JsonPatch.replace('/spec/limits/0/default', { cpu: '1', memory: '1Gi' }));
    expect(faultsOf(app)).toEqual([]);
  });

  it('may not have the label by which a workload of its namespace finds its own', () => {
    const { app, site } = k3s();
    const till = new Application(site, 'till');
    new Workload(till, 'db', container);
    const labelled = (id: string, scope: Construct, name: string) =>
      new ApiObject(scope, id, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { labels: { 'app.kubernetes.io/name': name } },
        spec: { containers: [foreignContainer] },
      });
    labelled('exporter', till, 'db');
    labelled('other', till, 'other');
    labelled('elsewhere', site, 'db');
    expect(faultsOf(app)).toEqual(['name-duplicate stores/s1/till/exporter']);
  });

  it('is recorded as standing under default-deny', () => {
    const { app, site } = k3s();
    foreignDeployment(site);
    expect(siteJson(app)).toMatchObject({ images: [IMAGE], notes: [{ path: 'stores/s1', feature: 'foreign-pods' }] });
  });

  it('collides with published ports of workloads', () => {
    const { app, site } = k3s();
    foreignDeployment(
      site,
      {},
      {
        ports: [
          { containerPort: 1, hostPort: 80 },
          { containerPort: 2, hostPort: 6443 },
        ],
      },
    );
    new Workload(site, 'pos', { ...container, ports: [{ name: 'http', port: 8080, publish: 80 }] });
    expect(faultsOf(app)).toEqual(['port-reserved stores/s1/other', 'port-collision stores/s1/pos']);
  });

  it.each([0, '0', '0Mi', null])('has no limit where it is %j', (limit) => {
    const { app, site } = k3s();
    const resources = { limits: { cpu: limit, memory: limit } };
    foreignDeployment(new Application(site, 'a'), {}, { resources });
    expect(faultsOf(app)).toEqual(['limits-missing stores/s1/a/other']);
  });

  it('in every kind of object is held to the edge rules', () => {
    const { app, site } = k3s();
    const pod = { containers: [{ ...foreignContainer, image: 'x:1' }] };
    const template = { template: { spec: pod } };
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']) {
      new ApiObject(site, kind, { apiVersion: 'apps/v1', kind, spec: template });
    }
    new ApiObject(site, 'Pod', { apiVersion: 'v1', kind: 'Pod', spec: pod });
    new ApiObject(site, 'Job', { apiVersion: 'batch/v1', kind: 'Job', spec: template });
    new ApiObject(site, 'CronJob', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      spec: { jobTemplate: { spec: template } },
    });
    const init = { containers: [foreignContainer], initContainers: [{ ...foreignContainer, image: 'x:1' }] };
    new ApiObject(site, 'Init', { apiVersion: 'v1', kind: 'Pod', spec: init });
    expect(new Set(faultsOf(app))).toEqual(
      new Set(
        ['CronJob', 'DaemonSet', 'Deployment', 'Init', 'Job', 'Pod', 'ReplicaSet', 'StatefulSet'].map(
          (id) => `image-not-pinned stores/s1/${id}`,
        ),
      ),
    );
  });
});

describe('a volume of the device', () => {
  it.each(['hostPath', 'local'])('of the type %s is held to the rule of host paths, whoever claims it', (type) => {
    const { app, site } = k3s();
    const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], [type]: { path: '/' } };
    const volume = new ApiObject(site, 'root', { apiVersion: 'v1', kind: 'PersistentVolume', spec });
    expect(faultsOf(app)).toEqual(['host-path stores/s1/root']);
    Rules.waive(volume, ['host-path'], { reason: 'A disk of its own.' });
    expect(faultsOf(app)).toEqual([]);
  });
});

describe('a foreign pod without the confinement of the engine', () => {
  const unconfined = { type: 'Unconfined' };
  const main = { ...foreignContainer.securityContext };
  const { seccompProfile: _, ...bare } = main;

  it.each<[string, object, object]>([
    ['seccomp, in the container', {}, { ...main, seccompProfile: unconfined }],
    ['seccomp, in the pod', { securityContext: { seccompProfile: unconfined } }, bare],
    ['AppArmor, in the container', {}, { ...main, appArmorProfile: unconfined }],
    ['AppArmor, in the pod', { securityContext: { appArmorProfile: unconfined } }, main],
    ['masked paths', {}, { ...main, procMount: 'Unmasked' }],
    ['SELinux', {}, { ...main, seLinuxOptions: { type: 'spc_t' } }],
  ])('is refused: %s', (_title, pod, securityContext) => {
    const { app, site } = k3s();
    const other = foreignDeployment(new Application(site, 'a'), pod, { securityContext });
    expect(faultsOf(app)).toEqual(['unconfined stores/s1/a/other']);
    Rules.waive(other, ['unconfined'], { reason: 'A debugger.' });
    expect(levelOf(render(app), 'a')).toBe('privileged');
  });

  it.each<[string, object, object]>([
    [
      'profiles of the container win',
      { seccompProfile: unconfined, appArmorProfile: unconfined },
      { type: 'Localhost' },
    ],
    ['profiles of the pod are enough', { seccompProfile: { type: 'RuntimeDefault' } }, { type: 'RuntimeDefault' }],
  ])('is not one whose profiles are there: %s', (_title, securityContext, profile) => {
    const { app, site } = k3s();
    const own = { ...main, seccompProfile: profile, appArmorProfile: profile };
    foreignDeployment(site, { securityContext }, { securityContext: own });
    expect(faultsOf(app)).toEqual([]);
  });

  it('is refused by its annotation of Kubernetes before 1.30, for the container that it names', () => {
    const { app, site } = k3s();
    const annotations = (container: string) => ({
      annotations: { [`container.apparmor.security.beta.kubernetes.io/${container}`]: 'unconfined' },
    });
    const spec = { containers: [foreignContainer] };
    const pod = (id: string, container: string) =>
      new ApiObject(site, id, { apiVersion: 'v1', kind: 'Pod', metadata: annotations(container), spec });
    const cronJob = { jobTemplate: { spec: { template: { metadata: annotations('main'), spec } } } };
    pod('pod', 'main');
    pod('nobody', 'another');
    new ApiObject(site, 'job', { apiVersion: 'batch/v1', kind: 'CronJob', spec: cronJob });
    expect(faultsOf(app)).toEqual(['unconfined stores/s1/job', 'unconfined stores/s1/pod']);
  });
});

describe('a cdk8s-plus construct in a K3s site', () => {
  const deployment = (scope: Construct, props: object = {}) =>
    new Deployment(scope, 'grafana', {
      replicas: 1,
      strategy: DeploymentStrategy.recreate(),
      containers: [
        {
          image: IMAGE,
          imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
          resources: { cpu: { limit: Cpu.millis(500) }, memory: { limit: Size.mebibytes(128) } },
          envVariables: { A: EnvValue.fromValue('1') },
          ...props,
        },
      ],
    });

  it('is rendered under the name of its path', () => {
    const { app, site } = k3s();
    deployment(new Application(site, 'metrics'));
    expect(find(render(app), 'Deployment', 'metrics-grafana').metadata.namespace).toBe('metrics');
  });

  it('is refused without limits, or with an unpinned image, with its path', () => {
    const { app, site } = k3s();
    deployment(site, { image: 'grafana/grafana:11.4.0', resources: {} });
    expect(faultsOf(app)).toEqual([
      'image-not-pinned stores/s1/grafana/Resource',
      'limits-missing stores/s1/grafana/Resource',
    ]);
  });

  it('is refused when it drops what a patch says', () => {
    const { app, site } = k3s();
    const plus = deployment(site);
    ApiObject.of(plus).addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/restartPolicy', 'Always'));
    expect(faultsOf(app)).toEqual(['field-dropped stores/s1/grafana/Resource']);
    expect(problemsOf(app)[0]?.message).toContain('/spec/template/spec/containers/0/restartPolicy');
  });

  it('without containers says so itself', () => {
    const { app, site } = k3s();
    new Deployment(site, 'empty');
    expect(problemsOf(app).every((p) => p.path.startsWith('stores/s1/empty'))).toBe(true);
    expect(problemsOf(app)).not.toHaveLength(0);
  });

  it('may make the namespace of an application: then the library does not', () => {
    const { app, site } = k3s();
    new Workload(new Application(site, 'till'), 'pos', container);
    new Namespace(site, 'ns', { metadata: { name: 'till', labels: { own: 'yes' } } });
    const objects = render(app);
    expect(find(objects, 'Namespace', 'till').metadata.labels).toEqual({ own: 'yes' });
    expect(objects.map((o) => o.metadata.name)).not.toContain('default-deny');
  });

  it('of config is in the file of its application', () => {
    const { app, site } = k3s();
    new ConfigMap(new Application(site, 'till'), 'config', { data: { a: 'b' } });
    expect(namesIn(Testing.synth(app), /apps\/till\.yaml$/)).toEqual(['ConfigMap till-config']);
  });
});
