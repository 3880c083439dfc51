import { ApiObject } from 'cdk8s';
import { Application, Fleet, K3sSite, type SffApp, SffDevice } from 'sff-constructs';
import { type KubeApiServer, kubeApiServer } from '../../engines/harness/kube-api-server';
import { hardware } from '../tree/program';
import { renderSite } from './examples';

/** A site with a resource of its own, and with objects of Flux, as imported classes would make them. */
function program(app: SffApp, kustomization: object = {}): void {
  const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
  const site = new K3sSite(fleet, 's1', { network: { lan: '10.0.42.0/24' } });
  new SffDevice(site, 'node-1', hardware);
  const till = new Application(site, 'till');
  new ApiObject(till, 'printer', {
    apiVersion: 'contoso.com/v1',
    kind: 'Printer',
    metadata: { name: 'receipts', namespace: till.namespace },
    spec: { width: 80 },
  });
  new ApiObject(site, 'printers', {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'printers.contoso.com' },
    spec: {
      group: 'contoso.com',
      scope: 'Namespaced',
      names: { kind: 'Printer', plural: 'printers', singular: 'printer' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: SCHEMA } }],
    },
  });
  new ApiObject(till, 'source', {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'fleet', namespace: till.namespace },
    spec: { url: 'https://git.contoso.com/fleet', ref: { branch: 'main' }, interval: '10m' },
  });
  new ApiObject(till, 'sync', {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'till', namespace: till.namespace },
    spec: {
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
      path: './stores/s1/kubernetes/apps',
      interval: '10m',
      prune: true,
      ...kustomization,
    },
  });
}

const SCHEMA = {
  type: 'object',
  properties: { spec: { type: 'object', properties: { width: { type: 'integer', minimum: 40 } } } },
};

describe('custom resources of a site', () => {
  let server: KubeApiServer;

  beforeAll(async () => {
    server = await kubeApiServer({ with: 'k3s and flux' });
  });
  afterAll(() => server?.stop());

  const apply = (build: (app: SffApp) => void) => {
    const files = Object.entries(renderSite('stores/s1', build)).filter(([path]) => path.endsWith('.yaml'));
    const texts = (part: string) => files.flatMap(([path, text]) => (path.includes(part) ? text : []));
    return server.apply([...texts('/platform/'), ...texts('/apps/')]);
  };

  it('are accepted, in the order of their files, and warned of nowhere', async () => {
    const applied = await apply(program);
    expect(applied.filter(({ refused, warnings }) => refused !== undefined || warnings.length > 0)).toEqual([]);
    expect(applied.map(({ stored }) => stored?.kind)).toEqual(
      expect.arrayContaining(['CustomResourceDefinition', 'Printer', 'GitRepository', 'Kustomization']),
    );
  });

  it.each([
    ['an unknown field', { pruning: true }, /spec\.pruning: field not declared in schema/],
    ['a value that Flux does not take', { interval: 'soon' }, /spec\.interval/],
  ])('are refused with %s, so that the judge is known to look', async (_, kustomization, reason) => {
    const applied = await apply((app) => program(app, kustomization));
    expect(applied.flatMap(({ refused }) => refused ?? [])).toEqual([expect.stringMatching(reason)]);
  });
});
