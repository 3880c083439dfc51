import { dropRemoved } from '../validation/removed';
import type { WorkloadModel } from './model';

/** As `dropRemoved`, for the workloads of a site; nobody answers callers that are no more. */
export function dropRemovedWorkloads(workloads: WorkloadModel[]): void {
  dropRemoved(workloads);
  for (const { clients } of workloads) {
    for (const client of clients) if (!workloads.includes(client)) clients.delete(client);
  }
}
