import { Testing } from 'sff-constructs/testing';
import { build } from '../fleets/build';
import { fleets } from '../fleets/fleets';
import { judge, OPTIONS } from '../fleets/judge';
import type { FleetPlan } from '../fleets/plan';
import { REGRESSIONS } from '../fleets/regressions';
import { FleetsOnDocker } from './fleets-on-docker';
import { FleetsOnKubernetes } from './fleets-on-kubernetes';

const { fleets: all = 300, seed = Math.floor(Math.random() * 2 ** 31) } = OPTIONS;
/** Docker works on several at once only in engines of their own: projects share addresses and names of bridges. */
const ENGINES = OPTIONS.path === undefined ? 2 : 1;
const runs = Math.ceil(all / 2);
const command = 'npx jest -c jest.engines.config.js test/engines/random-fleets';
/** A busy machine takes seconds for a fleet, and shrinking a failure some dozens of fleets more. */
const timeout = 180_000 + runs * 5_000;

const accepted = (target: 'k3s' | 'docker-compose') =>
  REGRESSIONS.filter(({ refused, plan }) => refused === undefined && plan.props.orchestrator === target);

/** Demands that nobody complains of a fleet. */
const expectNone = (complaints: readonly string[]) => {
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
};

describe(`random fleets of seed ${seed}`, () => {
  describe('of K3s', () => {
    let kubernetes: FleetsOnKubernetes;
    beforeAll(async () => {
      kubernetes = await FleetsOnKubernetes.start();
    }, timeout);
    afterAll(() => kubernetes?.stop());
    const holds = async (plan: FleetPlan) => expectNone(await kubernetes.complaints(Testing.synth(build(plan))));

    it('are accepted by Kubernetes where they once failed', async () => {
      for (const { plan } of accepted('k3s')) await holds(plan);
    });

    it(
      'are accepted by Kubernetes',
      async () => {
        const title = 'are accepted by Kubernetes$';
        await judge({ title, command, fleets: fleets('k3s'), seed, runs, holds });
      },
      timeout,
    );
  });

  describe('of Docker Compose', () => {
    let engines: readonly FleetsOnDocker[] = [];
    beforeAll(async () => {
      engines = await Promise.all(Array.from({ length: ENGINES }, () => FleetsOnDocker.start()));
    }, timeout);
    afterAll(() => Promise.all(engines.map((engine) => engine.stop())));
    const holdsOn = (docker: FleetsOnDocker) => async (plan: FleetPlan) =>
      expectNone(await docker.complaints(plan, Testing.synth(build(plan))));

    it(
      'are created by Docker where they once failed',
      async () => {
        for (const { plan } of accepted('docker-compose')) await holdsOn(engines[0] as FleetsOnDocker)(plan); // at least one
      },
      timeout,
    );

    it(
      'are created by Docker',
      async () => {
        const title = 'are created by Docker$';
        const share = Math.ceil(runs / engines.length);
        await Promise.all(
          engines.map((docker, i) =>
            judge({
              title,
              command,
              fleets: fleets('docker-compose'),
              seed: seed + i,
              runs: share,
              holds: holdsOn(docker),
            }),
          ),
        );
      },
      timeout,
    );
  });
});
