import { ApiObject, type ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { patchObject } from '../kubernetes/patch-object';
import { LATER_SPECS, toKubernetes } from '../kubernetes/to-kubernetes';
import type { Ipv4Range } from '../portable/network';
import { reportFor } from '../validation/problem';
import type { RenderedWorkload } from '../workload/engine';
import type { WorkloadModel } from '../workload/model';
import { k3sPlatform } from './platform';

/** Makes the objects of a workload, as children of its construct. */
export function addWorkload(
  workload: WorkloadModel,
  lan: Ipv4Range | undefined,
  clusterRanges: readonly Ipv4Range[],
): RenderedWorkload {
  const platform = k3sPlatform(lan, clusterRanges);
  const scope = workload.construct as Construct;
  const objects = new Map<string, ApiObject>();
  for (const [id, object] of toKubernetes(workload, platform)) {
    const specOf = LATER_SPECS.get(id);
    // A token, and not a Lazy, which an app with another copy of cdk8s does not know.
    const later = specOf === undefined ? {} : { spec: { resolve: () => specOf(workload, platform) } };
    objects.set(id, new ApiObject(scope, id, { ...object, ...later } as ApiObjectProps));
  }
  const deployment = objects.get('deployment');
  return {
    patch: (operations) => {
      if (deployment !== undefined) patchObject(deployment, operations, reportFor(scope));
    },
  };
}
