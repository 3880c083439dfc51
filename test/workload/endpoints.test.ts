import { DockerComposeSite, Egress, Fleet, K3sSite, type Orchestrator, SffApp, SffDevice, Workload } from '../../lib';
import { container, hardware, problemsOf, untyped } from '../tree/program';
import { TARGETS } from './targets';

const pg = [{ name: 'pg', port: 5432 }];
const hostNetwork = { reason: 'It answers broadcasts.' };

function twoSites(orchestrator: Orchestrator) {
  const app = new SffApp();
  const fleet = new Fleet<never>(app, 'fleet', untyped({ orchestrator }));
  const Class: typeof K3sSite = orchestrator === 'k3s' ? K3sSite : untyped(DockerComposeSite);
  const [site, other] = ['s1', 's2'].map((id) => {
    const made = new Class(untyped(fleet), id, { network: { lan: '10.0.42.0/24' } });
    new SffDevice(made, 'node-1', { ...hardware, address: '10.0.42.11' });
    return made;
  }) as [K3sSite, K3sSite]; // two ids
  return { app, site, other };
}

describe.each(TARGETS)('an endpoint on %s', (orchestrator) => {
  it('of a workload of another site is refused', () => {
    const { app, site, other } = twoSites(orchestrator);
    const db = new Workload(other, 'db', { ...container, ports: pg });
    new Workload(site, 'pos', { ...container, env: { DB: db.endpoint('pg') } });
    expect(problemsOf(app)).toMatchObject([
      { code: 'endpoint-without-connection', path: 'fleet/s1/pos', fix: expect.stringContaining('Egress.to') },
    ]);
  });

  it('that a workload of its own site has, too, is that one', () => {
    const { app, site, other } = twoSites(orchestrator);
    const [db] = [site, other].map((one) => new Workload(one, 'db', { ...container, ports: pg }));
    const pos = new Workload(site, 'pos', { ...container, env: { DB: db?.endpoint('pg') } });
    if (db !== undefined) pos.connectTo(db);
    expect(problemsOf(app)).toEqual([]);
  });

  it('in the network of the device: the fix works', () => {
    const build = (env: object, egress: readonly Egress[]) => {
      const { app, site } = twoSites(orchestrator);
      const compose = { egress: 'unenforced', reason: 'The router filters.' };
      const choices = orchestrator === 'k3s' ? {} : { compose };
      const printer = new Workload(site, 'printer', { ...container, hostNetwork, ports: pg });
      const props = { ...container, env: { PRINTER: printer.endpoint('pg'), ...env }, egress, ...choices };
      new Workload(site, 'pos', untyped(props));
      return problemsOf(app);
    };
    expect(build({}, [])).toMatchObject([
      { code: 'endpoint-without-connection', fix: expect.stringContaining("Egress.to('10.0.42.11/32', 5432)") },
    ]);
    expect(build({ PRINTER: '10.0.42.11:5432' }, [Egress.to('10.0.42.11/32', 5432)])).toEqual([]);
  });

  it('told to a workload in the network of the device is refused with what reaches it', () => {
    const { app, site } = twoSites(orchestrator);
    const db = new Workload(site, 'db', { ...container, ports: pg });
    new Workload(site, 'pos', { ...container, hostNetwork, env: { DB: db.endpoint('pg') } });
    expect(problemsOf(app)).toMatchObject([
      { code: 'endpoint-without-connection', fix: expect.stringContaining('Publish') },
    ]);
  });
});
