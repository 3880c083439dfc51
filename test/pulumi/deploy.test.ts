import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { all, isSecret, type Output, RunError } from '@pulumi/pulumi';
import { App, Size } from 'cdk8s';
import {
  AgentKey,
  AzureResource,
  type AzureScope,
  AzureSecret,
  AzureSite,
  Fleet,
  K3sSite,
  ref,
  SffApp,
  SffDevice,
  Workload,
} from 'sff-constructs';
import { type DeployOptions, deploy } from 'sff-constructs/pulumi';
import { parse } from 'yaml';
import { connection, extension, flux, machine } from '../azure/programs';
import { container, hardware, type K3sProgram, untyped } from '../tree/program';
import { PRIVATE_KEY, run, secretValue } from './mocks';

/** A fleet with one site, or two. */
function fleet(lock: string | false = false, props: object = {}): K3sProgram {
  const app = new SffApp({ lock, frozen: false, outdir: join(base, 'dist') });
  const stores = new Fleet(app, 'stores', { orchestrator: 'k3s', labels: { environment: 'test' } });
  const site = new K3sSite(stores, 's1', { network: { lan: '10.0.42.0/24' }, labels: { ring: 'pilot' }, ...props });
  return { app, fleet: stores, site, device: new SffDevice(site, 'node-1', hardware) };
}

function secondSite({ fleet: stores }: K3sProgram, id = 's2'): K3sSite {
  const site = new K3sSite(stores, id, { network: { lan: '10.0.43.0/24' }, labels: { ring: 'broad' } });
  new SffDevice(site, 'node-1', hardware);
  return site;
}

const deployed = (build: (program: K3sProgram) => unknown, options: DeployOptions = {}, props: object = {}) =>
  run(() => {
    const program = fleet(false, props);
    build(program);
    return deploy(program.app, { secrets: secretValue, ...options });
  });

/** What a program is refused with, and that nothing was asked for before. */
async function refusal(
  build: (program: K3sProgram) => unknown,
  options: DeployOptions = {},
  lock: string | false = false,
  complete = (given: DeployOptions): DeployOptions => ({ secrets: secretValue, ...given }),
) {
  let error: unknown;
  const { registrations } = await run(() => {
    const program = fleet(lock);
    build(program);
    try {
      deploy(program.app, complete(options));
    } catch (caught) {
      error = caught;
    }
  });
  expect(registrations).toEqual([]);
  // Pulumi prints a RunError as it is, and anything else with a stack.
  expect(error).toBeInstanceOf(RunError);
  return (error as Error).message;
}

