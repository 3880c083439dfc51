import { type KubeApiServer, kubeApiServer } from '../../engines/harness/kube-api-server';
import type { Applied } from '../../engines/harness/kubernetes-api';
import { documents, type KubernetesObject } from '../../engines/harness/objects';
import { exampleNames, kubernetesSites } from './examples';
import { podTemplate } from './pods';

describe('a Kubernetes API server', () => {
  let server: KubeApiServer;

  beforeAll(async () => {
    server = await kubeApiServer();
  });
  afterAll(() => server?.stop());

  describe.each(exampleNames.flatMap(kubernetesSites))('of $title', ({ files }) => {
    const texts = Object.values(files);
    let first: readonly Applied[];

    beforeAll(async () => {
      first = await server.apply(texts);
    });
    afterAll(() => server.clear());

    it('accepts every object and warns of none', () => {
      expect(first.length).toBeGreaterThan(0);
      expect(first.filter(({ refused, warnings }) => refused !== undefined || warnings.length > 0)).toEqual([]);
    });

    it('changes nothing when all is applied again', async () => {
      const second = await server.apply(texts);
      expect(second.map(({ stored }) => settled(stored))).toEqual(first.map(({ stored }) => settled(stored)));
    });

    it('shows no difference between the files and what it keeps', async () => {
      expect(await server.diff(texts.join('\n'))).toBe('');
    });

    it('admits a pod of every template into its namespace', async () => {
      const refused = [];
      for (const { object } of documents(texts)) {
        const template = podTemplate(object);
        if (template === undefined) continue;
        const result = await server.dryRunPod(object.metadata.namespace ?? '', template);
        if (result.refused !== undefined || result.warnings.length > 0)
          refused.push({ of: object.metadata, ...result });
      }
      expect(refused).toEqual([]);
    });
  });
});

/** Kubernetes writes a claim once more at the second apply, with the same content and a new version. */
function settled(object: KubernetesObject | undefined): unknown {
  if (object?.kind !== 'PersistentVolumeClaim') return object;
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
