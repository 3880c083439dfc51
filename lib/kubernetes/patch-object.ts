import type { ApiObject, JsonPatch } from 'cdk8s';
import { applyPatch } from '../validation/patch';
import type { Report } from '../validation/problem';
import { reasonOf } from './objects';

/** Adds operations to an object, after a try on what it renders to now: cdk8s itself would let them miss their places. */
export function patchObject(object: ApiObject, operations: readonly JsonPatch[], report: Report): void {
  try {
    applyPatch(object.toJson() as object, operations);
    object.addJsonPatch(...operations);
  } catch (error) {
    report(
      'object-invalid',
      `a patch of ${object.kind} "${object.name}" fails: ${reasonOf(error)}.`,
      'Mend its paths.',
    );
  }
}
