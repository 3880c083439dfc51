import { AzureResource, FluxSource } from '../../lib';
import { faultsOf, type K3sProgram, k3s, problemsOf, untyped } from '../tree/program';
import { AGENTS, connection, extension, flux, GROUP, machine, place } from './programs';

const os = { image: 'https://aka.ms/os', version: '2604', sshKeys: ['ssh-ed25519 AAAA me'] };

function resource({ site }: K3sProgram, more: object): AzureResource {
  const type = 'Microsoft.Portal/dashboards';
  const common = { type, name: 'store', resourceGroup: GROUP, apiVersion: '2020-09-01-preview' };
  return new AzureResource(site, 'dashboard', untyped({ ...common, ...more }));
}

const https = { url: 'https://git.contoso.com/stores', ref: { branch: 'main' } };
const oci = { url: 'oci://registry.contoso.com/stores', ref: { tag: '1' } };
const bucket = { url: 'https://minio.contoso.com', bucketName: 'stores' };

/** A program of each with more properties than it has, and the path at which they are told. */
const CONSTRUCTS: Readonly<Record<string, readonly [(program: K3sProgram, more: object) => unknown, string]>> = {
  connection: [connection, 'arc'],
  'agents of a connection': [(p, more) => connection(p, { agents: { ...AGENTS, ...more } }), 'arc'],
  extension: [extension, 'arc/storage'],
  'Flux configuration': [flux, 'arc/stores'],
  'Git source': [(p, more) => flux(p, { source: FluxSource.git(untyped({ ...https, ...more })) }), 'arc/stores'],
  'OCI source': [(p, more) => flux(p, { source: FluxSource.oci(untyped({ ...oci, ...more })) }), 'arc/stores'],
  'bucket source': [(p, more) => flux(p, { source: FluxSource.bucket(untyped({ ...bucket, ...more })) }), 'arc/stores'],
  place: [place, 'place'],
  machine: [machine, 'node-1/machine'],
  'network of a machine': [(p, more) => machine(p, { network: { dns: ['10.0.42.1'], ...more } }), 'node-1/machine'],
  'OS of a machine': [(p, more) => machine(p, { os: { ...os, ...more } }), 'node-1/machine'],
  resource: [resource, 'dashboard'],
  'lifecycle of a resource': [(p, more) => resource(p, { lifecycle: { protect: false, ...more } }), 'dashboard'],
};

describe('properties that nobody reads', () => {
  it.each(Object.entries(CONSTRUCTS))('are refused: %s', (_, [build, path]) => {
    for (const [more, faults] of [
      [{ printer: '10.0.42.50' }, [`property-unknown stores/s1/${path}`]],
      [{ printer: undefined }, []],
    ] as const) {
      const program = k3s();
      build(program, more);
      expect(faultsOf(program.app)).toEqual(faults);
    }
  });

  it('are told with what was meant', () => {
    const program = k3s();
    connection(program, { workloadIdentiy: true });
    expect(problemsOf(program.app)).toMatchObject([{ fix: 'Did you mean workloadIdentity?' }]);
  });
});
