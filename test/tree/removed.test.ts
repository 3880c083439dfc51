import { Size } from 'cdk8s';
import { Application, ArcConnection, DockerComposeSite, Fleet, K3sSite, SffApp, SffDevice, Workload } from '../../lib';
import { Testing } from '../../lib/testing';
import { container, DIGEST, faultsOf, hardware } from './program';

const service = {
  image: `registry.contoso.com/legacy:1.0@${DIGEST}`,
  deploy: { resources: { limits: { cpus: '1', memory: '64m' } } },
};

/** A shop of each orchestrator; `more` adds to it and may take away. */
function shops(more: (till: Application, device: SffDevice) => void): SffApp {
  const app = new SffApp();
  const network = { lan: '10.0.42.0/24' };
  const sites = [
    new K3sSite(new Fleet(app, 'stores', { orchestrator: 'k3s' }), 's1', { network }),
    new DockerComposeSite(new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' }), 'k1', { network }),
  ];
  for (const site of sites) {
    const device = new SffDevice(site, 'box', { ...hardware, serial: `SN-${site.node.id}` });
    more(new Application(site, 'till'), device);
  }
  return app;
}

const db = (till: Application) => new Workload(till, 'db', { ...container, ports: [{ name: 'pg', port: 5432 }] });
const printer = (till: Application) =>
  new Workload(till, 'printer', {
    ...container,
    ports: [{ name: 'raw', port: 9100, publish: { port: 9100, on: 'all' } }],
    volumes: [{ name: 'queue', mountPath: '/queue', size: Size.gibibytes(1), owner: 'device' }],
  });

describe('what a program has removed from the tree', () => {
  it('is in no file', () => {
    const without = shops(db);
    const removed = shops((till, device) => {
      printer(till).connectTo(db(till));
      till.node.tryRemoveChild('printer');
      const { scope: site } = till.node;
      new SffDevice(site as K3sSite, 'spare', { ...hardware, serial: 'SN-s1' });
      site?.node.tryRemoveChild('spare');
      if (site instanceof DockerComposeSite) {
        site.addService('legacy', service);
        site.node.tryRemoveChild('legacy');
      } else {
        new ArcConnection(site as K3sSite, 'arc', { resourceGroup: 'rg-stores', location: 'eastus' });
        site?.node.tryRemoveChild('arc');
      }
      expect(device.node.scope).toBe(site);
    });
    expect(Testing.synth(removed)).toEqual(Testing.synth(without));
  });

  it('has no problem', () => {
    const app = shops((till) => {
      new Workload(till, 'web', { ...container, image: 'web', replicas: 0, renamedFrom: 'db' });
      till.node.tryRemoveChild('web');
      db(till);
    });
    expect(faultsOf(app)).toEqual([]);
  });

  it('leaves its name to another', () => {
    const app = shops((till) => {
      printer(till);
      till.node.tryRemoveChild('printer');
      printer(till);
    });
    expect(Testing.synth(app)).toEqual(Testing.synth(shops(printer)));
  });

  it('is missed by what needs it', () => {
    const app = shops((till, device) => {
      const target = db(till);
      new Workload(till, 'pos', { ...container, on: device }).connectTo(target);
      till.node.tryRemoveChild('db');
      till.node.scope?.node.tryRemoveChild('box');
      new SffDevice(till.node.scope as K3sSite, 'box-2', hardware);
    });
    expect(faultsOf(app)).toEqual([
      'connection-invalid kiosks/k1/till/pos',
      'reference-unknown kiosks/k1/till/pos',
      'connection-invalid stores/s1/till/pos',
      'reference-unknown stores/s1/till/pos',
    ]);
  });
});
