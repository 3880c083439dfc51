import { Application, Rules, Workload } from '../../lib';
import { container, faultsOf, k3s, mainOf, problemsOf, render, siteJson, untyped } from '../tree/program';
import { foreignDeployment } from './foreign';

const unpinned = { ...container, image: 'pos:1.4.2' };

describe('a waiver', () => {
  it('covers a construct and all below it, and nothing beside', () => {
    const { app, site } = k3s();
    const till = new Application(site, 'till');
    new Workload(new Application(till, 'inner'), 'a', unpinned);
    foreignDeployment(till, {}, { image: 'x:1' });
    new Workload(site, 'b', unpinned);
    Rules.waive(till, ['image-not-pinned'], { reason: 'Built on site.' });
    expect(faultsOf(app)).toEqual(['image-not-pinned stores/s1/b']);
  });

  it('covers only the rules that it names', () => {
    const { app, site } = k3s();
    foreignDeployment(site, {}, { image: 'x:1', resources: {} });
    Rules.waive(site, ['image-not-pinned'], { reason: 'Built on site.' });
    expect(faultsOf(app)).toEqual(['limits-missing stores/s1/other']);
  });

  it('of an image lets it through: it is rendered as it is', () => {
    const { app, site } = k3s();
    const pos = new Workload(site, 'pos', unpinned);
    Rules.waive(pos, ['image-not-pinned'], { reason: 'Built on site.' });
    expect(mainOf(render(app), 'pos').image).toBe('pos:1.4.2');
    expect(siteJson(app).images).toEqual(['pos:1.4.2']);
  });

  it('covers an image of a workload that has other mistakes, too', () => {
    const { app, site } = k3s();
    const pos = new Workload(site, 'pos', { ...unpinned, replicas: 0 });
    Rules.waive(pos, ['image-not-pinned'], { reason: 'Built on site.' });
    expect(faultsOf(app)).toEqual(['value-invalid stores/s1/pos']);
  });

  it('is recorded in the sites that it holds for, with its reason', () => {
    const { app, fleet, site } = k3s();
    const pos = new Workload(site, 'pos', container);
    Rules.waive(pos, ['privileged', 'host-path'], { reason: ' A camera. ' });
    Rules.waive(pos, ['image-latest'], { reason: 'Nightly.' });
    Rules.waive(fleet, ['image-not-pinned'], { reason: 'A test fleet.' });
    expect(siteJson(app).waivers).toEqual([
      { path: 'stores', codes: ['image-not-pinned'], reason: 'A test fleet.' },
      { path: 'stores/s1/pos', codes: ['host-path', 'privileged'], reason: 'A camera.' },
      { path: 'stores/s1/pos', codes: ['image-latest'], reason: 'Nightly.' },
    ]);
  });

  it.each<[string, unknown, unknown]>([
    ['without a reason', ['privileged'], {}],
    ['with a blank reason', ['privileged'], { reason: ' ' }],
    ['with no options', ['privileged'], undefined],
    ['of a rule that nobody can waive', ['server-count'], { reason: 'x' }],
    ['of a rule that is none', ['toString'], { reason: 'x' }],
    ['of no list', 'privileged', { reason: 'x' }],
    ['of nothing', undefined, { reason: 'x' }],
  ])('%s is refused, and waives nothing', (_, codes, options) => {
    const { app, site } = k3s();
    foreignDeployment(site, {}, { securityContext: { privileged: true } });
    Rules.waive(site, untyped(codes), untyped(options));
    expect(faultsOf(app)).toEqual(['waiver-invalid stores/s1', 'privileged stores/s1/other']);
  });

  it('has no effect on what is wrong in the program', () => {
    const { app, site } = k3s();
    const pos = new Workload(site, 'pos', untyped({ ...container, limits: {}, user: 0 }));
    Rules.waive(pos, ['limits-missing', 'runs-as-root'], { reason: 'x' });
    expect(problemsOf(app).map((p) => p.code)).toEqual(['limits-missing', 'runs-as-root']);
  });

  it('of credentials covers a site and its site.json', () => {
    const { app, site } = k3s({ values: { url: 'https://till:hunter2@example.com/' } });
    expect(faultsOf(app)).toEqual(['credential-in-output stores/s1']);
    Rules.waive(site, ['credential-in-output'], { reason: 'A password of a test system.' });
    expect(faultsOf(app)).toEqual([]);
  });

  it.each([undefined, null, 'stores', {}])('of %j, which is no construct, is refused at once', (scope) => {
    expect(() => Rules.waive(untyped(scope), ['privileged'], { reason: 'A camera.' })).toThrow(
      expect.objectContaining({ code: 'waiver-invalid' }),
    );
  });
});
