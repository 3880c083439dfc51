import type { Chart } from 'cdk8s';
import { type RenderedObject, reasonOf } from '../kubernetes/objects';
import type { KubernetesObject } from '../kubernetes/pods';
import { checkShape } from '../kubernetes/shapes';
import { applyPatch } from '../validation/patch';
import { type Finding, reportInto } from '../validation/problem';
import type { ObjectPatch, ObjectReference } from './patch';

/** Applies each patch to the objects that it is for, and counts them. */
export function applyPatches(
  objects: RenderedObject[],
  patched: Map<ObjectPatch, number>,
  chart: Chart,
  findings: Finding[],
): void {
  for (const [patch, count] of patched) {
    const { object: wanted, operations } = patch;
    objects.forEach((target, i) => {
      if (!isFor(wanted, target.object)) return;
      patched.set(patch, (patched.get(patch) ?? count) + 1);
      try {
        const object = applyPatch(structuredClone(target.object), operations);
        checkShape(object);
        objects[i] = { ...target, object };
      } catch (error) {
        const message = `a patch for ${nameOf(wanted)} fails: ${reasonOf(error)}.`;
        reportInto(findings, chart)('object-invalid', message, 'Mend its paths and values.');
      }
    });
  }
}

/** Reports patches that were for no object, or for several. */
export function checkPatched(patched: ReadonlyMap<ObjectPatch, number>, chart: Chart, findings: Finding[]): void {
  for (const [{ object }, count] of patched) {
    if (count === 1) continue;
    reportInto(findings, chart)(
      'reference-unknown',
      `a patch is for ${nameOf(object)}, and there ${count === 0 ? 'is none' : `are ${count}`}.`,
      count === 0 ? 'Name an object that the site has.' : 'Name its namespace, too.',
    );
  }
}

function isFor(wanted: ObjectReference, { kind, metadata }: KubernetesObject): boolean {
  return (
    kind === wanted.kind &&
    metadata?.name === wanted.name &&
    (wanted.namespace === undefined || metadata.namespace === wanted.namespace)
  );
}

function nameOf({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
