import type { Orchestrator } from 'sff-constructs';
import { type DockerEngine, dockerEngine } from '../../engines/harness/docker';
import { type KubeNode, node as startNode } from '../../engines/harness/node';
import type { Behaviour, Scene } from './conformance/behaviour';
import { type Observed, readObserved, writeObserved } from './conformance/observed';
import { OnCompose } from './conformance/on-compose';
import { OnK3s } from './conformance/on-k3s';
import type { RunningSite } from './conformance/running-site';
import { SCENES } from './conformance/scenes';
import { DEVICE_PORT, LAN_PORT } from './conformance/scenes/network';
import { prepareDevice } from './conformance/scenes/volumes';
import { refusals } from './conformance/sites';

describe('the same program on both engines', () => {
  let node: KubeNode | undefined;
  let docker: DockerEngine | undefined;
  const sites: Partial<Record<Orchestrator, RunningSite>> = {};

  beforeAll(async () => {
    const accepted = (orchestrator: Orchestrator) =>
      SCENES.filter((scene) => refusals(orchestrator, scene).length === 0);
    const k3s = async () => {
      node = await startNode();
      await node.device.serve('lan', LAN_PORT, LAN_PORT + 1);
      await node.device.serve('device', DEVICE_PORT);
      await prepareDevice(node);
      sites.k3s = await OnK3s.start(node, accepted('k3s'));
    };
    const compose = async () => {
      docker = await dockerEngine();
      await docker.serve('lan', LAN_PORT, LAN_PORT + 1);
      await docker.serve('device', DEVICE_PORT);
      await prepareDevice({ device: docker });
      sites['docker-compose'] = await OnCompose.start(docker, accepted('docker-compose'));
    };
    for (const ended of await Promise.allSettled([k3s(), compose()]))
      if (ended.status === 'rejected') throw ended.reason;
  }, 300_000);
  afterAll(() => Promise.all([node?.stop(), docker?.stop()]));

  const rows: Observed[] = [];

  describe.each(SCENES)('$id', (scene) => {
    it.each(scene.behaviours)('$title', async (behaviour) => {
      const { id, title, expect: wanted } = behaviour;
      const [k3s, compose] = await Promise.all([
        look('k3s', sites.k3s, scene, behaviour),
        look('docker-compose', sites['docker-compose'], scene, behaviour),
      ]);
      const noted = 'both' in wanted ? {} : { noted: wanted.noted };
      rows.push({ id, title, observed: { k3s, 'docker-compose': compose }, ...noted });
      expect({ k3s: k3s.value, 'docker-compose': compose.value }).toEqual(
        'both' in wanted
          ? { k3s: wanted.both, 'docker-compose': wanted.both }
          : { k3s: wanted.k3s, 'docker-compose': wanted['docker-compose'] },
      );
    });
  });

  it('is what docs/workload-matrix.md says; UPDATE_OBSERVED=1 writes it anew', () => {
    if (process.env.UPDATE_OBSERVED) writeObserved(rows);
    expect(rows).toEqual(readObserved());
  });
});

/** What an engine shows of a behaviour; of a program that synth refuses for it, the codes of its problems. */
async function look(
  orchestrator: Orchestrator,
  site: RunningSite | undefined,
  scene: Scene,
  { observe }: Behaviour,
): Promise<Observed['observed'][Orchestrator]> {
  const codes = refusals(orchestrator, scene);
  if (codes.length > 0) return { how: 'synth', value: { refused: codes } };
  if (site === undefined) throw new Error(`The site of ${orchestrator} does not run.`);
  site.tookEvaluation();
  const value = await observe(site);
  return { how: site.tookEvaluation() ? 'evaluated' : 'ran', value };
}
