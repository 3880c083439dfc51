import { kubernetesconfiguration as defaults } from '@pulumi/azure-native/types/input';
import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import {
  AgentKey,
  ArcConnection,
  ArcFluxConfiguration,
  AzureResource,
  AzureSecret,
  FluxSource,
  Rules,
  ref,
} from '../../lib';
import { azureModel } from '../../lib/azure/resource';
import { Testing } from '../../lib/testing';
import { DIGEST, type K3sProgram, k3s, problemsOf, untyped } from '../tree/program';
import { AGENTS, connection, extension, flux, GIT, GROUP, machine, place } from './programs';

const modelOf = (resource: AzureResource) => resource[azureModel];
const bodyOf = (resource: AzureResource) => modelOf(resource).body as { readonly properties: Record<string, unknown> };

describe('a connection', () => {
  it('is asked for by the class of azure-native where it suffices', () => {
    const { api, body, name } = modelOf(connection(k3s()).resource);
    expect(api).toMatchObject({ className: 'azure-native:kubernetes:ConnectedCluster', version: '2024-02-01-preview' });
    expect(name).toBe('s1');
    expect(body).toEqual({
      identity: { type: 'SystemAssigned' },
      properties: { agentPublicKeyCertificate: AgentKey.generated(), distribution: 'k3s', infrastructure: 'generic' },
    });
  });

  it.each([
    ['an issuer', { oidcIssuer: true }, { oidcIssuerProfile: { enabled: true } }],
    [
      'workload identity',
      { workloadIdentity: true },
      { oidcIssuerProfile: { enabled: true }, securityProfile: { workloadIdentity: { enabled: true } } },
    ],
    ['a gateway', { gateway: true }, { gateway: { enabled: true } }],
    [
      'what only overrides say',
      { overrides: { properties: { gateway: { enabled: true } } } },
      { gateway: { enabled: true } },
    ],
  ])('is a generic resource with %s, which the class would drop', (_, props, properties) => {
    const { api, body } = modelOf(connection(k3s(), props).resource);
    expect(api).toEqual({ className: undefined, version: '2026-05-01' });
    expect(body.properties).toMatchObject(properties);
  });

  it('has K3s install the agents from its manifests directory, without their key', () => {
    const program = k3s({
      network: { lan: '10.0.42.0/24', proxy: { https: 'http://proxy:3128', noProxy: ['10.0.0.0/8'] } },
    });
    connection(program, {
      agents: { ...AGENTS, customLocations: AGENTS.tenant, values: { global: { correlationId: 'x' } } },
    });
    const files = Testing.synth(program.app);
    const chart = parse(files['stores/s1/bootstrap/azure-arc.yaml'] ?? '');
    expect(chart).toMatchObject({
      kind: 'HelmChart',
      metadata: { name: 'azure-arc', namespace: 'kube-system' },
      spec: {
        targetNamespace: 'azure-arc-release',
        failurePolicy: 'abort',
        valuesSecrets: [{ name: 'azure-arc-onboarding', keys: ['values.yaml'] }],
      },
    });
    expect(parse(chart.spec.valuesContent)).toEqual({
      global: {
        subscriptionId: AGENTS.subscription,
        tenantId: AGENTS.tenant,
        resourceGroupName: GROUP,
        resourceName: 's1',
        location: 'eastus',
        kubernetesDistro: 'k3s',
        kubernetesInfra: 'generic',
        azureEnvironment: 'AZUREPUBLICCLOUD',
        isProxyEnabled: true,
        httpsProxy: 'http://proxy:3128',
        noProxy: '10.42.0.0/16,10.43.0.0/16,kubernetes.default.svc,.svc.cluster.local,.svc,10.0.0.0/8',
        correlationId: 'x',
      },
      systemDefaultValues: {
        spnOnboarding: false,
        azureArcAgents: { autoUpdate: false },
        'clusterconnect-agent': { enabled: true },
        customLocations: { enabled: true, oid: AGENTS.tenant },
      },
    });
    expect(Object.keys(files).filter((path) => path.includes('/kubernetes/'))).toEqual([]);
    const facts = JSON.parse(files['stores/s1/site.json'] ?? '');
    expect(facts.secrets).toEqual([
      {
        workload: 'stores/s1/arc/agents',
        kind: 'kubernetes-secret',
        name: 'azure-arc-onboarding',
        namespace: 'kube-system',
        keys: ['values.yaml'],
      },
    ]);
    expect(facts.azure).toEqual([
      {
        path: 'stores/s1/arc/cluster',
        type: 'Microsoft.Kubernetes/connectedClusters',
        apiVersion: '2024-02-01-preview',
        resourceGroup: GROUP,
        name: 's1',
        location: 'eastus',
      },
    ]);
  });

  it('writes nothing into a site that has no agents', () => {
    const program = k3s();
    connection(program);
    expect(Object.keys(Testing.synth(program.app))).toEqual(['fleet.json', 'stores/s1/site.json']);
  });

  it('that was there before is a scope for what hangs below it', () => {
    const program = k3s();
    const id = `/subscriptions/${AGENTS.subscription}/resourceGroups/${GROUP}/providers/Microsoft.Kubernetes/connectedClusters/old`;
    const old = ArcConnection.fromExisting(program.site, 'old', id);
    const { resource } = new ArcFluxConfiguration(old, 'stores', { source: GIT });
    expect(modelOf(resource)).toMatchObject({
      resourceGroup: GROUP,
      parent: { name: 'old' },
      parentResource: undefined,
    });
  });
});

