import { createPublicKey } from 'node:crypto';
import { EdgeMachine } from '@pulumi/azure-native/azurestackhci/edgeMachine';
import { Site } from '@pulumi/azure-native/edge/site';
import { Extension } from '@pulumi/azure-native/kubernetesconfiguration/extension';
import { FluxConfiguration } from '@pulumi/azure-native/kubernetesconfiguration/fluxConfiguration';
import { Resource } from '@pulumi/azure-native/resources/resource';
import { ComponentResource, secret } from '@pulumi/pulumi';
import { PrivateKey } from '@pulumi/tls/privateKey';

/** The same resources, as a careful user writes them without the library. */
export function stack(ids: readonly string[]) {
  const stores = new ComponentResource('stores:index:Fleet', 'stores');
  const sites: Record<string, object> = {};
  for (const id of ids) sites[id] = store(id, stores);
  return { sites };
}

function store(id: string, stores: ComponentResource) {
  const parent = new ComponentResource('stores:index:Store', id, {}, { parent: stores });
  const protect = true;
  const place = new Site(
    `${id}-place`,
    { resourceGroupName: 'rg', siteName: id, properties: { displayName: id } },
    { parent, protect },
  );
  const device = new ComponentResource('stores:index:Device', `${id}-node-1`, {}, { parent });
  const machine = new EdgeMachine(
    `${id}-machine`,
    {
      resourceGroupName: 'rg',
      edgeMachineName: `${id}-node-1`,
      location: 'eastus',
      identity: { type: 'SystemAssigned' },
      properties: {
        edgeMachineKind: 'Standard',
        siteDetails: {
          siteResourceId: place.id,
          deviceConfiguration: {
            hostName: 'node-1',
            network: { networkAdapters: [{ ipAssignmentType: 'Automatic' }] },
          },
        },
        ownershipVoucherDetails: { ownerKeyType: 'MicrosoftManaged', ownershipVoucher: secret('dm91Y2hlcg==') },
      },
    },
    { parent: device, protect },
  );
  const key = new PrivateKey(`${id}-key`, { algorithm: 'RSA', rsaBits: 4096 }, { parent, protect });
  const publicKey = key.privateKeyPem.apply((pem) =>
    createPublicKey(pem).export({ type: 'pkcs1', format: 'der' }).toString('base64'),
  );
  const cluster = new Resource(
    `${id}-cluster`,
    {
      apiVersion: '2026-05-01',
      resourceGroupName: 'rg',
      resourceProviderNamespace: 'Microsoft.Kubernetes',
      parentResourcePath: '',
      resourceType: 'connectedClusters',
      resourceName: id,
      location: 'eastus',
      identity: { type: 'SystemAssigned' },
      properties: {
        agentPublicKeyCertificate: publicKey,
        distribution: 'k3s',
        infrastructure: 'generic',
        oidcIssuerProfile: { enabled: true },
        securityProfile: { workloadIdentity: { enabled: true } },
      },
    },
    { parent, protect },
  );
  const of = {
    resourceGroupName: 'rg',
    clusterRp: 'Microsoft.Kubernetes',
    clusterResourceName: 'connectedClusters',
    clusterName: id,
  };
  const below = { parent, protect, dependsOn: cluster, deletedWith: cluster };
  const path = `dist/stores/${id}/kubernetes`;
  const each = {
    prune: true,
    wait: true,
    timeoutInSeconds: 600,
    syncIntervalInSeconds: 600,
    retryIntervalInSeconds: 120,
  };
  const flux = new FluxConfiguration(
    `${id}-stores`,
    {
      ...of,
      fluxConfigurationName: 'stores',
      scope: 'cluster',
      namespace: 'stores',
      sourceKind: 'GitRepository',
      gitRepository: {
        url: 'https://git.contoso.com/stores',
        httpsUser: 'stores',
        repositoryRef: { branch: 'main' },
      },
      kustomizations: {
        platform: { ...each, path: `${path}/platform` },
        apps: { ...each, path: `${path}/apps`, dependsOn: ['platform'] },
      },
      configurationProtectedSettings: { httpsKey: secret('dG9rZW4=') },
    },
    below,
  );
  const storage = new Extension(
    `${id}-storage`,
    {
      ...of,
      extensionName: 'storage',
      extensionType: 'microsoft.arc.containerstorage',
      autoUpgradeMinorVersion: false,
      version: '2.6.0',
      identity: { type: 'SystemAssigned' },
    },
    below,
  );
  return {
    clusterId: cluster.id,
    machineId: machine.id,
    flux: flux.id,
    storage: storage.id,
    key: secret(key.privateKeyPem),
  };
}
