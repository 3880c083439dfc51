import { KUBERNETES_PAIRS, POD_PAIRS } from './kubernetes-pairs';
import { changesOf, k3sOutput } from './outputs';

describe('between two versions of Kubernetes objects', () => {
  it.each([...KUBERNETES_PAIRS, ...POD_PAIRS].map((pair) => [pair.title, pair] as const))(
    '%s is told',
    async (_, pair) => {
      expect(await changesOf(k3sOutput(pair.old), k3sOutput(pair.new))).toEqual(pair.changes);
    },
  );
});
