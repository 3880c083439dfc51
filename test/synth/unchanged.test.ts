import * as fs from 'node:fs';
import { join } from 'node:path';
import { ApiObject, type ApiObjectProps, JsonPatch } from 'cdk8s';
import { Application, Fleet, K3sSite, type K3sSiteProps, Rules, SffApp, SffDevice, Workload } from '../../lib';
import * as yaml from '../../lib/output/yaml';
import { siteRenderer } from '../../lib/rendering';
import { Testing } from '../../lib/testing';
import { snapshot, useDirectory } from '../output/writer-fixture';
import { container, faultsOf, hardware, k3s } from '../tree/program';

// Modules of swc cannot be spied on.
jest.mock('../../lib/output/yaml', () => {
  const actual = jest.requireActual('../../lib/output/yaml') as typeof yaml;
  return { ...actual, toYaml: jest.fn(actual.toYaml) };
});

const directory = useDirectory();

/** A fleet whose sites differ by their name only, each with its own text in a config map. */
function fleet(texts: Readonly<Record<string, string>>): SffApp {
  const app = new SffApp({ outdir: directory.outdir, lock: false });
  const stores = new Fleet(app, 'stores', { orchestrator: 'k3s' });
  for (const [id, text] of Object.entries(texts)) {
    const site = new K3sSite(stores, id, { network: { lan: '10.0.42.0/24' } });
    new SffDevice(site, 'node-1', hardware);
    new Workload(new Application(site, 'till'), 'pos', { ...container, env: { TEXT: text } });
  }
  return app;
}

describe('a synth after a synth', () => {
  const toYaml = jest.mocked(yaml.toYaml);
  beforeEach(() => toYaml.mockClear());

  it('makes no text where nothing has changed', () => {
    const texts = { s1: 'one', s2: 'two' };
    fleet(texts).synth();
    expect(toYaml).toHaveBeenCalled();
    toYaml.mockClear();
    const before = snapshot(directory.outdir);
    fleet(texts).synth();
    expect(toYaml).not.toHaveBeenCalled();
    expect(snapshot(directory.outdir)).toEqual(before);
  });

  it('makes those of a site that has changed, by the program or on disk', () => {
    fleet({ s1: 'three', s2: 'four' }).synth();
    toYaml.mockClear();
    fleet({ s1: 'three', s2: 'FOUR' }).synth();
    expect(toYaml.mock.calls.map(([value]) => JSON.stringify(value)).filter((json) => json.includes('three'))).toEqual(
      [],
    );
    fs.appendFileSync(join(directory.outdir, 'stores/s1/kubernetes/apps/till.yaml'), '# mine\n');
    const app = fleet({ s1: 'three', s2: 'FOUR' });
    app.synth();
    expect(snapshot(directory.outdir)).toEqual(Testing.synth(app));
  });

  it('makes texts that sites share once', () => {
    fleet({ s1: 'shared', s2: 'shared', s3: 'shared' }).synth();
    const deployments = toYaml.mock.calls.filter(([value]) => (value as ApiObjectProps).kind === 'Deployment');
    expect(deployments).toHaveLength(1);
  });

  it('gives the cdk8s CLI every manifest, those that were kept included', () => {
    fleet({ s1: 'five' }).synth();
    process.env.CDK8S_OUTDIR = directory.path('cli');
    try {
      fleet({ s1: 'five' }).synth();
    } finally {
      delete process.env.CDK8S_OUTDIR;
    }
    const manifests = Object.keys(snapshot(directory.outdir)).filter((path) => path.endsWith('.yaml'));
    expect(Object.keys(snapshot(directory.path('cli')))).toEqual(manifests);
  });
});

describe('the digest of a site', () => {
  type Change = (site: K3sSite) => void;
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: '1' } };

  function rendered(props: Partial<K3sSiteProps>, change: Change) {
    const { app, site } = k3s(props);
    change(site);
    expect(faultsOf(app)).toEqual([]);
    const { digest, files } = site[siteRenderer]();
    return { digest: digest(), files: files().files };
  }

  const pos =
    (props: object): Change =>
    (site) =>
      void new Workload(site, 'pos', { ...container, ...props });
  const VARIANTS: readonly [Partial<K3sSiteProps>, Change][] = [
    [{}, () => {}],
    [{ version: 'v1.35.1+k3s1' }, () => {}],
    [{ traefik: 'enabled' }, () => {}],
    [{ dataDir: '/acsa/k3s' }, () => {}],
    [{ labels: { ring: 'canary' } }, () => {}],
    [{ values: { a: 1 } }, () => {}],
    [{ values: { a: '1' } }, () => {}],
    [{ network: { lan: '10.0.42.0/24', clusterCidr: '10.50.0.0/16' } }, () => {}],
    [{}, (site) => void new SffDevice(site, 'node-2', { ...hardware, role: 'agent' })],
    [{}, (site) => void new ApiObject(site, 'a', configMap)],
    [{}, (site) => void new ApiObject(new Application(site, 'b'), 'a', configMap)],
    [{}, (site) => void new ApiObject(site, 'a', { ...configMap, data: { a: 'null' } })],
    [{}, (site) => void new ApiObject(site, 'a', { ...configMap, data: { a: '1\n' } })],
    [{}, pos({})],
    [{}, pos({ env: { A: '1' } })],
    [{}, pos({ env: { A: '2' } })],
    [{}, pos({ command: ['a'] })],
    [{}, pos({ args: ['a'] })],
    [{}, pos({ limits: { ...container.limits, cpu: 1 } })],
    [{}, pos({ priority: 'critical' })],
    [{}, pos({ hostNetwork: { reason: 'one' } })],
    [{}, pos({ hostNetwork: { reason: 'two' } })],
    [
      {},
      (site) => {
        new ApiObject(site, 'a', configMap);
        site.patch({ kind: 'ConfigMap', name: 'a' }, JsonPatch.add('/data/b', null));
      },
    ],
    [{}, (site) => Rules.waive(site, ['image-not-pinned'], { reason: 'one' })],
    [{}, (site) => Rules.waive(site, ['image-not-pinned'], { reason: 'two' })],
  ];

  it('differs exactly where files do', () => {
    const all = VARIANTS.map(([props, change]) => rendered(props, change));
    const again = VARIANTS.map(([props, change]) => rendered(props, change));
    expect(again).toEqual(all);
    expect(new Set(all.map(({ files }) => JSON.stringify(files))).size).toBe(VARIANTS.length);
    expect(new Set(all.map(({ digest }) => digest)).size).toBe(VARIANTS.length);
  });
});
