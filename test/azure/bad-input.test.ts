import { output } from '@pulumi/pulumi';
import { Duration } from 'cdk8s';
import {
  AgentKey,
  ArcConnection,
  ArcFluxConfiguration,
  AzureResource,
  AzureSecret,
  DockerComposeSite,
  Fleet,
  FluxSource,
  K3sSite,
  OrchestratorConflictError,
  ProvisionedMachine,
  ref,
  SffApp,
  SffDevice,
  SffError,
} from '../../lib';
import { hardware, type K3sProgram, k3s, problemsOf, untyped } from '../tree/program';
import { AGENTS, connection, delivery, extension, flux, GIT, GROUP, machine, place } from './programs';

/** What is refused of a program, as `code: message`. */
function refused(build: (program: K3sProgram) => unknown, device = {}): string[] {
  const program = k3s({}, {}, device);
  build(program);
  return problemsOf(program.app).map(({ code, message }) => `${code}: ${message}`);
}

/** A resource of a type that the library does not know; `props` may be anything. */
function dashboard({ site }: K3sProgram, props: unknown = {}): AzureResource {
  const type = 'Microsoft.Portal/dashboards';
  const common = { type, name: 'store', resourceGroup: GROUP, apiVersion: '2020-09-01-preview' };
  return new AzureResource(site, 'dashboard', untyped({ ...common, ...(props as object) }));
}

/** A source; `props` may be anything. */
const git = (props: object) => FluxSource.git(untyped({ url: 'https://x', ref: { branch: 'main' }, ...props }));

/** Something in two sites, once in each. */
function inTwoSites(program: K3sProgram, build: (each: K3sProgram) => unknown): void {
  const site = new K3sSite(program.fleet, 's2', { network: { lan: '10.0.43.0/24' } });
  build(program);
  build({ ...program, site, device: new SffDevice(site, 'node-1', hardware) });
}

const SUBSCRIPTION = `/subscriptions/${AGENTS.subscription}`;
const PLACE = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Edge/sites/store-1`;
const EXISTING = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Kubernetes/connectedClusters/old`;
const IDENTITY = 'Microsoft.ManagedIdentity/userAssignedIdentities';

const static_ = { address: '10.0.42.11' };
const os = { image: 'https://aka.ms/os', version: '2604', sshKeys: ['ssh-ed25519 AAAA me'] };

