import { Application, HelmChart, Workload } from '../../lib';
import { siteRenderer } from '../../lib/rendering';
import { container, faultsOf, find, k3s, problemsOf, render, siteJson, untyped } from '../tree/program';

describe('a Helm chart', () => {
  const chart = { chart: 'grafana', version: '8.8.2', repo: 'https://grafana.github.io/helm-charts' };

  it('is left as it is when it fails, and recorded as not checked', () => {
    const { app, site } = k3s();
    const grafana = new HelmChart(site, 'grafana', { ...chart, values: { replicas: 1, on: 'yes' } });
    expect(grafana.namespace).toBe('grafana');
    expect(find(render(app), 'HelmChart', 'grafana')).toEqual({
      apiVersion: 'helm.cattle.io/v1',
      kind: 'HelmChart',
      metadata: { name: 'grafana', namespace: 'kube-system' },
      spec: {
        ...chart,
        targetNamespace: 'grafana',
        createNamespace: true,
        failurePolicy: 'abort',
        valuesContent: 'replicas: 1\n"on": "yes"\n',
      },
    });
    expect(siteJson(app).unchecked).toEqual([{ kind: 'HelmChart', name: 'grafana', ...chart, namespace: 'grafana' }]);
  });

  it('keeps its release under a new name, and has identity: another name uninstalls it', () => {
    const { app, site } = k3s();
    new HelmChart(site, 'dashboards', { ...chart, renamedFrom: 'grafana' });
    expect(find(render(app), 'HelmChart', 'grafana')).toMatchObject({ spec: { targetNamespace: 'grafana' } });
    const facts = site[siteRenderer]().identity();
    expect(facts.get('charts/kube-system/grafana')).toBe('grafana in grafana');
  });

  it.each<[string, unknown, string]>([
    ['no properties', undefined, 'value-invalid'],
    ['a range of versions', { ...chart, version: '^8.0.0' }, 'value-invalid'],
    ['no version', { ...chart, version: undefined }, 'value-invalid'],
    ['no repository', { ...chart, repo: undefined }, 'value-invalid'],
    ['two places', { ...chart, chart: 'oci://ghcr.io/x/y' }, 'value-invalid'],
    ['a namespace that is none', { ...chart, namespace: 'A B' }, 'name-invalid'],
    ['values that YAML cannot hold', { ...chart, values: { a: () => 1 } }, 'value-invalid'],
    ['a credential', { ...chart, values: { url: 'redis://a:hunter2@b/' } }, 'credential-in-output'],
  ])('is refused with %s', (_, props, code) => {
    const { app, site } = k3s();
    new HelmChart(site, 'grafana', untyped(props));
    expect(problemsOf(app).map((p) => p.code)).toContain(code);
    for (const { path } of problemsOf(app)) expect(path).toMatch(/^stores\/s1\/grafana/);
  });

  it('may come from a registry', () => {
    const { app, site } = k3s();
    new HelmChart(site, 'x', { chart: 'oci://ghcr.io/contoso/x', version: 'v1.2.3-rc.1+build', namespace: 'x' });
    expect(faultsOf(app)).toEqual([]);
  });

  it('is refused with a name that leaves no room for the Job that installs it', () => {
    const { app, site } = k3s();
    new HelmChart(site, 'a'.repeat(50), chart);
    new HelmChart(site, 'b'.repeat(51), chart);
    expect(problemsOf(app)).toMatchObject([{ code: 'name-invalid', path: expect.stringContaining('b'.repeat(51)) }]);
  });

  it('in a namespace of ours has a note that says what its pods meet there', () => {
    const { app, site } = k3s();
    new Workload(new Application(site, 'till'), 'pos', container);
    new HelmChart(site, 'grafana', { ...chart, namespace: 'till' });
    new HelmChart(site, 'loki', chart);
    expect(siteJson(app).notes).toEqual([
      { path: 'stores/s1', feature: 'foreign-pods', note: expect.stringMatching(/grafana .* till: .*restricted/) },
    ]);
  });
});
