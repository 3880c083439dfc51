import { EdgeMachine } from '@pulumi/azure-native/azurestackhci/edgeMachine';
import { Site } from '@pulumi/azure-native/edge/site';
import { ConnectedCluster } from '@pulumi/azure-native/kubernetes/connectedCluster';
import { Extension } from '@pulumi/azure-native/kubernetesconfiguration/extension';
import { FluxConfiguration } from '@pulumi/azure-native/kubernetesconfiguration/fluxConfiguration';
import { Resource } from '@pulumi/azure-native/resources/resource';
import { ResourceGroup } from '@pulumi/azure-native/resources/resourceGroup';
import { all, Config, type CustomResource, type CustomResourceOptions, type Output, secret } from '@pulumi/pulumi';

/**
 * A few stores, each with a machine, a connected cluster, an extension and a Flux configuration. The first is of the
 * class that azure-native has, at its old API version; the others are generic resources at one that has an issuer.
 */
const config = new Config();
const stores = config.getNumber('stores') ?? 3;
const location = config.get('location') ?? 'eastus';
const protect = config.getBoolean('protect') ?? false;
const tags = { owner: config.get('owner') ?? 'retail' };

const group = new ResourceGroup('stores', { resourceGroupName: 'rg-stores', location: 'eastus', tags });
const clusterIds: Output<string>[] = [];
const issuers: Record<string, Output<string>> = {};

for (let n = 1; n <= stores; n++) {
  const name = `store-${n}`;
  const cluster = n === 1 ? typedCluster(name, { protect }) : genericCluster(name, { protect });
  clusterIds.push(cluster.id);
  const site = new Site(`${name}-site`, {
    resourceGroupName: group.name,
    siteName: name,
    properties: { displayName: `Store ${n}`, description: config.get('ring') ?? 'pilot' },
  });
  new EdgeMachine(
    `${name}-machine`,
    {
      resourceGroupName: group.name,
      edgeMachineName: `${name}-node-1`,
      location: 'eastus',
      identity: { type: 'SystemAssigned' },
      properties: {
        edgeMachineKind: 'Standard',
        siteDetails: { siteResourceId: site.id, deviceConfiguration: deviceConfiguration(name) },
        ownershipVoucherDetails: { ownerKeyType: 'MicrosoftManaged', ownershipVoucher: secret(`voucher of ${name}`) },
      },
    },
    { protect },
  );
  const below = { clusterRp: 'Microsoft.Kubernetes', clusterResourceName: 'connectedClusters', clusterName: name };
  const flux = new Extension(
    `${name}-flux`,
    { resourceGroupName: group.name, ...below, extensionName: 'flux', extensionType: 'microsoft.flux' },
    { dependsOn: cluster },
  );
  new FluxConfiguration(
    `${name}-till`,
    {
      resourceGroupName: group.name,
      ...below,
      fluxConfigurationName: 'till',
      namespace: 'till',
      scope: 'cluster',
      gitRepository: { url: 'https://git.contoso.com/till', repositoryRef: { branch: 'main' } },
      kustomizations: { till: { path: `stores/${name}`, prune: true } },
      configurationProtectedSettings: { httpsKey: secret('a2V5') },
    },
    { dependsOn: flux },
  );
}

function deviceConfiguration(name: string) {
  const proxy = config.get('proxy');
  const hostName = config.get('hostName') ?? name;
  return proxy === undefined ? { hostName } : { hostName, webProxy: { connectionUri: proxy } };
}

/** The class takes only the properties that it knows: `oidcIssuerProfile` is gone before anything is sent. */
function typedCluster(name: string, options: CustomResourceOptions): CustomResource {
  return new ConnectedCluster(
    name,
    {
      resourceGroupName: group.name,
      clusterName: name,
      location,
      identity: { type: 'SystemAssigned' },
      agentPublicKeyCertificate: 'MIICCgKCAgEA',
      distribution: 'k3s',
      tags,
      // @ts-expect-error: not a property of this class
      oidcIssuerProfile: { enabled: true },
    },
    options,
  );
}

function genericCluster(name: string, options: CustomResourceOptions): CustomResource {
  const wrong = config.getObject<Record<string, unknown>>('wrong') ?? {};
  const cluster = new Resource(
    name,
    {
      apiVersion: config.get('apiVersion') ?? '2026-05-01',
      resourceGroupName: group.name,
      resourceProviderNamespace: 'Microsoft.Kubernetes',
      parentResourcePath: '',
      resourceType: 'connectedClusters',
      resourceName: name,
      location,
      identity: { type: 'SystemAssigned' },
      properties: {
        agentPublicKeyCertificate: config.get('key') ?? 'MIICCgKCAgEA',
        distribution: 'k3s',
        oidcIssuerProfile: { enabled: true },
        securityProfile: { workloadIdentity: { enabled: true } },
        ...wrong,
      },
      tags,
    },
    options,
  );
  issuers[name] = cluster.properties.apply((properties): string => properties.oidcIssuerProfile.issuerUrl);
  return cluster;
}

export const clusters = all(clusterIds);
export const issuerUrls = issuers;
