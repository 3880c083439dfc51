import { Construct } from 'constructs';
import { OrchestratorConflictError, SffError } from '../errors';
import { readRename } from '../identity/rename';
import { CLUSTER_CIDR, type K3sNetwork, SERVICE_CIDR } from '../k3s/site';
import { KUBERNETES_ORCHESTRATORS } from '../orchestrator';
import { markAs, partOf, requirePlace } from '../part';
import type { AzureScope } from '../portable/azure';
import { isMarked, mark } from '../portable/mark';
import { type KubernetesSite, type Site, siteModel } from '../site';
import { checkedId } from '../validation/names';
import { type Report, reportFor } from '../validation/problem';
import { checkFlag, checkOwn, copyOf, type Names } from '../validation/properties';
import { show } from '../validation/values';
import { AgentKey } from './agent-key';
import type { ArcAgents } from './arc-agents';
import { type AzureCommonProps, AzureResource, azureModel } from './resource';
import { COMMON } from './resource-props';
import { type AzureReference, ISSUER_URL, ref } from './value';

/** Loaded with the first cluster that is there already. */
const names = () => require('./names') as typeof import('./names');
/** Loaded with the first connection that has agents. */
const agentsOf = () => require('./arc-agents') as typeof import('./arc-agents');

/** Properties of an `ArcConnection`. */
export interface ArcConnectionProps extends AzureCommonProps {
  /** Name of the resource group, which is there already. */
  readonly resourceGroup: string;
  /** Region of the cluster's resource: `eastus`. */
  readonly location: string;
  /** Name of the cluster in Azure. @default - the site's */
  readonly name?: string | undefined;
  /** How K3s installs the agents. @default - it does not: they are installed by other means */
  readonly agents?: ArcAgents | undefined;
  /** The key pair of the agents. A new one means a new cluster in Azure. @default AgentKey.generated() */
  readonly key?: AgentKey | undefined;
  /** Whether Azure hosts an OIDC issuer for the cluster's tokens. @default - where workload identity is asked for */
  readonly oidcIssuer?: boolean | undefined;
  /** Whether pods may get Azure identities (Microsoft Entra Workload ID); needs the issuer. @default false */
  readonly workloadIdentity?: boolean | undefined;
  /** Whether the agents reach Azure through an Arc gateway, which is associated by other means. @default false */
  readonly gateway?: boolean | undefined;
  /** Version of the API of `Microsoft.Kubernetes/connectedClusters`. @default - the one that has what is asked for */
  readonly apiVersion?: string | undefined;
}

const PROPERTIES: Names<ArcConnectionProps> = {
  ...COMMON,
  resourceGroup: true,
  location: true,
  name: true,
  agents: true,
  key: true,
  oidcIssuer: true,
  workloadIdentity: true,
  gateway: true,
  apiVersion: true,
};

/** A K3s cluster as a resource in Azure: what Flux configurations, extensions and policies are for. */
export interface ArcCluster extends Construct {
  /** Where it is in Azure. */
  readonly cluster: AzureScope;
  /** Its resource; undefined where it was there before. */
  readonly resource: AzureResource | undefined;
}

/**
 * Connects a Kubernetes site to Azure Arc: the cluster's resource in Azure, and on site the agents that K3s installs.
 *
 * Only the public key goes to Azure, and the private key only to the device: it is in no file that synth writes.
 * `docs/azure.md` has the command that carries it over.
 */
export class ArcConnection extends Construct implements ArcCluster {
  /**
   * A cluster that is connected already, as a scope for Flux configurations and extensions. It has to be in the
   * subscription that the stack deploys to: what is put on it is asked for there, whatever the id says.
   *
   * @param clusterId id of its resource: `/subscriptions/…/resourceGroups/…/providers/Microsoft.Kubernetes/connectedClusters/…`
   * @throws SffError `value-invalid` for an id that is none
   */
  public static fromExisting(scope: KubernetesSite, id: string, clusterId: string): ArcCluster {
    return new ExistingConnection(scope, id, clusterId);
  }

  /** Whether `x` is a connection, of this or another copy of the library. */
  public static isArcConnection(x: unknown): x is ArcConnection {
    return isMarked(x, 'ArcConnection');
  }

  /** Where the cluster is in Azure. */
  public readonly cluster: AzureScope;
  /** The cluster's resource. */
  public readonly resource: AzureResource;
  /** The key pair of the agents. */
  public readonly key: AgentKey;