const got = <T>(output: Output<T> | undefined) => new Promise<T>((resolve) => void output?.apply(resolve));

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'sff-deploy-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe('deploy', () => {
  it('returns what a program exports', async () => {
    const { result } = await deployed((p) => [connection(p, { oidcIssuer: true }), machine(p)]);
    const site = result.sites['stores/s1'];
    expect(await got(site?.clusterId)).toBe('id of stores/s1/arc/cluster');
    expect(await got(site?.issuerUrl)).toBe('https://issuer');
    expect(Object.keys(site?.ids ?? {})).toEqual(['arc/cluster', 'place/site', 'node-1/machine/machine']);
    expect(await isSecret(all(Object.values(site?.ids ?? {})))).toBe(false);
  });

  it("gives the device's Secret out as a secret", async () => {
    const { result } = await deployed((p) => connection(p));
    const { onboarding } = result.sites['stores/s1'] ?? {};
    expect(onboarding && (await isSecret(onboarding))).toBe(true);
    const values = parse(parse(await got(onboarding)).stringData['values.yaml']);
    expect(values).toEqual({ global: { onboardingPrivateKey: PRIVATE_KEY } });
  });

  it("takes the user's key, and derives what Azure gets", async () => {
    const key = AgentKey.fromSecret(AzureSecret.named('arc-key'));
    const { registrations, result } = await deployed((p) => connection(p, { key }), { secrets: () => PRIVATE_KEY });
    expect(registrations.filter(({ type }) => type.startsWith('tls:'))).toEqual([]);
    expect(result.sites['stores/s1']).toHaveProperty('onboarding');
    const cluster = registrations.find(({ type }) => type === 'azure-native:kubernetes:ConnectedCluster');
    expect(cluster?.inputs).toMatchObject({ agentPublicKeyCertificate: '[public key]', clusterName: 's1' });
  });

  it('resolves references to classes and to generic resources', async () => {
    const { registrations } = await deployed((p) => {
      const { resource } = connection(p, { oidcIssuer: true });
      const place = new AzureSite(p.site, 'place', { resourceGroup: 'rg', name: 'store-1' });
      new AzureResource(p.site, 'own', {
        type: 'Microsoft.Portal/dashboards',
        name: 'own',
        resourceGroup: 'rg',
        apiVersion: '2020-09-01-preview',
        body: {
          properties: {
            place: place.id,
            issuer: ref(resource, 'properties.oidcIssuerProfile.issuerUrl'),
            label: ref(place.resource, 'properties.displayName'),
          },
        },
      });
    });
    const own = registrations.find(({ name }) => name === 'stores/s1/own');
    expect(own?.inputs.properties).toEqual({
      place: 'id of stores/s1/place/site',
      issuer: 'https://issuer',
      label: 'store-1',
    });
    expect(own?.options).not.toHaveProperty('deletedWith');
  });

  it.each(['properties.nothing', 'properties.constructor'])('refuses a reference to %s of a class', async (path) => {
    const own = {
      type: 'Microsoft.Portal/dashboards',
      name: 'own',
      resourceGroup: 'rg',
      apiVersion: '2020-09-01-preview',
    };
    const error: unknown = await deployed(
      (p) =>
        new AzureResource(p.site, 'own', { ...own, body: { properties: { x: ref(connection(p).resource, path) } } }),
    ).catch((caught) => caught);
    expect(error).toBeInstanceOf(RunError);
    expect((error as Error).message).toMatch(
      /^stores\/s1\/own: refers to \S+ of stores\/s1\/arc\/cluster, .* \[azure-reference-missing\]$/,
    );
  });

  it('asks for what stands in a resource, and for what extends it, at any depth', async () => {
    const { registrations } = await deployed(({ site }) => {
      const below = (id: string, type: string, name: string, parent: AzureResource | AzureScope) =>
        new AzureResource(site, id, { type, name, parent, apiVersion: '2026-01-01' });
      const account = new AzureResource(site, 'account', {
        type: 'Microsoft.Storage/storageAccounts',
        name: 'stores1',
        resourceGroup: 'rg',
        apiVersion: '2026-01-01',
      });
      const service = below('service', 'microsoft.storage/storageAccounts/fileServices', 'default', account);
      const share = below('share', 'Microsoft.Storage/storageAccounts/fileServices/shares', 'till', service);
      below('lock', 'Microsoft.Authorization/locks', 'keep', share);
      const scope = { resourceGroup: 'rg', type: 'Microsoft.Storage/storageAccounts/fileServices', name: 'a/default' };
      below('other', 'Microsoft.Storage/storageAccounts/fileServices/shares', 'till', scope);
    });
    const ids = registrations.flatMap(({ name, type, inputs }) => {
      if (type !== 'azure-native:resources:Resource') return [];
      const { resourceProviderNamespace, parentResourcePath, resourceType, resourceName } = inputs;
      const path = [resourceProviderNamespace, parentResourcePath, resourceType, resourceName];
      return [[name, path.filter((part) => part !== '').join('/')]];
    });
    const service = 'Microsoft.Storage/storageAccounts/stores1/fileServices/default';
    expect(Object.fromEntries(ids)).toEqual({
      'stores/s1/account': 'Microsoft.Storage/storageAccounts/stores1',
      'stores/s1/service': service,
      'stores/s1/share': `${service}/shares/till`,
      'stores/s1/lock': `${service}/shares/till/providers/Microsoft.Authorization/locks/keep`,
      'stores/s1/other': 'Microsoft.Storage/storageAccounts/a/fileServices/default/shares/till',
    });
  });

  it('lets the key go where its cluster may go', async () => {
    const { registrations } = await deployed((p) =>
      connection(p, { lifecycle: { protect: false, retainOnDelete: true } }),
    );
    const key = registrations.find(({ type }) => type.startsWith('tls:'));
    expect(key?.options).toMatchObject({ protect: false, retainOnDelete: true });
  });

  it('names resources by their paths on site, so that a renaming changes nothing', async () => {
    const resources = async (id: string, renamedFrom?: string) => {
      const { registrations } = await run(() => {
        const app = new SffApp({ lock: false });
        const stores = new Fleet(app, 'stores', { orchestrator: 'k3s' });
        const site = new K3sSite(stores, id, { network: { lan: '10.0.42.0/24' }, renamedFrom });
        const device = new SffDevice(site, 'node-1', hardware);
        const program = { app, fleet: stores, site, device };
        machine(program);
        flux(program);
        return deploy(app, { secrets: secretValue });
      });
      return registrations;
    };
    expect(await resources('hamburg-1', 's1')).toEqual(await resources('s1'));
  });

  it('applies the objects of a site to a cluster that it can reach, what others need first', async () => {
    const { registrations } = await deployed(
      ({ site }) =>
        new Workload(site, 'db', {
          ...container,
          volumes: [{ name: 'data', mountPath: '/data', size: Size.gibibytes(1) }],
        }),
      { kubeconfig: (path) => `kubeconfig of ${path}` },
      { pushManifests: true },
    );
    const provider = registrations.find(({ type }) => type === 'pulumi:providers:kubernetes');
    expect(provider).toMatchObject({ name: 'stores/s1/kubernetes', inputs: { kubeconfig: 'kubeconfig of stores/s1' } });
    const objects = registrations.filter(({ type }) => type.startsWith('kubernetes:'));
    expect(objects.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'kubernetes:core/v1:Namespace',
        'kubernetes:apps/v1:Deployment',
        'kubernetes:networking.k8s.io/v1:NetworkPolicy',
      ]),
    );
    const deployment = objects.find(({ type }) => type.endsWith(':Deployment'));
    expect(deployment?.inputs).toMatchObject({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'db', namespace: 'apps' },
    });
    expect(deployment?.options.provider).toBe('stores/s1/kubernetes');
    expect(deployment?.options.dependsOn).toEqual(
      expect.arrayContaining(['stores/s1/Namespace/apps', 'stores/s1/ServiceAccount/apps/db']),
    );
  });
});

