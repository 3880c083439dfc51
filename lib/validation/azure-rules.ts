import { rule, waivable } from './rule';

/** The rules for what a program creates in Azure. */
export const AZURE_RULES = {
  'azure-group-missing': rule(
    'Every resource says the resource group that it goes into, which is there already: it outlives what is in it.',
    "new ArcConnection(site, 'arc', { resourceGroup: '', … })",
    'Write the name of the resource group.',
  ),
  'azure-name-invalid': waivable(
    'Azure refuses the name, or a name that it takes would be no host name or object name on site.',
    "new ProvisionedMachine(device, 'machine', { name: 'POS' })",
    'Give it another name. Waive it for what is in Azure under such a name already.',
  ),
  'azure-name-duplicate': rule(
    'Two resources of one type have one name in one resource group; Azure does not tell capitals apart.',
    'two sites `store-1` of two fleets, both connected in `rg-stores`',
    'Give one of them a name, or a resource group of its own.',
  ),
  'azure-region': waivable(
    'The service is known to be in some regions only: machines of Azure Local small form factor are in East US.',
    "new ProvisionedMachine(device, 'machine', { location: 'westeurope', … })",
    'Use one of these regions; waive it with the reason that you know of another.',
  ),
  'azure-group-full': waivable(
    'A resource group holds 800 resources of one type; connected clusters and machines are no exception.',
    '900 sites with `resourceGroup: "rg-stores"`',
    'Spread sites over resource groups, by region or ring.',
  ),
  'azure-api-version': rule(
    'A resource is asked for in a version of the API that has all it says: Azure, or azure-native, drops the rest in silence.',
    "new ArcConnection(site, 'arc', { workloadIdentity: true, apiVersion: '2024-02-01-preview', … })",
    'Leave apiVersion out where the library knows the type; write it where it does not.',
  ),
  'azure-reference-missing': rule(
    'A resource refers to one that the app does not have, to what no resource is, or to what that has no property for: the field would be left out in silence.',
    "new AzureResource(site, 'x', { body: { properties: { id: ref(other, 'id') } }, … }) with a resource of another app",
    'Refer to a resource of this app and to a property that it has once it is created, or write the value.',
  ),
  'azure-secret-literal': rule(
    'Keys and vouchers are credentials: in a program they would stand in Git and in the output.',
    "new ProvisionedMachine(device, 'machine', { voucher: '-----BEGIN …', … })",
    "Write AzureSecret.named('…'), and `pulumi config set --secret` its value.",
  ),
  'arc-connection-duplicate': rule(
    'A cluster is connected to Azure Arc once.',
    "new ArcConnection(site, 'arc', …); new ArcConnection(site, 'arc-2', …)",
    'Remove one of them.',
  ),
  'arc-unsupported': waivable(
    'What Azure documents as not supported on K3s, on this architecture, or at all.',
    "new ArcExtension(arc, 'defender', { type: 'microsoft.azuredefender.kubernetes', … })",
    'Use what the message names; waive it with the reason that it works for you.',
  ),
  'arc-extension-invalid': rule(
    'An extension is pinned to a version, or follows a release train, not both; its scope is the cluster or one namespace.',
    "new ArcExtension(arc, 'x', { version: '1.5.1', releaseTrain: 'preview', … })",
    'Remove one of the two.',
  ),
  'flux-invalid': rule(
    'A Flux configuration has something that Flux on Arc cannot carry out, or that is dangerous when it is left open.',
    "kustomizations: { apps: { path: 'apps' } }: without prune, what is removed from the source stays in the cluster",
    'The message says what to write.',
  ),
  'machine-invalid': rule(
    'Azure refuses the configuration of a machine, or the device could not be reached with it.',
    'a gateway that is not in the LAN',
    'Correct it: most of it is taken at creation only.',
  ),
  'deploy-twice': rule(
    'An app is deployed once in a Pulumi program.',
    'deploy(app); deploy(app, { select: … })',
    'Call deploy once; a stack holds what one call selects.',
  ),
  'deploy-too-large': rule(
    'Pulumi keeps the whole stack in memory and in one state: a stack holds a hundred sites, unless the program says otherwise.',
    'deploy(app) with 300 connected sites',
    'Select sites by label or list, with a stack for each part, or raise maxSites.',
  ),
  'deploy-unselected': rule(
    'A resource that is deployed refers to one of a site that is not selected, or hangs below it: it would be in another stack.',
    "deploy(app, { select: { sites: ['stores/store-1'] } }) where store-1 refers to a resource of store-2",
    'Select both sites, or write the id of the other resource.',
  ),
  'deploy-option-invalid': rule(
    'deploy is asked for what the program does not have, lacks what the program asks for, or has an option that is none: a misspelt selection would deploy all sites.',
    "deploy(app, { select: { sites: ['stores/nowhere'] } })",
    'The message says what is there, or what to add.',
  ),
} as const;
