import { claim, deployment, METADATA, NAMESPACE, SELECTOR, storageClass } from './kubernetes-objects';
import { KUBERNETES_PAIRS } from './kubernetes-pairs';
import { changesOf, type Data, k3sOutput } from './outputs';
import { POD_PAIRS } from './workload-pairs';

const chart = (spec: Data = {}, name = 'pg'): Data => ({
  apiVersion: 'helm.cattle.io/v1',
  kind: 'HelmChart',
  metadata: { name, namespace: 'kube-system' },
  spec: { chart: 'oci://a.contoso.com/postgresql', version: '16.1.0', targetNamespace: 'db', ...spec },
});

describe('between two versions of Kubernetes objects', () => {
  it('a file beside the manifests is not read as one, whatever it is called', async () => {
    const note = { 'stores/store-0001/notes.yaml': 'kind: StorageClass\nask: [Ann\n' };
    const output = (size: string) => ({ ...k3sOutput([NAMESPACE, storageClass(), claim(size)]), ...note });
    expect(await changesOf(output('20Gi'), output('30Gi'))).toEqual(
      await changesOf(
        k3sOutput([NAMESPACE, storageClass(), claim('20Gi')]),
        k3sOutput([NAMESPACE, storageClass(), claim('30Gi')]),
      ),
    );
  });

  it.each<[string, readonly Data[], readonly string[]]>([
    [
      'another version, of another registry',
      [chart({ chart: 'oci://b.contoso.com/postgresql', version: '16.2.0' })],
      [
        'change | HelmChart kube-system/pg: Helm chart changed; what is in it cannot be seen: /spec/chart oci://a.contoso.com/postgresql → oci://b.contoso.com/postgresql, /spec/version 16.1.0 → 16.2.0',
      ],
    ],
    [
      'another namespace',
      [chart({ targetNamespace: 'pg' })],
      [
        'data-loss | HelmChart kube-system/pg: another release: what was installed is left behind, or replaced: /spec/targetNamespace db → pg, DATA LOSS',
      ],
    ],
    [
      'another chart',
      [chart({ chart: 'oci://a.contoso.com/mariadb' })],
      [
        'data-loss | HelmChart kube-system/pg: another release: what was installed is left behind, or replaced: /spec/chart oci://a.contoso.com/postgresql → oci://a.contoso.com/mariadb, DATA LOSS',
      ],
    ],
    ['none', [], ['data-loss | HelmChart kube-system/pg: removed: K3s uninstalls the chart, DATA LOSS']],
    [
      'one of another name',
      [chart({}, 'postgres')],
      [
        'data-loss | HelmChart kube-system/pg: removed: K3s uninstalls the chart, DATA LOSS',
        'change | HelmChart kube-system/postgres: added',
      ],
    ],
  ])('a Helm chart that becomes %s is told', async (_, now, changes) => {
    expect(await changesOf(k3sOutput([chart()]), k3sOutput(now))).toEqual(changes);
  });

  const policy: Data = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: METADATA,
    spec: { podSelector: SELECTOR, policyTypes: ['Ingress', 'Egress'] },
  };
  it.each<[string, readonly Data[], readonly string[]]>([
    ['a workload', [NAMESPACE], ['change | till/pos: removed (Deployment till/pos)']],
    ['a namespace', [], ['data-loss | namespace till: namespace removed, DATA LOSS']],
  ])('%s that is gone calls nobody', async (_, left, changes) => {
    const before = [NAMESPACE, deployment(), policy];
    expect(await changesOf(k3sOutput(before), k3sOutput(left))).toEqual(expect.arrayContaining([...changes]));
    expect(await changesOf(k3sOutput(before), k3sOutput(left))).not.toContainEqual(expect.stringContaining('may call'));
  });

  it.each([...KUBERNETES_PAIRS, ...POD_PAIRS].map((pair) => [pair.title, pair] as const))(
    '%s is told',
    async (_, pair) => {
      expect(await changesOf(k3sOutput(pair.old), k3sOutput(pair.new))).toEqual(pair.changes);
    },
  );
});
