import { type KubeApiServer, kubeApiServer } from '../../engines/harness/kube-api-server';
import { PODS } from '../kubernetes/pods-by-level';

const LEVELS = ['restricted', 'baseline', 'privileged'];

describe('Pod Security of a Kubernetes API server', () => {
  let server: KubeApiServer;

  beforeAll(async () => {
    server = await kubeApiServer();
    const labels = (level: string) => ({ 'pod-security.kubernetes.io/enforce': level });
    await server.install(
      LEVELS.map((level) => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: level, labels: labels(level) },
      })),
    );
  });
  afterAll(() => server?.stop());

  it.each(Object.entries(PODS))(
    'admits a pod with %s at the level that we say, and at none stricter',
    async (_, pod) => {
      const refused = [];
      for (const level of LEVELS) {
        const answer = await server.dryRunPod(level, { ...pod, spec: pod.spec });
        if (answer.refused !== undefined) refused.push([level, answer.refused]);
      }
      expect(refused).toEqual(
        LEVELS.slice(0, LEVELS.indexOf(pod.level)).map((level) => [
          level,
          expect.stringContaining('violates PodSecurity'),
        ]),
      );
    },
  );
});
