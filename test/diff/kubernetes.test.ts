import { KUBERNETES_PAIRS } from './kubernetes-pairs';
import { changesOf, k3sOutput } from './outputs';
import { POD_PAIRS } from './workload-pairs';

describe('between two versions of Kubernetes objects', () => {
  it.each([...KUBERNETES_PAIRS, ...POD_PAIRS].map((pair) => [pair.title, pair] as const))(
    '%s is told',
    async (_, pair) => {
      expect(await changesOf(k3sOutput(pair.old), k3sOutput(pair.new))).toEqual(pair.changes);
    },
  );
});
