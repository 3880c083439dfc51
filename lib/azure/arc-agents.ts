import type { Construct } from 'constructs';
import { CHARTS_NAMESPACE, chartObject } from '../k3s/helm-chart';
import { markBootstrap } from '../kubernetes/lane';
import { toYaml } from '../output/yaml';
import type { SiteModel } from '../site';
import type { Report } from '../validation/problem';
import { checkKnown, type Names } from '../validation/properties';
import { readValues } from '../validation/scope-props';
import { isRecord, show } from '../validation/values';
import { overlaid } from './value';

/** How the agents of Azure Arc are installed: by K3s itself, from their Helm chart. */
export interface ArcAgents {
  /**
   * The chart, as an `oci://` reference. It differs by region and release train: Azure answers it at
   * `https://<region>.dp.kubernetesconfiguration.azure.com/azure-arc-k8sagents/GetLatestHelmPackagePath`.
   */
  readonly chart: string;
  /** Exact version of the chart. */
  readonly version: string;
  /** Id of the subscription, a GUID. */
  readonly subscription: string;
  /** Id of the tenant, a GUID. */
  readonly tenant: string;
  /**
   * Object id, in your tenant, of the service principal of the Custom Locations app
   * (`bc313c14-388c-4e7d-a58e-70017303ee3b`): turns the feature on.
   *
   * @default - custom locations are off
   */
  readonly customLocations?: string | undefined;
  /** Values of the chart, over those of the library. @default - none */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

const PROPERTIES: Names<ArcAgents> = {
  chart: true,
  version: true,
  subscription: true,
  tenant: true,
  customLocations: true,
  values: true,
};

/** Name and namespace of the Helm release, as `az connectedk8s` has them, so that either can take over. */
const RELEASE = 'azure-arc';
const NAMESPACE = 'azure-arc-release';

/** The Secret with the private key, in the namespace where K3s reads charts and the Secrets they name. */
export const ONBOARDING_SECRET = {
  name: 'azure-arc-onboarding',
  namespace: CHARTS_NAMESPACE,
  key: 'values.yaml',
} as const;

const CHART = /^oci:\/\/[^\s/:@]+(:\d+)?(\/[^\s/:@]+)+$/;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the cluster is in Azure. */
export interface ClusterPlace {
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
}

/** The chart of the agents, as an object that K3s applies from its manifests directory: Flux comes after them. */
export function addAgents(
  scope: Construct,
  agents: ArcAgents,
  place: ClusterPlace,
  { network }: SiteModel,
  ranges: readonly string[],
  report: Report,
): void {
  if (!isRecord(agents)) {
    report('value-invalid', `agents is ${show(agents)}.`, 'Write agents: { chart, version, subscription, tenant }.');
    return;
  }
  checkKnown('agents', agents, PROPERTIES, report);
  const { chart, version, subscription, tenant, customLocations, values } = agents;
  if (typeof chart !== 'string' || !CHART.test(chart)) {
    report(
      'value-invalid',
      `agents.chart is ${show(chart)}.`,
      'Write an oci:// reference, as Azure answers it for the region, without its tag: that is agents.version.',
    );
  }
  if (typeof version !== 'string' || !/^\d+\.\d+\.\d+([-+][\w.+-]+)?$/.test(version)) {
    report(
      'value-invalid',
      `agents.version ${show(version)} is not an exact version.`,
      "Write version: '1.29.4', say.",
    );
  }
  for (const [field, value] of Object.entries({ subscription, tenant, customLocations })) {
    if (field === 'customLocations' && value === undefined) continue;
    if (typeof value === 'string' && GUID.test(value)) continue;
    report(
      'value-invalid',
      `agents.${field} is ${show(value)}, not a GUID.`,
      'Write the id that `az account show` prints.',
    );
  }
  const said = readValues(values, (code, message, fix) => report(code, `agents.${message}`, fix));
  const object = chartObject(scope, 'agents', RELEASE, {
    chart,
    version,
    targetNamespace: NAMESPACE,
    valuesContent: toYaml(overlaid(valuesOf(agents, place, network.proxy, ranges), said)),
    valuesSecrets: [{ name: ONBOARDING_SECRET.name, keys: [ONBOARDING_SECRET.key] }],
  });
  markBootstrap(object, 'azure-arc');
}

type Values = Readonly<Record<string, unknown>>;

function valuesOf(
  { subscription, tenant, customLocations }: ArcAgents,
  { name, resourceGroup, location }: ClusterPlace,
  proxy: SiteModel['network']['proxy'],
  ranges: readonly string[],
): Values {
  return {
    global: {
      subscriptionId: subscription,
      tenantId: tenant,
      resourceGroupName: resourceGroup,
      resourceName: name,
      location,
      kubernetesDistro: 'k3s',
      kubernetesInfra: 'generic',
      azureEnvironment: 'AZUREPUBLICCLOUD',
      ...(proxy === undefined ? {} : proxyValues(proxy, ranges)),
    },
    systemDefaultValues: {
      spnOnboarding: false,
      // The chart's version is the program's: two updaters would undo each other's work.
      azureArcAgents: { autoUpdate: false },
      'clusterconnect-agent': { enabled: true },
      customLocations: customLocations === undefined ? { enabled: false } : { enabled: true, oid: customLocations },
    },
  };
}

function proxyValues(
  { http, https, noProxy = [] }: NonNullable<SiteModel['network']['proxy']>,
  ranges: readonly string[],
) {
  // What never leaves the cluster (Azure Arc, "Connect using an outbound proxy server").
  const direct = [...ranges, 'kubernetes.default.svc', '.svc.cluster.local', '.svc', ...noProxy];
  return {
    isProxyEnabled: true,
    ...(http === undefined ? {} : { httpProxy: http }),
    ...(https === undefined ? {} : { httpsProxy: https }),
    noProxy: [...new Set(direct)].join(','),
  };
}

/**
 * The manifest of the Secret with a private key: what a device keeps in `/etc/rancher/k3s/azure-arc-onboarding.yaml`, for
 * `root` only, in a directory that updates of the OS keep.
 */
export function onboardingManifest(privateKey: string): string {
  const { name, namespace, key } = ONBOARDING_SECRET;
  return toYaml({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    type: 'Opaque',
    stringData: { [key]: toYaml({ global: { onboardingPrivateKey: privateKey } }) },
  });
}
