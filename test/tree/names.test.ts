import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Application, Fleet, K3sSite, SffDevice, Workload } from '../../lib';
import { container, faultsOf, hardware, k3s, problemsOf, untyped } from './program';

const network = { lan: '10.0.42.0/24' };

describe('a name', () => {
  it.each([
    ['with capitals', 'Pos'],
    ['that starts with a digit', '10'],
    ['of 64 characters', 'a'.repeat(64)],
    ['that is empty', ''],
    ['with a slash', 'a/b'],
    ['with a dot', 'a.b'],
    ['that ends with a hyphen', 'pos-'],
    ['that constructs refuses', 'constructor'],
    ['that is a prototype', '__proto__'],
    ['of a device of Windows', 'con'],
    ['of a port of Windows', 'lpt1'],
    ['that is no text', untyped(7)],
    ['that is missing', untyped(undefined)],
    ['that is null', untyped(null)],
  ])('%s is refused for a workload, an application, a device, a site and a fleet', (_, id) => {
    const { app, fleet, site } = k3s();
    new Workload(site, id, container);
    new Application(site, id);
    new SffDevice(site, id, { ...hardware, role: 'agent' });
    new SffDevice(new K3sSite(fleet, id, { network }), 'node-1', hardware);
    new Fleet(app, id, { orchestrator: 'k3s' });
    expect(faultsOf(app)).toEqual([
      'name-invalid ',
      'name-invalid stores',
      'name-invalid stores/s1',
      'name-invalid stores/s1',
      'name-invalid stores/s1',
    ]);
  });

  it('of 63 characters is taken', () => {
    const { app, site } = k3s();
    new Workload(site, 'a'.repeat(63), container);
    expect(faultsOf(app)).toEqual([]);
  });

  it('that another construct of its scope has is refused, and what is below is checked all the same', () => {
    const { app, fleet, site } = k3s();
    new Workload(site, 'pos', container);
    new Workload(site, 'pos', { ...container, image: 'pos:1' });
    new SffDevice(site, 'pos', { ...hardware, role: 'agent' });
    new SffDevice(new K3sSite(fleet, 's1', { network }), 'node-1', { ...hardware, cores: 0 });
    new Fleet(app, 'stores', { orchestrator: 'k3s' });
    expect(faultsOf(app)).toEqual([
      'name-duplicate ',
      'name-duplicate stores',
      'name-duplicate stores/s1',
      'name-duplicate stores/s1',
      'value-invalid stores/s1-duplicate-2/node-1',
      'image-not-pinned stores/s1/pos-duplicate-2',
    ]);
  });

  it('that several ids make together is held to the same length', () => {
    const { app, site } = k3s();
    const inner = new Application(new Application(site, 'till'), 'a'.repeat(40));
    new Workload(inner, 'b'.repeat(30), container);
    expect(faultsOf(app)).toEqual([`name-invalid stores/s1/till/${'a'.repeat(40)}/${'b'.repeat(30)}`]);
  });

  it('that two workloads of a namespace make at different depths is refused once', () => {
    const { app, site } = k3s();
    const till = new Application(site, 'till');
    new Workload(till, 'a-b', { ...container, ports: [{ name: 'http', port: 80 }] });
    new Workload(new Application(till, 'a'), 'b', { ...container, ports: [{ name: 'http', port: 80 }] });
    expect(faultsOf(app)).toEqual(['name-duplicate stores/s1/till/a/b']);
  });

  it.each(['default', 'kube-system', 'kube-public'])('of the namespace %s is refused for an application', (id) => {
    const { app, site } = k3s();
    new Workload(new Application(site, id), 'pos', container);
    expect(faultsOf(app)).toEqual([`name-invalid stores/s1/${id}`]);
  });

  it('of a namespace of Kubernetes is fine for an inner application', () => {
    const { app, site } = k3s();
    new Workload(new Application(new Application(site, 'till'), 'default'), 'pos', container);
    expect(faultsOf(app)).toEqual([]);
  });

  it('is a problem among others: all are told at once, sorted by path', () => {
    const { app, site } = k3s();
    new Workload(site, 'b', { ...container, image: 'b:1' });
    new Workload(site, 'B', container);
    new Workload(new Application(site, 'a'), 'x', { ...container, user: untyped('root') });
    const problems = problemsOf(app);
    expect(problems.map((p) => p.path)).toEqual(['stores/s1', 'stores/s1/a/x', 'stores/s1/b']);
    expect(problems.map((p) => p.code)).toEqual(['name-invalid', 'value-invalid', 'image-not-pinned']);
  });
});

describe('a scope', () => {
  const outside = (make: (scope: Construct) => unknown) => {
    const { app } = k3s();
    return () => make(new Construct(app, 'x'));
  };

  it.each([
    ['a workload', (scope: Construct) => new Workload(untyped(scope), 'pos', container)],
    ['an application', (scope: Construct) => new Application(untyped(scope), 'till')],
    ['a device', (scope: Construct) => new SffDevice(untyped(scope), 'node-1', hardware)],
    ['a site', (scope: Construct) => new K3sSite(untyped(scope), 's2', { network })],
  ])('outside a site or fleet is refused for %s', (_, make) => {
    expect(outside(make)).toThrow(expect.objectContaining({ code: 'scope-unknown' }));
    expect(() => make(untyped(undefined))).toThrow(expect.objectContaining({ code: 'scope-unknown' }));
  });

  it('that is no site loses nothing: objects in the app or a fleet are refused', () => {
    const { app, fleet } = k3s();
    new Chart(app, 'stray');
    new Chart(fleet, 'lost');
    new Construct(app, 'harmless');
    expect(faultsOf(app)).toEqual(['scope-unknown stores/lost', 'scope-unknown stray']);
  });
});