describe('a mistake', () => {
  it.each<[string, (p: K3sProgram) => unknown, RegExp, object?]>([
    ['a cluster with capitals', (p) => connection(p, { name: 'Store' }), /^azure-name-invalid: name "Store"/],
    ['a cluster of 64 characters', (p) => connection(p, { name: 'a'.repeat(64) }), /of 64 characters/],
    ['a machine of three characters', (p) => machine(p, { name: 'pos' }), /^azure-name-invalid: name "pos"/],
    ['a configuration of 31 characters', (p) => flux(p, { name: 'a'.repeat(31) }), /^azure-name-invalid/],
    [
      'a place that is called as its site, with two characters',
      (p) => place(p, { name: undefined }),
      /^azure-name-invalid: name "s1" is no name/,
    ],
    ['a place of 25 characters', (p) => place(p, { name: 'a'.repeat(25) }), /^azure-name-invalid: name "a+" of 25/],
    ['a place with a space', (p) => place(p, { name: 'Store 1' }), /^azure-name-invalid: name "Store 1"/],
    ['an extension with a slash', (p) => extension(p, { name: 'a/b' }), /^azure-name-invalid: name "a\/b"/],
    ['another resource with a query', (p) => dashboard(p, { name: 'store?' }), /^azure-name-invalid: name "store\?"/],
    ['no location', (p) => connection(p, { location: '' }), /^value-invalid: location is ""/],
    ['a group with a slash', (p) => connection(p, { resourceGroup: 'a/b' }), /^azure-group-missing/],
    ['a text for no', (p) => connection(p, { gateway: 'false' }), /^value-invalid: gateway is "false"/],
    ['a text for no issuer', (p) => connection(p, { oidcIssuer: 'false' }), /^value-invalid: oidcIssuer is "false"/],
    [
      'a text for no identities',
      (p) => connection(p, { workloadIdentity: 'false' }),
      /^value-invalid: workloadIdentity is "false"/,
    ],
    [
      'workload identity without the issuer',
      (p) => connection(p, { workloadIdentity: true, oidcIssuer: false }),
      /^value-invalid: workloadIdentity needs the issuer/,
    ],
    [
      'labels of a place at a version without',
      (p) =>
        new AzureResource(p.site, 'place', {
          type: 'Microsoft.Edge/sites',
          name: 'store-1',
          resourceGroup: GROUP,
          apiVersion: '2024-02-01-preview',
          body: { properties: { labels: { ring: 'pilot' } } },
        }),
      /^azure-api-version: properties\.labels is not in API version 2024-02-01-preview/,
    ],
    [
      'a provider of Git at a version without',
      (p) =>
        new AzureResource(p.site, 'flux', {
          type: 'Microsoft.KubernetesConfiguration/fluxConfigurations',
          name: 'stores',
          parent: connection(p).resource,
          apiVersion: '2024-04-01-preview',
          body: { properties: { ociRepository: {}, gitRepository: { provider: 'Azure' } } },
        }),
      /^azure-api-version: properties\.gitRepository\.provider is not in API version 2024-04-01-preview/,
    ],
    ['labels that are no texts', (p) => place(p, { labels: { ring: 1 } }), /^value-invalid: labels is \{"ring":1\}/],
    [
      'a region as the portal shows it',
      (p) => connection(p, { location: 'East US' }),
      /^value-invalid: location is "East US"/,
    ],
    [
      'an Output as region',
      (p) => connection(p, { location: output('eastus') }),
      /^value-invalid: location is an Output of Pulumi/,
    ],
    [
      'a secret as name',
      (p) => connection(p, { name: AzureSecret.named('n') }),
      /^azure-name-invalid: name is an instance of AzureSecret/,
    ],
    [
      'an Output as group',
      (p) => connection(p, { resourceGroup: output('rg') }),
      /^azure-group-missing: resourceGroup is an Output of Pulumi/,
    ],
    [
      'an API version that is none',
      (p) => connection(p, { apiVersion: 'latest' }),
      /^azure-api-version: apiVersion is "latest"/,
    ],
    ...(
      [
        ['an Output', output('a'), 'an Output of Pulumi'],
        ['a Promise', Promise.resolve('a'), 'an instance of Promise'],
        ['a Date', new Date(0), 'an instance of Date'],
        ['a Map', new Map(), 'an instance of Map'],
        ['a Buffer', Buffer.from('a'), 'an instance of Buffer'],
        ['NaN', Number.NaN, 'NaN'],
      ] as const
    ).map(([what, value, says]): [string, (p: K3sProgram) => unknown, RegExp] => [
      `${what} among data`,
      (p) => dashboard(p, { body: { properties: { a: value } } }),
      new RegExp(`^value-invalid: properties\\.a is ${says}, which is no data`),
    ]),
    ...(
      [
        [{ location: 'westeurope' }, 'overrides has location'],
        [{ clusterName: 'other' }, 'overrides has clusterName'],
        [{ properties: { resourceGroupName: 'rg-2' } }, 'overrides\\.properties has resourceGroupName'],
        [{ properties: null }, 'overrides\\.properties is null'],
        ['a=b', 'overrides is "a=b"'],
        [{ tags: { a: { b: 'c' } } }, 'tags is \\{"a"'],
      ] as const
    ).map(([overrides, says]): [string, (p: K3sProgram) => unknown, RegExp] => [
      `overrides ${JSON.stringify(overrides)}`,
      (p) => connection(p, { overrides }),
      new RegExp(`^value-invalid: ${says}`),
    ]),
    [
      'a body that is another resource',
      (p) => dashboard(p, { body: { name: 'other' } }),
      /^value-invalid: body has name/,
    ],
    ['tags as text', (p) => connection(p, { tags: 'abc' }), /^value-invalid: tags is "abc"/],
    [
      '51 tags',
      (p) => connection(p, { tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`t${i}`, ''])) }),
      /^value-invalid: tags has 51 entries/,
    ],
    [
      'ignored changes as text',
      (p) => connection(p, { lifecycle: { ignoreChanges: 'tags' } }),
      /^value-invalid: lifecycle\.ignoreChanges is "tags", no list/,
    ],
    [
      'what has to be there first as text',
      (p) => dashboard(p, { dependsOn: 'arc' }),
      /^value-invalid: dependsOn is "arc", no list/,
    ],
    [
      'a connection as parent',
      (p) => dashboard(p, { resourceGroup: undefined, parent: connection(p) }),
      /^value-invalid: parent is stores\/s1\/arc, no resource/,
    ],
    [
      'a nested type by itself',
      (p) => dashboard(p, { type: `${IDENTITY}/federatedIdentityCredentials` }),
      /userAssignedIdentities, and parent is missing/,
    ],
    [
      'a nested type in another one',
      (p) => dashboard(p, { type: `${IDENTITY}/federatedIdentityCredentials`, parent: connection(p).resource }),
      /^value-invalid: type .*federatedIdentityCredentials stands in .*, and parent is "Microsoft\.Kubernetes\/connectedClusters"/,
    ],
    [
      'a known type in lower case',
      (p) => dashboard(p, { type: 'microsoft.edge/sites', name: 'a b c d' }),
      /^azure-name-invalid: name "a b c d" is no name for Microsoft\.Edge/,
    ],
    ...([undefined, '', 'propertys.id', 'properties'] as const).map(
      (path): [string, (p: K3sProgram) => unknown, RegExp] => [
        `a reference to ${path}`,
        (p) => dashboard(p, { body: { properties: { a: ref(connection(p).resource, untyped(path)) } } }),
        /^azure-reference-missing: properties\.a refers to .* of a resource/,
      ],
    ),
    [
      'the issuer of a cluster without',
      (p) => dashboard(p, { body: { properties: { a: connection(p).issuerUrl } } }),
      /^azure-reference-missing: properties\.a refers to the issuer of stores\/s1\/arc\/cluster, which has none/,
    ],
    ['a key as text', (p) => connection(p, { key: 'MIIE' }), /^azure-secret-literal: key is not an AgentKey/],
    [
      'a chart of a repository',
      (p) => connection(p, { agents: { ...AGENTS, chart: 'arc' } }),
      /agents\.chart is "arc"/,
    ],
    ['a range of versions', (p) => connection(p, { agents: { ...AGENTS, version: '1.x' } }), /agents\.version "1\.x"/],
    ['no tenant', (p) => connection(p, { agents: { ...AGENTS, tenant: undefined } }), /agents\.tenant is missing/],
    [
      'a chart with a tag',
      (p) => connection(p, { agents: { ...AGENTS, chart: `${AGENTS.chart}:1.30.0` } }),
      /agents\.chart is "oci:/,
    ],
    [
      'values of the chart as text',
      (p) => connection(p, { agents: { ...AGENTS, values: 'global: {}' } }),
      /^value-invalid: agents\.values is not/,
    ],
    ['agents of nothing', (p) => connection(p, { agents: null }), /^value-invalid: agents is null/],
    [
      'a key of nothing',
      (p) => connection(p, { key: AgentKey.fromSecret(untyped(undefined)) }),
      /^azure-secret-literal: .* of what is no AzureSecret/,
    ],
    [
      'a key of a text, which is not shown',
      (p) => connection(p, { key: AgentKey.fromSecret(untyped('hunter2')) }),
      /^azure-secret-literal: (?!.*hunter2).* of what is no AzureSecret/,
    ],
    [
      'a key of two clusters',
      (p) => inTwoSites(p, (each) => connection(each, { key: AgentKey.fromSecret(AzureSecret.named('k')) })),
      /^value-invalid: key is the secret "k", as that of stores\/s1\/arc\/cluster is/,
    ],
    [
      'a voucher of two machines',
      (p) => inTwoSites(p, (each) => machine(each, { site: PLACE })),
      /^machine-invalid: voucher is the secret "voucher", as that of stores\/s1\/node-1\/machine\/machine is/,
    ],
    [
      'two machines of a device',
      (p) =>
        [1, 2].map(
          (n) =>
            new ProvisionedMachine(p.device, `m${n}`, {
              resourceGroup: GROUP,
              site: PLACE,
              name: `till-${n}`,
              voucher: AzureSecret.named(`v${n}`),
            }),
        ),
      /^machine-invalid: the device is the machine stores\/s1\/node-1\/m1\/machine already/,
    ],
    [
      'an existing cluster beside a connection',
      (p) => [connection(p), ArcConnection.fromExisting(p.site, 'old', EXISTING)],
      /^arc-connection-duplicate: the site is connected by stores\/s1\/arc already/,
    ],
    [
      '801 places in a group that is written in two ways',
      ({ site }) => {
        for (let n = 0; n <= 800; n++) {
          const resourceGroup = n % 2 === 0 ? GROUP : GROUP.toUpperCase();
          new AzureResource(site, `r${n}`, { type: 'Microsoft.Edge/sites', name: `site-${n}`, resourceGroup });
        }
      },
      /^azure-group-full: is number 801 of 801/,
    ],
    [
      'name servers as text',
      (p) => machine(p, { network: { dns: '10.0.42.1' } }),
      /^machine-invalid: network\.dns is "10/,
    ],
    ['a network as text', (p) => machine(p, { network: 'dhcp' }), /^machine-invalid: network is "dhcp"/],
    ['an OS of nothing', (p) => machine(p, { os: null }), /^machine-invalid: os is null/],
    ['time servers of nothing', (p) => machine(p, { timeServers: null }), /^machine-invalid: timeServers is null/],
    [
      'a time server that is no host',
      (p) => machine(p, { timeServers: ['not a host!'] }),
      /^machine-invalid: timeServers has "not a host!"/,
    ],
    ['a gateway by name', (p) => machine(p, { arcGatewayId: 'gw' }), /^machine-invalid: arcGatewayId is "gw"/],
    [
      'a key to log in with that is none',
      (p) => machine(p, { os: { ...os, sshKeys: ['hunter2'] } }),
      /^machine-invalid: os\.sshKeys\[0\] is no public key/,
    ],
    ['a voucher as text', (p) => machine(p, { voucher: 'c29tZQ==' }), /^azure-secret-literal: voucher/],
    ['a machine without a place', (p) => machine(p, { site: 'store-1' }), /^machine-invalid: site is "store-1"/],
    ['a static address without a gateway', (p) => machine(p), /^machine-invalid: network\.gateway is missing/, static_],
    [
      'a gateway outside the LAN',
      (p) => machine(p, { network: { gateway: '10.0.43.1' } }),
      /network\.gateway is "10\.0\.43\.1"/,
      static_,
    ],
    [
      'the device as its own gateway',
      (p) => machine(p, { network: { gateway: '10.0.42.11' } }),
      /network\.gateway is "10\.0\.42\.11"/,
      static_,
    ],
    ['a gateway with DHCP', (p) => machine(p, { network: { gateway: '10.0.42.1' } }), /stated for a device with DHCP/],
    ['a name server by name', (p) => machine(p, { network: { dns: ['dns.contoso.com'] } }), /network\.dns/],
    ['three time servers', (p) => machine(p, { timeServers: ['a', 'b', 'c'] }), /timeServers has 3/],
    ['no key to log in with', (p) => machine(p, { os: { ...os, sshKeys: [] } }), /os\.sshKeys has no public key/],
    [
      'a private key to log in with',
      (p) => machine(p, { os: { ...os, sshKeys: [`-----BEGIN ${'OPENSSH'} PRIVATE KEY-----`] } }),
      /^azure-secret-literal: os\.sshKeys holds a private key/,
    ],
    ['a version and a train', (p) => extension(p, { version: '1.0.0', releaseTrain: 'preview' }), /both stated/],
    ['a setting that is no string', (p) => extension(p, { settings: { a: true } }), /setting a is true/],
    [
      'a protected setting as text',
      (p) => extension(p, { protectedSettings: { a: 'b' } }),
      /^azure-secret-literal: protectedSettings\.a/,
    ],
    ['two scopes', (p) => extension(p, { scope: { releaseNamespace: 'a', targetNamespace: 'b' } }), /scope is/],
    ['no source', (p) => flux(p, { source: undefined }), /^flux-invalid: source is no FluxSource/],
    [
      'a source without a reference',
      (p) => flux(p, { source: FluxSource.git({ url: 'https://x', ref: untyped({}) }) }),
      /^flux-invalid: ref of the Git source is \{\}/,
    ],
    [
      'an OCI source by https',
      (p) => flux(p, { source: FluxSource.oci({ url: 'https://x', ref: { tag: '1' } }) }),
      /OCI source is "https:/,
    ],
    ...(
      [
        ['an interval in seconds', () => git({ interval: 60 }), /the Git source: interval is 60, no Duration/],
        [
          'an interval of a part of a second',
          () => git({ interval: Duration.millis(100) }),
          /interval is 0\.1 seconds/,
        ],
        ['a timeout of no time', () => git({ timeout: Duration.seconds(0) }), /timeout is 0 seconds/],
        ['a branch and a tag', () => git({ ref: { branch: 'main', tag: 'v1' } }), /ref of the Git source is/],
        ['a reference that is misspelt', () => git({ ref: { brnch: 'main' } }), /ref of the Git source is \{"brnch"/],
        ['a reference as text', () => git({ ref: 'main' }), /ref of the Git source is "main"/],
        ['a commit of no branch', () => git({ ref: { commit: 'abc' } }), /ref of the Git source is/],
        [
          'a digest that is none',
          () => FluxSource.oci({ url: 'oci://x', ref: { digest: 'nonsense' } }),
          /ref of the OCI source is/,
        ],
        ['a provider that Flux does not have', () => git({ provider: 'AWS' }), /provider is "AWS"/],
        [
          'a password without its user',
          () => git({ httpsKey: AzureSecret.named('k') }),
          /httpsKey is stated without httpsUser/,
        ],
        [
          'a key of SSH for HTTPS',
          () => git({ sshPrivateKey: AzureSecret.named('k') }),
          /sshPrivateKey is stated for the URL/,
        ],
        [
          'a user of HTTPS for SSH',
          () => git({ url: 'ssh://git@x', httpsUser: 'u' }),
          /httpsUser is stated for the URL/,
        ],
        [
          'a bucket without a name',
          () => FluxSource.bucket({ url: 'https://x', bucketName: untyped(undefined) }),
          /bucketName is missing/,
        ],
        [
          'half of a key of a bucket',
          () => FluxSource.bucket({ url: 'https://x', bucketName: 'b', accessKey: 'a' }),
          /accessKey is stated without secretKey/,
        ],
      ] as const
    ).map(([what, source, message]): [string, (p: K3sProgram) => unknown, RegExp] => [
      what,
      (p) => flux(p, { source: source() }),
      message,
    ]),
    ...(
      [
        [{ substitute: { a: 5 } }, /substitute\.a is 5/],
        [{ substitute: 'a=b' }, /substitute is "a=b"/],
        [{ substituteFrom: { kind: 'Secret', name: 'a' } }, /substituteFrom is .* no list/],
        [{ substituteFrom: [{ kind: 'Configmap', name: 'a' }] }, /substituteFrom has .*Configmap/],
        [{ wait: 'no' }, /wait is "no"/],
        [{ dependsOn: 'platform' }, /dependsOn is "platform", no list/],
        [{ timeout: Duration.seconds(0) }, /timeout is 0 seconds/],
      ] as const
    ).map(([props, message]): [string, (p: K3sProgram) => unknown, RegExp] => [
      `a kustomization with ${JSON.stringify(props)}`,
      (p) => flux(p, { kustomizations: { apps: { path: 'apps', prune: true, ...props } } }),
      message,
    ]),
    ['settings as text', (p) => extension(p, { settings: 'a=b' }), /^arc-extension-invalid: settings is "a=b"/],
    [
      'a secret among settings',
      (p) => extension(p, { settings: { a: AzureSecret.named('s') } }),
      /^arc-extension-invalid: setting a is an instance of AzureSecret/,
    ],
    [
      'protected settings as text',
      (p) => extension(p, { protectedSettings: 'hunter2' }),
      /^azure-secret-literal: (?!.*hunter2)/,
    ],
    [
      'a namespace that is none',
      (p) => extension(p, { scope: { releaseNamespace: 'Bad NS' } }),
      /^arc-extension-invalid: scope names the namespace "Bad NS"/,
    ],
    [
      'an extension that is no list',
      (p) => extension(p, { dependsOn: 'acsa' }),
      /^arc-extension-invalid: dependsOn is no list/,
    ],
    [
      'nothing to wait for',
      (p) => extension(p, { dependsOn: [undefined] }),
      /^arc-extension-invalid: dependsOn is no list of extensions/,
    ],
    [
      'a kustomization without prune',
      (p) => flux(p, { kustomizations: { apps: { path: 'apps' } } }),
      /apps does not say prune/,
    ],
    [
      'applications that the site does not have',
      (p) => {
        const kustomizations = { apps: { path: 'dist/stores/s1/kubernetes/apps/', prune: true } };
        new ArcFluxConfiguration(connection(p), 'stores', { source: GIT, kustomizations });
      },
      /^flux-invalid: kustomization apps delivers "dist\/stores\/s1\/kubernetes\/apps\/"/,
    ],
    [
      'a path out of the source',
      (p) => flux(p, { kustomizations: { apps: { path: '../x', prune: true } } }),
      /path is "\.\.\/x"/,
    ],
    [
      'a field that Arc does not have',
      (p) => flux(p, { kustomizations: { apps: { path: 'a', prune: true, healthChecks: [] } } }),
      /has no field healthChecks/,
    ],
    [
      'a time as text',
      (p) => flux(p, { kustomizations: { apps: { path: 'a', prune: true, timeout: '5m' } } }),
      /timeout is "5m", no Duration/,
    ],
    [
      'a dependency that is not there',
      (p) => flux(p, { kustomizations: { apps: { path: 'a', prune: true, dependsOn: ['base'] } } }),
      /depends on "base", which/,
    ],
    [
      'dependencies in a circle',
      (p) =>
        flux(p, {
          kustomizations: {
            a: { path: 'a', prune: true, dependsOn: ['b'] },
            b: { path: 'b', prune: true, dependsOn: ['a'], timeout: Duration.minutes(1) },
          },
        }),
      /wait for each other: a → b → a/,
    ],
    [
      'namespaces from a namespace',
      (p) => flux(p, { scope: 'namespace' }),
      /kustomization platform delivers namespaces/,
    ],
    [
      'names that are too long together',
      (p) => flux(p, { name: 'a'.repeat(30), kustomizations: { ['k'.repeat(40)]: { path: 'a', prune: true } } }),
      /71 characters; 63 are allowed/,
    ],
  ])('%s is refused once', (_, build, message, device = {}) => {
    expect(refused(build, device)).toEqual([expect.stringMatching(message)]);
  });

  it('of a source that is nothing is every one that it has', () => {
    expect(refused((p) => flux(p, { source: FluxSource.git(untyped(undefined)) }))).toEqual([
      'flux-invalid: ref of the Git source is missing.',
      'flux-invalid: the URL of the Git source is missing.',
    ]);
  });

  it('is told with the path of the construct, and how to mend it', () => {
    const program = k3s();
    flux(program, { kustomizations: { apps: { path: 'apps' } } });
    expect(problemsOf(program.app)).toEqual([
      {
        code: 'flux-invalid',
        path: 'stores/s1/arc/stores',
        message: 'kustomization apps does not say prune.',
        fix: 'Write prune: true, so that what goes from the source goes from the cluster, or false.',
      },
    ]);
  });

  it('never shows a secret that stands in a program', () => {
    const secret = `${'eyJ'}hbGciOiJSUzI1NiJ9.eyJzdWIiOiJ0aWxsIn0.${'x'.repeat(43)}`;
    const [problem] = refused((p) => connection(p, { overrides: { properties: { note: secret } } }));
    expect(problem).toMatch(/^azure-secret-literal: has what looks like a credential at properties\.note: jwt/);
    expect(problem).not.toContain(secret);
  });
});