describe('a place', () => {
  const CLASS = { className: 'azure-native:edge:Site', version: '2024-02-01-preview' };
  const GENERIC = { className: undefined, version: '2025-06-01' };
  const siteAddress = { city: 'Bern' };

  it.each<[string, object, object]>([
    ['nothing', {}, CLASS],
    ['no labels', { labels: {} }, CLASS],
    ['labels', { labels: { ring: 'pilot' } }, GENERIC],
    ['an address', { overrides: { properties: { siteAddress } } }, GENERIC],
  ])('with %s is asked for in a version that has it', (_, props, api) => {
    expect(modelOf(place(k3s(), props).resource).api).toMatchObject(api);
  });

  it('stays what it is when its site gets labels', () => {
    const { api, body } = modelOf(place(k3s({ labels: { ring: 'pilot' } })).resource);
    expect(api).toMatchObject(CLASS);
    expect(body).toEqual({ properties: { displayName: 'store-1' } });
  });
});

describe('a machine', () => {
  it('says what Azure takes of device, site and program', () => {
    const program = k3s(
      { network: { lan: '10.0.42.0/24', proxy: { http: 'http://proxy.contoso.com:3128', noProxy: ['.contoso.com'] } } },
      {},
      { address: '10.0.42.11' },
    );
    const { resource } = machine(program, {
      network: { gateway: '10.0.42.1', dns: ['10.0.42.2'], adapter: 'eth0', vlan: 7 },
      timeServers: ['10.0.42.3'],
      os: { image: 'https://aka.ms/os', version: '2604', sshKeys: ['ssh-ed25519 AAAA me\n'] },
    });
    expect(modelOf(resource)).toMatchObject({
      name: 's1-node-1',
      location: 'eastus',
      type: 'Microsoft.AzureStackHCI/edgeMachines',
    });
    expect(bodyOf(resource).properties).toEqual({
      edgeMachineKind: 'Standard',
      siteDetails: {
        siteResourceId: expect.objectContaining({ output: 'id' }),
        deviceConfiguration: {
          hostName: 'node-1',
          network: {
            networkAdapters: [
              {
                adapterName: 'eth0',
                ipAssignmentType: 'Manual',
                ipAddress: '10.0.42.11',
                subnetMask: '255.255.255.0',
                gateway: '10.0.42.1',
                dnsAddressArray: ['10.0.42.2'],
                vlanId: '7',
              },
            ],
          },
          webProxy: { connectionUri: 'http://proxy.contoso.com', port: '3128', bypassList: ['.contoso.com'] },
          time: { primaryTimeServer: '10.0.42.3' },
        },
      },
      ownershipVoucherDetails: {
        ownerKeyType: 'MicrosoftManaged',
        ownershipVoucher: AzureSecret.named('voucher').base64(),
      },
      provisioningDetails: {
        osProfile: {
          osType: 'AzureLinux',
          osName: 'AzureLinux',
          vsrVersion: '2604',
          osImageLocation: 'https://aka.ms/os',
        },
        userDetails: [{ userName: 'admin', secretType: 'SshPubKey', sshPubKey: ['ssh-ed25519 AAAA me'] }],
      },
    });
    expect(problemsOf(program.app)).toEqual([]);
  });

  it('is registered only, with DHCP, where nothing else is said', () => {
    const { properties } = bodyOf(machine(k3s()).resource);
    expect(properties).not.toHaveProperty('provisioningDetails');
    expect(properties.siteDetails).toMatchObject({
      deviceConfiguration: { network: { networkAdapters: [{ ipAssignmentType: 'Automatic' }] } },
    });
  });

  it('is protected', () => {
    expect(modelOf(machine(k3s()).resource).lifecycle).toEqual({
      protect: true,
      retainOnDelete: false,
      ignoreChanges: [],
    });
  });

  it('may be in another region for a reason', () => {
    const program = k3s();
    const { resource } = machine(program, { location: 'westeurope' });
    Rules.waive(resource, ['azure-region'], { reason: 'A private preview.' });
    expect(problemsOf(program.app)).toEqual([]);
  });
});

