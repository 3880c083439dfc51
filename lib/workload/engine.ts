import type { JsonPatch } from 'cdk8s';
import type { WorkloadModel } from './model';

/** Where a site keeps how it takes a workload in. The site knows its engine, so a workload imports none. */
export const workloadEngine: unique symbol = Symbol.for('sff-constructs.workloadEngine');

/** How a site takes a workload in. */
export interface WorkloadEngine {
  /** Takes in a workload whose properties are valid. */
  addWorkload(workload: WorkloadModel): RenderedWorkload;
}

/** What an engine made of a workload. */
export interface RenderedWorkload {
  /** Applies RFC 6902 operations to what runs the containers: the Deployment, or the Compose service. */
  patch(operations: readonly JsonPatch[]): void;
}

/** A construct that takes workloads in. */
export interface WorkloadHost {
  readonly [workloadEngine]: WorkloadEngine;
}
