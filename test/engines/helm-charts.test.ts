import { parse } from 'yaml';
import { type HelmController, helmController } from '../../engines/harness/helm-controller';
import { type KubeApiServer, kubeApiServer } from '../../engines/harness/kube-api-server';
import { documents, type KubernetesObject } from '../../engines/harness/objects';
import { ONBOARDING_SECRET, onboardingManifest } from '../../lib/azure/arc-agents';
import { exampleNames, kubernetesSites } from './examples';

interface HelmChart extends KubernetesObject {
  readonly spec: {
    readonly chart: string;
    readonly repo?: string;
    readonly version: string;
    readonly targetNamespace: string;
    readonly failurePolicy: string;
    readonly valuesContent?: string;
  };
}

/** One chart of each name: what differs between sites is in the values. */
const charts = new Map(
  exampleNames
    .flatMap(kubernetesSites)
    .flatMap(({ files }) => documents(Object.values(files)))
    .filter(({ object }) => object.kind === 'HelmChart')
    .map((document) => [document.object.metadata.name, document]),
);

describe("K3s' helm-controller", () => {
  let server: KubeApiServer;
  let controller: HelmController;

  beforeAll(async () => {
    server = await kubeApiServer();
    controller = await helmController(server);
  });
  afterAll(() => server?.stop());

  it('finds a chart in the examples', () => expect(charts.size).toBeGreaterThan(0));

  it.each([...charts.keys()])('makes the Job that installs %s as the site says', async (name) => {
    const { object, text = '' } = charts.get(name) ?? {};
    const { spec } = object as HelmChart; // filtered above
    await server.apply(text);
    const job = await controller.job(name);
    const [container] = job.spec.template.spec.containers;
    const env = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value ?? '']));
    expect(env).toMatchObject({
      NAME: name,
      CHART: spec.repo === undefined ? spec.chart : `${name}/${spec.chart}`, // the repository is added under the chart's name
      REPO: spec.repo ?? '',
      VERSION: spec.version,
      TARGET_NAMESPACE: spec.targetNamespace,
      FAILURE_POLICY: 'abort',
    });
    expect(container?.args).toEqual([
      'install',
      '--namespace',
      spec.targetNamespace,
      '--create-namespace',
      '--version',
      spec.version,
    ]);
    expect(await controller.values(name)).toEqual({ HelmChartValuesContent: spec.valuesContent });
  });

  it("takes the private key of Arc's agents from the Secret that the device has, and does not start without it", async () => {
    await server.apply(charts.get('azure-arc')?.text ?? '');
    const { spec } = await controller.job('azure-arc');
    const sources = spec.template.spec.volumes?.find(({ name }) => name === 'values')?.projected?.sources ?? [];
    const { name, namespace, key } = ONBOARDING_SECRET;
    const secret = sources.find((source) => source.secret?.name === name)?.secret;
    expect(secret).toMatchObject({ optional: false, items: [{ key, path: expect.stringMatching(/\.yaml$/) }] });
    await server.apply(onboardingManifest('-----BEGIN RSA PRIVATE KEY-----\nMIIJ\n-----END RSA PRIVATE KEY-----\n'));
    const metadata = { name, namespace };
    const { data } = await server.get<KubernetesObject & { readonly data?: Record<string, string> }>({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
    });
    expect(parse(Buffer.from(data?.[key] ?? '', 'base64').toString())).toEqual({
      global: { onboardingPrivateKey: '-----BEGIN RSA PRIVATE KEY-----\nMIIJ\n-----END RSA PRIVATE KEY-----\n' },
    });
  });
});
