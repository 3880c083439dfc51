import { ApiObject } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { placeOf } from '../application';
import { type Finding, reportInto } from '../validation/problem';
import type { KubernetesObject } from './pods';
import { scopeOf } from './scopes';

/** An object of a site, rendered. */
export interface RenderedObject {
  /** The construct that it comes from; the site for what belongs to no construct. */
  readonly scope: IConstruct;
  readonly object: KubernetesObject;
  /** Namespace that its place in the tree gives it. */
  readonly home: string;
}

/** Renders every object of a site, those of charts inside it included, each after what it depends on. */
export function renderObjects(site: Construct, findings: Finding[]): RenderedObject[] {
  const objects = inOrder(site.node.findAll().filter((c): c is ApiObject => ApiObject.isApiObject(c)));
  return objects.flatMap((construct) => renderObject(construct, findings) ?? []);
}

function renderObject(construct: ApiObject, findings: Finding[]): RenderedObject | undefined {
  const report = reportInto(findings, construct);
  let object: KubernetesObject;
  try {
    object = construct.toJson() as KubernetesObject;
    checkDropped(construct, object, findings);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    report(
      'object-invalid',
      `cannot be rendered: ${why}.`,
      'Mend what the message names; a patch may lead to a place that is not there.',
    );
    return undefined;
  }
  const home = placeOf(construct).namespace;
  const { metadata } = object;
  if (metadata !== undefined) {
    const scope = scopeOf(construct.apiVersion, construct.kind);
    if (scope === 'namespace') metadata.namespace ??= home;
    if (scope === 'cluster') delete metadata.namespace;
  }
  return { scope: construct, object, home };
}

/** Finds what a class that knows an older Kubernetes has dropped from what the program, or a patch, said. */
function checkDropped(construct: ApiObject, rendered: KubernetesObject, findings: Finding[]): void {
  const { toJson } = ApiObject.prototype;
  if (construct.toJson === toJson) return;
  const dropped = missingIn(toJson.call(construct), rendered, '');
  if (dropped.length === 0) return;
  reportInto(findings, construct)(
    'field-dropped',
    `${construct.constructor.name} drops ${dropped.join(', ')}.`,
    'Use a plain cdk8s.ApiObject, or a class that `cdk8s import k8s` made for your Kubernetes.',
  );
}

function missingIn(said: unknown, rendered: unknown, path: string): string[] {
  if (typeof said !== 'object' || said === null || typeof rendered !== 'object' || rendered === null) return [];
  return Object.entries(said).flatMap(([key, value]) => {
    const at = `${path}/${key}`;
    const there = (rendered as Record<string, unknown>)[key];
    if (there === undefined) return value === undefined || value === null ? [] : [at];
    return missingIn(value, there, at);
  });
}

/** Orders objects so that each comes after what it depends on; the program's order where nothing depends. */
function inOrder(objects: readonly ApiObject[]): readonly ApiObject[] {
  const first = new Map<ApiObject, ApiObject[]>();
  for (const object of objects) {
    const before = dependenciesOf(object);
    if (before.length > 0) first.set(object, before);
  }
  if (first.size === 0) return objects;
  const own = new Set(objects);
  const ordered = new Set<ApiObject>();
  const visiting = new Set<ApiObject>();
  const visit = (object: ApiObject): void => {
    if (ordered.has(object) || visiting.has(object) || !own.has(object)) return;
    visiting.add(object);
    for (const before of first.get(object) ?? []) visit(before);
    ordered.add(object);
  };
  for (const object of objects) visit(object);
  return [...ordered];
}

/** The objects that `object`, or a construct around it, depends on. */
function dependenciesOf(object: ApiObject): ApiObject[] {
  return object.node.scopes.flatMap((scope) =>
    scope.node.dependencies.flatMap((dependency) =>
      dependency.node.findAll().filter((c): c is ApiObject => ApiObject.isApiObject(c) && c !== object),
    ),
  );
}