describe('a Flux configuration', () => {
  it.each([
    './dist/stores/s1/kubernetes',
    'dist/stores/s1/kubernetes/apps',
    'stores/s1',
    'infra',
    'dist/stores/s10/apps',
  ])('may deliver %s: the site has it, or does not make it', (path) => {
    const program = k3s();
    flux(program, { kustomizations: { one: { path, prune: true } } });
    expect(problemsOf(program.app)).toEqual([]);
  });

  it("delivers the site's own output unless it says otherwise, with nothing left to Azure's defaults", () => {
    const { resource } = flux(k3s());
    const explicit = {
      prune: true,
      wait: true,
      force: false,
      timeoutInSeconds: 600,
      syncIntervalInSeconds: 600,
      retryIntervalInSeconds: 120,
    };
    expect(bodyOf(resource).properties).toEqual({
      scope: 'cluster',
      namespace: 'stores',
      suspend: false,
      sourceKind: 'GitRepository',
      gitRepository: {
        url: 'https://git.contoso.com/stores',
        repositoryRef: { branch: 'main' },
        syncIntervalInSeconds: 600,
        timeoutInSeconds: 600,
      },
      kustomizations: {
        platform: { ...explicit, path: 'dist/stores/s1/kubernetes/platform', dependsOn: [] },
        apps: { ...explicit, path: 'dist/stores/s1/kubernetes/apps', dependsOn: ['platform'] },
      },
    });
  });

  it.each([
    [
      'Git with secrets',
      FluxSource.git({ url: 'https://x', ref: { tag: 'v1' }, httpsUser: 'u', httpsKey: AzureSecret.named('k') }),
      '2023-05-01',
      ['httpsKey'],
    ],
    [
      'Git by workload identity',
      FluxSource.git({ url: 'https://x', ref: { tag: 'v1' }, provider: 'Azure' }),
      '2025-04-01',
      [],
    ],
    ['OCI', FluxSource.oci({ url: 'oci://x', ref: { digest: DIGEST } }), '2025-04-01', []],
    [
      'a bucket',
      FluxSource.bucket({ url: 'https://x', bucketName: 'b', accessKey: 'a', secretKey: AzureSecret.named('k') }),
      '2023-05-01',
      ['bucketSecretKey'],
    ],
  ])('takes from %s, in a version that has it', (_, source, version, secrets) => {
    const program: K3sProgram = k3s();
    const { resource } = flux(program, { source });
    expect(modelOf(resource).api.version).toBe(version);
    const { configurationProtectedSettings: settings } = bodyOf(resource).properties;
    expect(Object.keys((settings as object | undefined) ?? {})).toEqual(secrets);
    expect(problemsOf(program.app)).toEqual([]);
  });

  const bucket = (url: string) => FluxSource.bucket({ url, bucketName: 'b' });
  const { bucketDefinitionArgsProvideDefaults: ofBucket, gitRepositoryDefinitionArgsProvideDefaults: ofGit } = defaults;

  it.each<[string, string, FluxSource, (args: never) => unknown]>([
    ['gitRepository', 'Git', GIT, ofGit],
    ['bucket', 'a bucket', bucket('https://s3.contoso.com'), ofBucket],
    ['bucket', 'a bucket without TLS', bucket('http://minio:9000'), ofBucket],
  ])('has %s of %s say all that azure-native would add to it', (field, _, source, provideDefaults) => {
    const said = bodyOf(flux(k3s(), { source }).resource).properties[field];
    expect(provideDefaults(said as never)).toEqual(said);
  });

  it.each([
    ['https://s3.contoso.com', false],
    ['http://minio:9000', true],
  ])('asks a bucket at %s with TLS unless its URL says otherwise', (url, insecure) => {
    const { properties } = bodyOf(flux(k3s(), { source: bucket(url) }).resource);
    expect(properties.bucket).toMatchObject({ insecure });
  });

  it('has values for each site', () => {
    const { resource } = flux(k3s(), {
      kustomizations: {
        all: {
          path: 'stores',
          prune: false,
          wait: false,
          timeout: Duration.minutes(30),
          substitute: { STORE: 's1' },
          substituteFrom: [{ kind: 'ConfigMap', name: 'store' }],
        },
      },
    });
    expect(bodyOf(resource).properties.kustomizations).toMatchObject({
      all: {
        timeoutInSeconds: 1800,
        wait: false,
        postBuild: {
          substitute: { STORE: 's1' },
          substituteFrom: [{ kind: 'ConfigMap', name: 'store', optional: false }],
        },
      },
    });
  });
});

