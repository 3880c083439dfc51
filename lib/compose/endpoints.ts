import type { Report } from '../validation/problem';
import type { WorkloadModel } from '../workload/model';
import { ENDPOINT } from '../workload/site-rules';
import { recordOf } from './forms';
import { valuesIn } from './interpolation';
import { serviceKey } from './names';
import { networksIn } from './references';
import type { ComposeServiceDefinition, ComposeSpecification } from './spec';

/**
 * Finds endpoints of workloads that an adopted service is told, and whose networks it is not in: it would wait for a
 * timeout on site.
 */
export function checkEndpoints(
  name: string,
  service: ComposeServiceDefinition,
  project: ComposeSpecification,
  endpoints: ReadonlyMap<string, WorkloadModel>,
  report: Report,
): void {
  if (endpoints.size === 0) return;
  const networks = new Set(networksIn(service));
  for (const [pointer, text] of valuesIn(service)) {
    if (typeof text !== 'string') continue;
    for (const [token] of text.matchAll(ENDPOINT)) {
      const target = endpoints.get(token);
      if (target === undefined) continue;
      const there: ComposeServiceDefinition = recordOf(project.services?.[serviceKey(target)]);
      if (networksIn(there).some((network) => networks.has(network))) continue;
      report(
        'endpoint-without-connection',
        `service "${name}": ${pointer} has the endpoint of ${target.construct.node.path}, in whose networks it is not.`,
        'Make it a workload with connectTo, or publish the port and call the address of the device.',
      );
    }
  }
}
