import { createHash } from 'node:crypto';
import { ApiObject, Testing as Cdk8sTesting, Size } from 'cdk8s';
import { Application, HelmChart, Workload } from '../../lib';
import { Testing } from '../../lib/testing';
import { container, faultsOf, k3s, render, siteJson, untyped } from '../tree/program';

import { configMap, namesIn } from './objects';

describe('the files of a K3s site', () => {
  it('put what has to be there first into platform, and custom resources into apps', () => {
    const { app, site } = k3s();
    const till = new Application(site, 'till');
    const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
    new ApiObject(till, 'crd', { ...crd, metadata: { name: 'printers.contoso.com' } });
    new ApiObject(till, 'printer', { apiVersion: 'contoso.com/v1', kind: 'Printer', metadata: { name: 'p' } });
    new ApiObject(till, 'flux', {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'HelmChart',
      metadata: { name: 'f' },
    });
    new ApiObject(till, 'role', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'r' },
    });
    new HelmChart(till, 'traefik', { chart: 'traefik', version: '35.0.1', repo: 'https://traefik.github.io/charts' });
    new Workload(till, 'pos', {
      ...container,
      priority: 'critical',
      volumes: [{ name: 'data', mountPath: '/data', size: Size.gibibytes(1) }],
    });
    const files = Testing.synth(app);
    const names = (path: string) => namesIn(files, new RegExp(`${path}\\.yaml$`));
    expect(Object.keys(files)).toEqual([
      'fleet.json',
      'stores/s1/kubernetes/apps/till.yaml',
      ...['cluster', 'crds', 'helm-charts', 'namespaces', 'priority-classes', 'storage'].map(
        (name) => `stores/s1/kubernetes/platform/${name}.yaml`,
      ),
      'stores/s1/site.json',
    ]);
    expect(names('apps/till')).toEqual([
      'Printer p',
      'HelmChart f',
      'ServiceAccount pos',
      'PersistentVolumeClaim pos-data',
      'Deployment pos',
      'NetworkPolicy pos',
    ]);
    expect(names('platform/crds')).toEqual(['CustomResourceDefinition printers.contoso.com']);
    expect(names('platform/helm-charts')).toEqual(['HelmChart traefik']);
    expect(names('platform/cluster')).toEqual(['ClusterRole r']);
  });

  it('are one for each application, and each begins a document', () => {
    const { app, site } = k3s();
    for (const id of ['a', 'b']) new Workload(new Application(site, id), 'pos', container);
    const files = Testing.synth(app);
    expect(Object.keys(files).filter((path) => path.includes('/apps/'))).toEqual([
      'stores/s1/kubernetes/apps/a.yaml',
      'stores/s1/kubernetes/apps/b.yaml',
    ]);
    for (const [path, text] of Object.entries(files)) {
      expect(text.startsWith(path.endsWith('.yaml') ? '---\n' : '{\n')).toBe(true);
    }
  });

  it('change their content hash with their content, and with nothing else', () => {
    const hash = (env: string, values = {}) => {
      const { app, site } = k3s({ values });
      new Workload(site, 'pos', { ...container, env: { A: env } });
      return siteJson(app).contentHash;
    };
    expect(hash('1')).toBe(hash('1', { a: 1 }));
    expect(hash('1')).not.toBe(hash('2'));
  });

  it('have the namespace of an application that holds custom resources only', () => {
    const { app, site } = k3s();
    const till = new Application(site, 'till');
    const printer = { apiVersion: 'contoso.com/v1', kind: 'Printer' };
    new ApiObject(till, 'p', { ...printer, metadata: { name: 'p', namespace: till.namespace } });
    new ApiObject(new Application(site, 'desk'), 'p', { ...printer, metadata: { name: 'p' } });
    const namespaces = render(app).filter(({ kind }) => kind === 'Namespace');
    expect(namespaces.map(({ metadata }) => metadata.name)).toEqual(['till']);
  });

  it('have a hash in site.json that tools of a device can make, too', () => {
    const { app, site } = k3s();
    new Workload(site, 'pos', container);
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const printed = Object.entries(Testing.synth(app))
      .filter(([path]) => path.startsWith('stores/s1/kubernetes/'))
      .map(([path, text]) => `${sha256(text)}  ${path.slice('stores/s1/'.length)}\n`);
    expect(printed.length).toBeGreaterThan(1);
    expect(siteJson(app).contentHash).toBe(`sha256:${sha256(printed.join(''))}`);
  });

  it('carry no labels of the site: these are for looking it up', () => {
    const { app, site } = k3s({ labels: { region: 'marked' } });
    new ApiObject(site, 'x', configMap);
    new Workload(site, 'pos', container);
    expect(JSON.stringify(render(app))).not.toContain('marked');
    expect(siteJson(app).labels).toEqual({ region: 'marked' });
  });
});

describe('the version of a K3s site', () => {
  it.each([
    ['v1.29.0+k3s1', 0],
    ['v1.35.1-rc2+k3s12', 0],
    ['v1.28.15+k3s1', 1],
    ['1.36', 1],
    [null, 1],
  ])('%s: %i problems', (version, count) => {
    const { app } = k3s({ version: untyped(version) });
    expect(faultsOf(app)).toEqual(Array.from({ length: count }, () => 'value-invalid stores/s1'));
  });
});

describe('a K3s site as a chart', () => {
  it('gives its objects to cdk8s, those of the platform included, each time the same', () => {
    const { app, site } = k3s();
    const pos = new Workload(site, 'pos', { ...container, ports: [{ name: 'http', port: 80 }] });
    const before = Cdk8sTesting.synth(site) as unknown[];
    new Workload(site, 'web', container).connectTo(pos);
    const after = Cdk8sTesting.synth(site) as unknown[];
    expect(before).toHaveLength(8);
    expect(after).toHaveLength(11);
    expect(site.toJson()).toEqual(after);
    const key = (o: unknown) => JSON.stringify(o);
    expect(render(app).map(key).sort()).toEqual(after.map(key).sort());
  });
});