describe('an extension', () => {
  it.each([
    [{ version: '2.6.0' }, { version: '2.6.0', autoUpgradeMinorVersion: false }],
    [{ releaseTrain: 'preview' }, { releaseTrain: 'preview', autoUpgradeMinorVersion: true }],
    [{}, { releaseTrain: 'Stable', autoUpgradeMinorVersion: true }],
  ])('with %j is pinned, or follows a train', (props, properties) => {
    const { properties: said } = bodyOf(extension(k3s(), props).resource);
    expect(said).toEqual({ extensionType: 'microsoft.arc.containerstorage', ...properties });
  });
});

describe('a resource of any type', () => {
  const own = ({ site }: K3sProgram, props: object, id = 'own') =>
    new AzureResource(site, id, untyped({ name: 'own', apiVersion: '2023-01-31', ...props }));

  it('may be nested, in one of the type above its own', () => {
    const program = k3s();
    const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';
    const identity = own(program, { type, resourceGroup: GROUP, body: { properties: { location: 'a field' } } }, 'id');
    own(program, { type: `${type}/federatedIdentityCredentials`, parent: identity });
    expect(problemsOf(program.app)).toEqual([]);
  });

  it('comes after the resource of the site that its parent is, however that is told', () => {
    const program = k3s();
    const { cluster, resource } = connection(program);
    const child = own(program, { type: 'Microsoft.KubernetesConfiguration/extensions', parent: cluster });
    expect(modelOf(child)).toMatchObject({ parent: cluster, parentResource: resource });
  });

  it('is known in capitals or without', () => {
    const child = own(k3s(), { type: 'microsoft.edge/SITES', resourceGroup: GROUP, apiVersion: undefined });
    expect(modelOf(child)).toMatchObject({ type: 'Microsoft.Edge/sites', api: { version: '2024-02-01-preview' } });
  });

  it('says its version, and refers to what another one has', () => {
    const program = k3s();
    const { resource } = connection(program);
    const own = new AzureResource(program.site, 'dashboard', {
      type: 'Microsoft.Portal/dashboards',
      name: 'store',
      resourceGroup: GROUP,
      location: 'eastus',
      apiVersion: '2020-09-01-preview',
      body: { properties: { metadata: { cluster: ref(resource, 'id') } } },
      lifecycle: { protect: false },
    });
    expect(modelOf(own)).toMatchObject({ api: { version: '2020-09-01-preview' }, lifecycle: { protect: false } });
    expect(problemsOf(program.app)).toEqual([]);
  });
});
