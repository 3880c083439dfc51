import { Size } from 'cdk8s';
import {
  Application,
  DockerComposeSite,
  Fleet,
  K3sSite,
  type Orchestrator,
  SffDevice,
  type Site,
  type Workload,
  type WorkloadScope,
} from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';
import { blocksOf } from './markdown';
import { run } from './run';

type Image = <O extends Orchestrator>(scope: WorkloadScope<O>) => Workload<O>;

const NETWORK = { lan: '10.0.42.0/24' };
const images = blocksOf('docs/images.md')
  .filter(({ language }) => language === 'ts')
  .flatMap((block) => Object.entries(run(block).exports) as [string, Image][]);

/** An app with one image on one site. */
function synth(image: Image, orchestrator: Orchestrator): Record<string, string> {
  const app = Testing.app();
  const add = <O extends Orchestrator>(site: Site<O>) => {
    new SffDevice(site, 'node-1', {
      architecture: 'amd64',
      cores: 14,
      memory: Size.gibibytes(32),
      address: '10.0.42.11',
    });
    image(new Application(site, 'plant'));
  };
  if (orchestrator === 'k3s') add(new K3sSite(new Fleet(app, 'f', { orchestrator }), 's', { network: NETWORK }));
  else add(new DockerComposeSite(new Fleet(app, 'f', { orchestrator }), 's', { network: NETWORK }));
  return Testing.synth(app);
}

describe('docs/images.md', () => {
  it('has ten images', () => {
    expect(images).toHaveLength(10);
  });

  describe.each(images)('%s', (_, image) => {
    it('makes a pod that the level restricted admits on K3s', () => {
      const files = synth(image, 'k3s');
      expect(files['f/s/kubernetes/platform/namespaces.yaml']).toContain(
        'pod-security.kubernetes.io/enforce: restricted',
      );
      expect(files['f/s/kubernetes/apps/plant.yaml']).toContain('readinessProbe:');
    });

    it('needs no choice and no capability on Docker Compose', () => {
      const files = synth(image, 'docker-compose');
      const text = files['f/s/compose/compose.yaml'];
      expect(text).toContain('healthcheck:');
      expect(text).not.toContain('cap_add:');
      expect(JSON.parse(files['f/s/site.json'] ?? '{}')).toHaveProperty('exceptions', []);
    });
  });
});
