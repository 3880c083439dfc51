import { show } from '../validation/values';

/** Name of a resource group (Azure, "Naming rules and restrictions"). */
export const GROUP_NAME = /^(?=.{1,90}$)[\w.()-]*[\w()-]$/;

/** How the names of a type have to be. */
interface Naming {
  readonly pattern: RegExp;
  readonly words: string;
}

/**
 * Names by type. A provisioned machine's is the intersection of what Azure's API and `az provisionedmachine` take, in
 * lower case, since it becomes host name and node name. A place's is that of bicep-types-az; Azure publishes none for
 * extensions, and Terraform's `azurerm_arc_kubernetes_cluster_extension` has this one.
 */
const NAMING: Readonly<Record<string, Naming>> = {
  'Microsoft.AzureStackHCI/edgeMachines': {
    pattern: /^(?=.{4,63}$)[a-z0-9][a-z0-9-]*[a-z0-9]$/,
    words: '4 to 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
  },
  'Microsoft.Edge/sites': {
    pattern: /^[a-zA-Z0-9][\w-]{2,22}[a-zA-Z0-9]$/,
    words: '4 to 24 of a-z, A-Z, 0-9, "_" and "-", with a letter or digit at both ends',
  },
  'Microsoft.Kubernetes/connectedClusters': {
    pattern: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    words: '1 to 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
  },
  'Microsoft.KubernetesConfiguration/fluxConfigurations': {
    pattern: /^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$/,
    words: '1 to 30 of a-z, 0-9 and "-", with a letter or digit at both ends',
  },
  'Microsoft.KubernetesConfiguration/extensions': {
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9.-]{0,252}$/,
    words: '1 to 253 of a-z, A-Z, 0-9, "." and "-", with a letter or digit at the start',
  },
};

/** What no type takes: a name is a segment of the resource's id. */
const ANY: Naming = {
  pattern: /^(?! )[^\p{C}/\\?#%]{1,260}(?<![ .])$/u,
  words: '1 to 260 characters without "/", "\\", "?", "#" and "%", with neither space nor period at the end',
};

/** Why a resource cannot have its name; undefined when it can. */
export function azureNameFault(
  type: string,
  name: string,
): { readonly message: string; readonly fix: string } | undefined {
  const { pattern, words } = NAMING[type] ?? ANY;
  if (pattern.test(name)) return undefined;
  const long = name.length > 20 ? ` of ${name.length} characters` : '';
  return { message: `name ${show(name)}${long} is no name for ${type}.`, fix: `Write name: '…', ${words}.` };
}

/** Regions by type, where a service is known to be in few (Azure Local small form factor, "Connect", "Firewall requirements"). */
export const REGIONS: Readonly<Record<string, readonly string[]>> = {
  'Microsoft.AzureStackHCI/edgeMachines': ['eastus'],
};

/** How many resources of one type a resource group holds (Azure, "Resources not limited to 800 instances per resource group"). */
export const MOST_IN_GROUP = 800;
