import type { LimitRange } from 'kubernetes-types/core/v1';
import { quantityOf } from '../validation/quantity';
import type { RenderedObject, RenderedPod } from './objects';
import { containersOfPod } from './pods';

type Limits = Readonly<Record<string, unknown>>;

/**
 * Reports requests above the limit that the LimitRange of the namespace gives to a container without one: the API server
 * adds it first, and then refuses the pod.
 */
export function checkRequests(objects: readonly RenderedObject[], pods: readonly RenderedPod[]): void {
  const defaults = defaultLimitsOf(objects);
  for (const { object, pod, report } of pods) {
    const given = defaults.get(object.metadata?.namespace);
    if (given === undefined) continue;
    for (const { name, resources } of containersOfPod(pod)) {
      for (const [resource, request] of Object.entries(resources?.requests ?? {})) {
        const limit = resources?.limits?.[resource] === undefined ? given[resource] : undefined;
        if ((quantityOf(request) ?? 0) <= (quantityOf(limit) ?? Number.POSITIVE_INFINITY)) continue;
        report(
          'limits-invalid',
          `container "${name}" requests ${request} of ${resource} and has no limit for it; its namespace gives it one of ${limit}.`,
          `Add resources.limits with ${resource}.`,
        );
      }
    }
  }
}

/** The limits that containers without any get, by namespace. */
function defaultLimitsOf(objects: readonly RenderedObject[]): ReadonlyMap<unknown, Limits> {
  const defaults = new Map<unknown, Limits>();
  for (const { object } of objects) {
    const { apiVersion, kind, metadata, spec } = object as LimitRange;
    if (apiVersion !== 'v1' || kind !== 'LimitRange') continue;
    for (const { type, default: limits } of spec?.limits ?? []) {
      if (type === 'Container') defaults.set(metadata?.namespace, { ...defaults.get(metadata?.namespace), ...limits });
    }
  }
  return defaults;
}
