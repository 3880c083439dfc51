import type { RenderedObject } from '../kubernetes/objects';
import { type Finding, reportInto } from '../validation/problem';

/**
 * Longest name of a chart object. Its Job is `helm-install-<name>`, whose pods carry that as a label (k3s-io/helm-controller
 * 0.17, pkg/controllers/chart/chart.go); Helm's own limit of a release is 53.
 */
const LONGEST_NAME = 63 - 'helm-install-'.length;

/** Reports charts whose names K3s' controller cannot work with. */
export function checkChartNames(charts: readonly RenderedObject[], findings: Finding[]): void {
  for (const { object, scope } of charts) {
    const name = String(object.metadata?.name);
    if (name.length <= LONGEST_NAME) continue;
    reportInto(findings, scope)(
      'name-invalid',
      `the chart has the name "${name}" of ${name.length} characters, and is never installed.`,
      `Use at most ${LONGEST_NAME}.`,
    );
  }
}
