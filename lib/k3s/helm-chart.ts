import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { WorkloadScope } from '../application';
import { OrchestratorConflictError } from '../errors';
import { identityOf, type RenameProps, readRename } from '../identity/rename';
import { requireSite, type Site } from '../site';
import { checkedId, NAME_FIX, nameFault } from '../validation/names';
import { reportFor } from '../validation/problem';
import { checkOwn, copyOf, type Names } from '../validation/properties';
import { readValues } from '../validation/scope-props';
import { show } from '../validation/values';

/** Loaded with the first values of a chart. */
const yaml = () => require('../output/yaml') as typeof import('../output/yaml');

/** Properties of a `HelmChart`. */
export interface HelmChartProps extends RenameProps {
  /** Name of the chart in its repository, or an `oci://` reference. */
  readonly chart: string;
  /** Exact version of the chart. */
  readonly version: string;
  /** Repository with the chart; none for an `oci://` reference. @default - `chart` is an `oci://` reference */
  readonly repo?: string | undefined;
  /** Namespace that the chart goes into; made when it is not there. @default - the name on site */
  readonly namespace?: string | undefined;
  /** Values. @default - the chart's own */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

const PROPERTIES: Names<HelmChartProps> = {
  chart: true,
  version: true,
  repo: true,
  namespace: true,
  values: true,
  renamedFrom: true,
};

/** Semantic version of a chart (Helm, "Charts": "Charts and Versioning"), without ranges. */
const VERSION = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

function isText(x: unknown): x is string {
  return typeof x === 'string' && x !== '';
}

/**
 * A Helm chart that K3s installs by itself (`helm.cattle.io/v1`).
 *
 * A failed upgrade is left as it is (`failurePolicy: abort`): K3s' default uninstalls the chart, and its data with it.
 * No edge rule looks into a chart; `site.json` lists it as unchecked. Its id has at most 50 characters.
 */
export class HelmChart extends Construct {
  /** Namespace that the chart goes into. */
  public readonly namespace: string;

  /**
   * @throws SffError `scope-unknown` outside a site
   * @throws OrchestratorConflictError on a site without K3s
   */
  constructor(scope: WorkloadScope<'k3s'>, id: string, props: HelmChartProps) {
    super(scope, checkedId(scope, id));
    const { orchestrator } = requireSite(scope, 'a Helm chart') as Site;
    if (orchestrator !== 'k3s') throw new OrchestratorConflictError(this.node.path, 'k3s', orchestrator);
    checkOwn(this, HelmChart, props, PROPERTIES);
    const { chart, version, repo, namespace, values } = copyOf(props, PROPERTIES);
    readRename(this, props);
    const name = identityOf(this);
    this.namespace = namespace ?? name;
    const report = reportFor(this);
    if (typeof version !== 'string' || !VERSION.test(version)) {
      report('value-invalid', `version ${show(version)} is not an exact version.`, "Write version: '1.2.3'.");
    }
    if (!isText(chart) || (repo !== undefined && !isText(repo))) {
      report(
        'value-invalid',
        `chart is ${show(chart)} of ${show(repo)}.`,
        'Write the name of the chart, and its repo.',
      );
    } else if ((repo === undefined) !== chart.startsWith('oci://')) {
      const has = repo === undefined ? 'no repository' : 'a repository beside its oci:// reference';
      report('value-invalid', `chart ${show(chart)} has ${has}.`, 'Give repo and a name, or an oci:// reference.');
    }
    const fault = nameFault(this.namespace);
    if (fault !== undefined) report('name-invalid', `namespace: ${fault}`, NAME_FIX);
    chartObject(this, 'chart', name, {
      chart,
      version,
      ...(repo === undefined ? {} : { repo }),
      targetNamespace: this.namespace,
      ...(values === undefined ? {} : { valuesContent: yaml().toYaml(readValues(values, report)) }),
    });
  }
}

/** Where K3s' controller reads charts, and the Secrets they name. */
export const CHARTS_NAMESPACE = 'kube-system';

/** A chart as K3s' controller reads it, whose failed upgrade is left as it is. */
export function chartObject(
  scope: Construct,
  id: string,
  name: string,
  spec: Readonly<Record<string, unknown>>,
): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: 'helm.cattle.io/v1',
    kind: 'HelmChart',
    metadata: { name, namespace: CHARTS_NAMESPACE },
    spec: { ...spec, createNamespace: true, failurePolicy: 'abort' },
  });
}