describe('deploy refuses, before it asks for anything,', () => {
  it('a program that synth refuses, with all of its problems', async () => {
    const message = await refusal((p) => [
      connection(p, { resourceGroup: '' }),
      new Workload(p.site, 'pos', { ...container, user: undefined }),
    ]);
    expect(message).toMatch(/azure-group-missing/);
    expect(message).toMatch(/user-missing/);
    expect(message).toMatch(/^2 problems; nothing was deployed\.\n/);
    expect(message).not.toMatch(/\n\s+at /);
  });

  it('more sites than a stack holds', async () => {
    const many = (p: K3sProgram) => [connection(p), connection({ ...p, site: secondSite(p) })];
    expect(await refusal(many, { maxSites: 1 })).toMatch('2 sites are selected, and a stack holds 1.');
  });

  it('a selection of nothing, and of a site that is not there', async () => {
    expect(await refusal(connection, { select: { labels: { ring: 'nobody' } } })).toMatch('select fits no site');
    expect(await refusal(connection, { select: { sites: ['stores/s9'] } })).toMatch('select names stores/s9');
  });

  it('an app that makes a part of its sites only: the others would be deleted', async () => {
    let error: unknown;
    await run(() => {
      const app = new SffApp({ lock: false, only: 'stores/s1' });
      try {
        deploy(app);
      } catch (caught) {
        error = caught;
      }
    });
    expect((error as Error).message).toMatch(/ Unset SFF_SHARD and SFF_ONLY.* \[deploy-option-invalid\]$/);
  });

  it('a reference to a site that is not selected', async () => {
    const build = (p: K3sProgram) => {
      const place = new AzureSite(secondSite(p), 'place', { resourceGroup: 'rg', name: 'store-2' });
      machine(p, { site: place });
    };
    expect(await refusal(build, { select: { labels: { ring: 'pilot', environment: 'test' } } })).toMatch(
      /^stores\/s1\/node-1\/machine\/machine: refers to stores\/s2\/place\/site, .* \[deploy-unselected\]$/,
    );
  });

  it.each([{}, { key: AgentKey.fromSecret(AzureSecret.named('arc-key')) }])(
    'a parent in a site that is not selected (%j)',
    async (props) => {
      const build = (p: K3sProgram) => {
        const { resource: parent } = connection({ ...p, site: secondSite(p) }, props);
        const type = 'Microsoft.KubernetesConfiguration/extensions';
        const body = { properties: { extensionType: 'contoso.till' } };
        new AzureResource(p.site, 'till', { type, name: 'till', parent, body });
      };
      expect(await refusal(build, { select: { sites: ['stores/s1'] } })).toMatch(
        /^stores\/s1\/till: refers to stores\/s2\/arc\/cluster, .* \[deploy-unselected\]$/,
      );
    },
  );

  it.each<[unknown, string]>([
    [null, 'options is null'],
    ['pilot', 'options is "pilot"'],
    [{ labels: { ring: 'pilot' } }, 'options has an unknown property "labels"'],
    [{ select: null }, 'select is null'],
    [{ select: 'stores/s1' }, 'select is "stores/s1"'],
    [{ select: ['stores/s1'] }, 'select is ["stores/s1"]'],
    [{ select: { label: { ring: 'pilot' } } }, 'Did you mean labels?'],
    [{ select: { labels: 'pilot' } }, 'labels is "pilot"'],
    [{ select: { labels: { ring: undefined } } }, 'labels is {}'],
    [{ select: { sites: 'stores/s1' } }, 'sites is "stores/s1"'],
    [{ maxSites: Number.NaN }, 'maxSites is '],
    [{ maxSites: '200' }, 'maxSites is "200"'],
    [{ secrets: { voucher: 'x' } }, 'secrets is {"voucher":"x"}'],
    [{ provider: 'azure' }, 'provider is "azure"'],
    [{ kubeconfig: 'apiVersion: v1' }, 'kubeconfig is "apiVersion: v1"'],
  ])('options that are none: %j', async (options, says) => {
    const message = await refusal(connection, untyped(options), false, (given) => given);
    expect(message).toMatch(/ \[deploy-option-invalid\]$/);
    expect(message).toContain(says);
  });

  it.each<[string, (p: K3sProgram) => unknown]>([
    ['nothing', () => undefined],
    ['an object', () => ({})],
    ['an app of cdk8s', () => new App()],
    ['a fleet', (p) => p.fleet],
  ])('%s instead of an app', async (_, what) => {
    let error: unknown;
    await run(() => {
      try {
        deploy(untyped(what(fleet())));
      } catch (caught) {
        error = caught;
      }
    });
    expect(error).toBeInstanceOf(RunError);
    expect((error as Error).message).toMatch(/ \[app-not-sff\]$/);
  });

  it('secrets that the configuration lacks, all at once', async () => {
    const build = (p: K3sProgram) => {
      machine(p);
      extension(p, { protectedSettings: { token: AzureSecret.named('other') } });
    };
    for (const secrets of [undefined, () => undefined, () => untyped(null)]) {
      expect(await refusal(build, { secrets })).toMatch(
        'lacks the secrets voucher (of stores/s1/node-1/machine/machine), other (of stores/s1/arc/storage/extension)',
      );
    }
  });

  it('a secret that is no text', async () => {
    expect(await refusal(machine, { secrets: () => untyped(7) })).toMatch(
      /^stores\/s1\/node-1\/machine\/machine: the secret voucher is no text\. .* \[deploy-option-invalid\]$/,
    );
  });

  it.each<[string, DeployOptions]>([
    ['without a kubeconfig', {}],
    ['with none for it', { kubeconfig: () => untyped(undefined) }],
    ['with an empty one', { kubeconfig: () => '' }],
  ])('a site to push to %s', async (_, options) => {
    const build = ({ fleet: stores }: K3sProgram) => {
      const lab = new K3sSite(stores, 'lab', { network: { lan: '10.0.44.0/24' }, pushManifests: true });
      new SffDevice(lab, 'node-1', hardware);
    };
    expect(await refusal(build, options)).toMatch(/^stores\/lab: pushManifests .* \[deploy-option-invalid\]$/);
  });
});

