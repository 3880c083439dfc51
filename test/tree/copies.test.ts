import type * as Sff from '../../lib';
import type * as SffTesting from '../../lib/testing';

interface Copy {
  readonly sff: typeof Sff;
  readonly testing: typeof SffTesting;
}

/** A copy of the library with a cdk8s of its own, as a linked package has it. */
function copy(): Copy {
  let made: Copy | undefined;
  jest.isolateModules(() => {
    made = { sff: require('../../lib'), testing: require('../../lib/testing') };
  });
  if (made === undefined) throw new Error('nothing was loaded');
  return made;
}

const network = { lan: '10.0.42.0/24' };
const image = `registry.contoso.com/pos:1.4.2@sha256:${'a'.repeat(64)}`;

/** A shop of both orchestrators, whose app is of one copy, and all in its fleets of another. */
function files(program: Copy, blocks: Copy): Record<string, string> {
  const { Size } = require('cdk8s') as typeof import('cdk8s');
  const app = program.testing.Testing.app();
  const { Application, DockerComposeSite, K3sSite, SffDevice, Workload, Egress, Health, Secret } = blocks.sff;
  const stores = new program.sff.Fleet(app, 'stores', { orchestrator: 'k3s' });
  const kiosks = new program.sff.Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });
  const container = { image, user: 10001, limits: { cpu: 0.5, memory: Size.mebibytes(64) } };
  for (const site of [new K3sSite(stores, 's1', { network }), new DockerComposeSite(kiosks, 'k1', { network })]) {
    new SffDevice<Sff.Orchestrator>(site, 'box', { architecture: 'amd64', cores: 4, memory: Size.gibibytes(8) });
    const till = new Application<Sff.Orchestrator>(site, 'till');
    const db = new Workload(till, 'db', {
      ...container,
      ports: [{ name: 'pg', port: 5432 }],
      health: Health.command(['pg_isready']),
      secrets: [{ secret: Secret.named('db'), mountPath: '/run/secrets/db' }],
    });
    new program.sff.Workload(till, 'pos', {
      ...container,
      egress: [Egress.internet()],
      env: { DATABASE: db.endpoint('pg') },
    }).connectTo(db);
  }
  return program.testing.Testing.synth(app);
}

it('gives the same output where several copies of the library and of cdk8s are in one program', () => {
  const [one, other] = [copy(), copy()];
  expect(one.sff.Workload).not.toBe(other.sff.Workload);
  expect(files(one, other)).toEqual(files(one, one));
});