describe('a connection', () => {
  it('stands on a site with Kubernetes', () => {
    const fleet = new Fleet(new SffApp(), 'kiosks', { orchestrator: 'docker-compose' });
    const kiosk = new DockerComposeSite(fleet, 'k1', { network: { lan: '10.0.42.0/24' } });
    new SffDevice(kiosk, 'box', hardware);
    const build = () => new ArcConnection(untyped(kiosk), 'arc', { resourceGroup: 'rg', location: 'eastus' });
    expect(build).toThrow(new OrchestratorConflictError('kiosks/k1/arc', 'k3s', 'docker-compose'));
  });

  it('is of one cluster: an existing one counts', () => {
    const build = (p: K3sProgram) => {
      const old = ArcConnection.fromExisting(p.site, 'old', EXISTING);
      delivery(p.site);
      new ArcFluxConfiguration(old, 'stores', { source: GIT });
    };
    expect(refused(build)).toEqual([]);
    expect(refused((p) => [build(p), connection(p)])).toEqual([
      'arc-connection-duplicate: the site is connected by stores/s1/old already.',
    ]);
  });

  it.each([
    'store-1',
    EXISTING.replace(AGENTS.subscription, 'retail'),
    EXISTING.replace('/rg/', '/rg./'),
    `${EXISTING} 2`,
    `${EXISTING}/extensions/flux`,
  ])('that is there already is not %s', (id) => {
    expect(() => ArcConnection.fromExisting(k3s().site, 'old', id)).toThrow(SffError);
  });
});
