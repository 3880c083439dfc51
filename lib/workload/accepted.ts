import type { RuleCode } from '../validation/rules';
import { containersOf, type WorkloadModel } from './model';

/** The edge rules that the program of a workload makes an exception from, with a reason, on every orchestrator. */
export function acceptedBy(workload: WorkloadModel): Set<RuleCode> {
  const containers = containersOf(workload);
  const accepted = new Set<RuleCode>();
  if (containers.some((c) => c.exceptions.privileged !== undefined)) accepted.add('privileged');
  if (workload.hostNetwork !== undefined) accepted.add('host-namespace');
  if (containers.some((c) => c.capabilities.length > 0)) accepted.add('capability-added');
  if (containers.some((c) => c.exceptions.root !== undefined)) accepted.add('runs-as-root');
  return accepted;
}