  /**
   * @throws SffError `scope-unknown` outside a site, or in a part of it
   * @throws OrchestratorConflictError on a site without Kubernetes
   */
  constructor(scope: KubernetesSite, id: string, props: ArcConnectionProps) {
    super(scope, checkedId(scope, id));
    const site = connectable(this, scope);
    mark(this, 'ArcConnection');
    checkOwn(this, ArcConnection, props, PROPERTIES);
    readRename(this, props);
    const report = reportFor(this);
    const {
      resourceGroup,
      location,
      name = site[siteModel].name,
      agents,
      oidcIssuer,
      workloadIdentity = false,
      gateway = false,
      apiVersion,
      tags,
      overrides,
      lifecycle,
    } = copyOf(props, PROPERTIES);
    this.key = keyOf(props?.key, report);
    for (const [field, value] of Object.entries({ oidcIssuer, workloadIdentity, gateway })) {
      checkFlag(field, value, report);
    }
    if (workloadIdentity && oidcIssuer === false) {
      report('value-invalid', 'workloadIdentity needs the issuer, and oidcIssuer is false.', 'Leave oidcIssuer out.');
    }
    if (location === undefined) report('value-invalid', 'location is missing.', "Write a region: 'eastus', say.");
    this.resource = new AzureResource(this, 'cluster', {
      type: 'Microsoft.Kubernetes/connectedClusters',
      name,
      resourceGroup,
      location,
      apiVersion,
      tags,
      overrides,
      lifecycle,
      body: {
        identity: { type: 'SystemAssigned' },
        properties: {
          agentPublicKeyCertificate: this.key,
          distribution: 'k3s',
          infrastructure: 'generic',
          oidcIssuerProfile: (oidcIssuer ?? workloadIdentity) ? { enabled: true } : undefined,
          securityProfile: workloadIdentity ? { workloadIdentity: { enabled: true } } : undefined,
          gateway: gateway ? { enabled: true } : undefined,
        },
      },
    });
    const model = this.resource[azureModel];
    this.cluster = { type: model.type, name: model.name, resourceGroup: model.resourceGroup };
    if (isFirst(this, site, report) && agents !== undefined) {
      const { clusterCidr = CLUSTER_CIDR, serviceCidr = SERVICE_CIDR } = site.network as K3sNetwork;
      agentsOf().addAgents(
        this,
        agents,
        { ...this.cluster, location: model.location ?? '' },
        site[siteModel],
        [clusterCidr, serviceCidr],
        report,
      );
    }
  }

  /** Issuer of the cluster's tokens, for federated credentials; there is one where `oidcIssuer` is set. */
  public get issuerUrl(): AzureReference {
    return ref(this.resource, ISSUER_URL);
  }
}

/** The name of one that is there already may have capitals. */
const CLUSTER_ID =
  /^\/subscriptions\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Kubernetes\/connectedClusters\/([a-z0-9][\w-]{0,62})$/i;

class ExistingConnection extends Construct implements ArcCluster {
  public readonly cluster: AzureScope;
  public readonly resource = undefined;

  constructor(scope: KubernetesSite, id: string, clusterId: string) {
    super(scope, checkedId(scope, id));
    isFirst(this, connectable(this, scope), reportFor(this));
    const [, resourceGroup, name] = CLUSTER_ID.exec(String(clusterId)) ?? [];
    if (resourceGroup === undefined || name === undefined || !names().GROUP_NAME.test(resourceGroup)) {
      throw new SffError({
        code: 'value-invalid',
        path: this.node.path,
        message: `${show(clusterId)} is no id of a connected cluster.`,
        fix: 'Write what `az connectedk8s show --query id` prints, with the GUID of the subscription and the name at the end.',
      });
    }
    this.cluster = { type: 'Microsoft.Kubernetes/connectedClusters', name, resourceGroup };
  }
}

/** Whether a new connection is the first of its site; a second one is reported. */
function isFirst(connection: Construct, site: Site, report: Report): boolean {
  const other = site.node.findAll().find((c) => c !== connection && partOf(c) === 'an Arc connection');
  markAs(connection, 'an Arc connection');
  if (other === undefined) return true;
  report('arc-connection-duplicate', `the site is connected by ${other.node.path} already.`, 'Remove one of the two.');
  return false;
}

/** @throws OrchestratorConflictError on a site without Kubernetes */
function connectable(connection: Construct, scope: KubernetesSite): Site {
  const site = requirePlace(scope, 'an Arc connection', []);
  if (!KUBERNETES_ORCHESTRATORS.includes(site.orchestrator)) {
    throw new OrchestratorConflictError(connection.node.path, KUBERNETES_ORCHESTRATORS.join(' or '), site.orchestrator);
  }
  return site;
}

function keyOf(key: unknown, report: Report): AgentKey {
  if (key === undefined || AgentKey.isAgentKey(key)) return key ?? AgentKey.generated();
  report(
    'azure-secret-literal',
    'key is not an AgentKey.',
    "Write AgentKey.generated(), or AgentKey.fromSecret(AzureSecret.named('…')).",
  );
  return AgentKey.generated();
}
