import { Construct } from 'constructs';
import { Application, DockerComposeSite, Fleet, SffApp, SffDevice, Workload } from '../../lib';
import { container, faultsOf, hardware, k3s, render, untyped } from './program';

/** A site of each orchestrator with one of everything that can stand in it. */
const k3sScopes = () => {
  const { site, device } = k3s();
  return { site, device, till: new Application(site, 'till'), pos: new Workload(site, 'pos', container) };
};
const composeScopes = () => {
  const fleet = new Fleet(new SffApp(), 'kiosks', { orchestrator: 'docker-compose' });
  const site = new DockerComposeSite(fleet, 'k1', { network: { lan: '10.0.42.0/24' } });
  const project = site.addProject({ services: { web: { image: container.image } } });
  return { project, old: site.addService('old', { image: container.image }), web: project.service('web') };
};

const MAKE = {
  workload: (scope: Construct) => new Workload(untyped(scope), 'child', container),
  application: (scope: Construct) => new Application(untyped(scope), 'child'),
  device: (scope: Construct) => new SffDevice(untyped(scope), 'child', untyped({ ...hardware, role: 'agent' })),
};

const SCOPES = {
  device: () => k3sScopes().device,
  workload: () => k3sScopes().pos,
  application: () => k3sScopes().till,
  'adopted service': () => composeScopes().old,
  'service of an adopted project': () => composeScopes().web,
  'adopted project': () => composeScopes().project,
};

const refused = (['workload', 'application', 'device'] as const).flatMap((child) =>
  (Object.keys(SCOPES) as (keyof typeof SCOPES)[])
    .filter((scope) => scope !== 'application' || child === 'device')
    .map((scope) => [child, scope] as const),
);

describe('a scope from JavaScript', () => {
  it.each(refused)('is refused: a %s in a %s, and in a construct in it', (child, scope) => {
    const error = { code: 'scope-unknown', fix: expect.stringMatching(/\S/) };
    const outer = SCOPES[scope]();
    const expected = expect.objectContaining({ ...error, path: outer.node.path });
    expect(() => MAKE[child](outer)).toThrow(expected);
    expect(() => MAKE[child](new Construct(outer, 'between'))).toThrow(expected);
  });

  it('may be reached through constructs at any depth', () => {
    const { app, site } = k3s();
    const below = (scope: Construct) => new Construct(new Construct(scope, 'a'), 'b');
    const till = MAKE.application(below(site));
    MAKE.workload(below(MAKE.application(below(till))));
    MAKE.device(below(new Construct(site, 'rack')));
    expect(faultsOf(app)).toEqual([]);
    expect(render(app).map((o) => o.kind)).toContain('Deployment');
  });
});