it('deploy may be called again after it was refused', async () => {
  const { result } = await run(() => {
    const program = fleet();
    connection(program);
    expect(() => deploy(program.app, { select: { sites: ['stores/s9'] } })).toThrow(/deploy-option-invalid/);
    return deploy(program.app);
  });
  expect(Object.keys(result.sites)).toEqual(['stores/s1']);
});

it('deploy is called once', async () => {
  let error: unknown;
  await run(() => {
    const { app } = fleet();
    deploy(app);
    try {
      deploy(app);
    } catch (caught) {
      error = caught;
    }
  });
  expect(error).toBeInstanceOf(RunError);
  expect((error as Error).message).toMatch(/\[deploy-twice\]$/);
});

describe('the identity lock', () => {
  const lock = () => join(base, 'sff.lock.json');
  const complete = (p: K3sProgram) => [machine(p), flux(p)];

  beforeEach(() => {
    const program = fleet(lock());
    complete(program);
    program.app.synth();
  });

  it('lets pass what it knows', async () => {
    const { registrations } = await run(() => {
      const program = fleet(lock());
      complete(program);
      return deploy(program.app, { secrets: secretValue });
    });
    expect(registrations.length).toBeGreaterThan(5);
  });

  it('has to know everything: synth comes first', async () => {
    expect(
      await refusal(
        (p) => [complete(p), new AzureSite(p.site, 'second', { resourceGroup: 'rg', name: 'second' })],
        {},
        lock(),
      ),
    ).toMatch(/does not have 2 facts of 1 site \(stores\/s1\), and is frozen/);
  });

  it.each<[string, (p: K3sProgram) => unknown, RegExp]>([
    [
      'another resource group',
      (p) => connection(p, { resourceGroup: 'rg-2' }),
      /arc\/cluster would be .* rg-2\/s1 in eastus instead of .* rg-stores\/s1/,
    ],
    ['another region', (p) => connection(p, { location: 'westeurope' }), /rg-stores\/s1 in westeurope instead of/],
    ['another name', (p) => connection(p, { name: 'other' }), /rg-stores\/other in eastus instead of/],
    [
      'another key',
      (p) => connection(p, { key: AgentKey.fromSecret(AzureSecret.named('key')) }),
      /agentPublicKeyCertificate is taken at creation only, and would be secret key instead of generated/,
    ],
    [
      'another class',
      (p) => connection(p, { oidcIssuer: true }),
      /would be asked for as the generic resource instead of azure-native:kubernetes:ConnectedCluster/,
    ],
    [
      'another namespace of Flux',
      (p) => flux(p, { namespace: 'other' }),
      /properties\.namespace is taken at creation only, and would be other instead of stores/,
    ],
    [
      'a configuration that is gone',
      (p) => connection(p),
      /arc\/stores\/configuration .* would be deleted, with all below it/,
    ],
    ...(
      [
        ['siteDetails', { network: { dns: ['10.0.42.9'] } }],
        ['ownershipVoucherDetails', { voucher: AzureSecret.named('another') }],
        [
          'provisioningDetails',
          { os: { image: 'https://aka.ms/os', version: '2607', sshKeys: ['ssh-ed25519 AAAA me'] } },
        ],
        [
          'arcGatewayResourceId',
          { arcGatewayId: '/subscriptions/x/resourceGroups/rg/providers/Microsoft.HybridCompute/gateways/g' },
        ],
        ['edgeMachineKind', { overrides: { properties: { edgeMachineKind: 'Dedicated' } } }],
        ['arcMachineResourceGroupId', { overrides: { properties: { arcMachineResourceGroupId: '/subscriptions/x' } } }],
      ] as const
    ).map(([property, props]): [string, (p: K3sProgram) => unknown, RegExp] => [
      `another ${property} of a machine`,
      (p) => [machine(p, props), flux(p)],
      new RegExp(`machine/properties\\.${property} is taken at creation only`),
    ]),
  ])('refuses %s', async (_, build, message) => {
    expect(await refusal(build, {}, lock())).toMatch(message);
  });

  it('refuses a renamed site or device that does not say so', async () => {
    const renamed = (id: string, device: string) => async () => {
      let error: unknown;
      await run(() => {
        const app = new SffApp({ lock: lock(), outdir: join(base, 'dist') });
        const stores = new Fleet(app, 'stores', { orchestrator: 'k3s', labels: { environment: 'test' } });
        const site = new K3sSite(stores, id, { network: { lan: '10.0.42.0/24' }, labels: { ring: 'pilot' } });
        const program = { app, fleet: stores, site, device: new SffDevice(site, device, hardware) };
        complete(program);
        try {
          deploy(app, { secrets: secretValue });
        } catch (caught) {
          error = caught;
        }
      });
      return (error as Error).message;
    };
    expect(await renamed('hamburg-1', 'node-1')()).toMatch(/stores\/s1: is locked, and no more in the program/);
    expect(await renamed('s1', 'box')()).toMatch(/device node-1 would go/);
  });

  it('is told as it is where it cannot be read', async () => {
    writeFileSync(lock(), '<<<<<<< ours\n');
    expect(await refusal(complete, {}, lock())).toMatch(/Line 1 is a conflict marker/);
  });
});
