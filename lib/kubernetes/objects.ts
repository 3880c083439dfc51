import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { PodSpec } from 'kubernetes-types/core/v1';
import { namespaceOf } from '../application';
import { type Finding, type Report, reportInto } from '../validation/problem';
import { isRecord } from '../validation/values';
import type { WorkloadModel } from '../workload/model';
import { workloadAround } from '../workload/workload';
import type { KubernetesObject } from './pods';
import { renderer } from './resolver';
import { scopeOf } from './scopes';
import { checkShape } from './shapes';

/** An object of a site, rendered. */
export interface RenderedObject {
  /** The construct that it comes from; the site for what belongs to no construct. */
  readonly scope: IConstruct;
  readonly object: KubernetesObject;
  /** Namespace that its place in the tree gives it. */
  readonly home: string;
}

/** A pod of a site, and where what is wrong with it is reported. */
export interface RenderedPod {
  readonly object: KubernetesObject;
  readonly pod: PodSpec;
  /** The workload that it is of, unless it is foreign. */
  readonly workload: WorkloadModel | undefined;
  readonly report: Report;
}

/**
 * Renders the objects among all constructs of a site, those of charts inside it included, each after what it depends on.
 */
export function renderObjects(constructs: readonly IConstruct[], findings: Finding[]): RenderedObject[] {
  const made = constructs.filter((c): c is ApiObject => ApiObject.isApiObject(c));
  const around = constructs[0]?.node.scopes ?? [];
  const depends = [...around, ...constructs].some((c) => c.node.dependencies.length > 0);
  const objects = depends ? inOrder(made, findings) : made;
  const rendered: RenderedObject[] = [];
  const [first] = objects;
  if (first === undefined) return rendered;
  const toJson = renderer(first);
  for (const construct of objects) renderObject(construct, toJson, rendered, findings);
  return rendered;
}

function renderObject(
  construct: ApiObject,
  toJson: (object: ApiObject) => object,
  rendered: RenderedObject[],
  findings: Finding[],
): void {
  const home = namespaceOf(construct);
  try {
    const said = toJson(construct);
    const isOurs = construct.toJson === ApiObject.prototype.toJson;
    const object: KubernetesObject = isOurs ? said : construct.toJson();
    if (!isOurs) checkDropped(construct, said, object, findings);
    const items = itemsOf(object);
    for (const item of items) checkShape(item);
    for (const item of items) rendered.push({ scope: construct, object: inNamespace(item, home), home });
  } catch (error) {
    // An object of a workload has its place in no program: the workload has.
    const scope = workloadAround(construct)?.construct ?? construct;
    reportInto(findings, scope)(
      'object-invalid',
      `${construct.kind} "${construct.name}" cannot be rendered: ${reasonOf(error)}.`,
      'Mend what the message names; a patch may lead to a place that is not there.',
    );
  }
}

/** Why rendering failed, without the objects that libraries add to their messages: they may hold anything. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = ''] = message.replace(/^Failed serializing construct at path .* with name '[^']*': /, '').split('\n');
  return first
    .replace(/^(\w*Error: )+/, '')
    .replace(/\.$/, '')
    .slice(0, 300);
}

/** A list of objects is what it lists: rules look at each. */
function itemsOf(object: KubernetesObject): readonly KubernetesObject[] {
  const { kind, items } = object;
  if (kind?.endsWith('List') !== true || !Array.isArray(items)) return [object];
  return items.filter(isRecord).flatMap((item) => itemsOf(item as KubernetesObject));
}

/** Sets, or removes, the namespace of an object that was just rendered and is nobody else's. */
function inNamespace(object: KubernetesObject, home: string): KubernetesObject {
  const scope = scopeOf(object.apiVersion ?? '', object.kind ?? '');
  object.metadata ??= {};
  if (scope === 'namespace') object.metadata.namespace ??= home;
  if (scope === 'cluster') delete object.metadata.namespace;
  return object;
}

/** Finds what a class that knows an older Kubernetes has dropped from what the program, or a patch, said. */
function checkDropped(construct: ApiObject, said: object, rendered: KubernetesObject, findings: Finding[]): void {
  const dropped = missingIn(said, rendered, '');
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
    const there = lookUp(rendered as Record<string, unknown>, key);
    if (there === undefined) return value === undefined || value === null ? [] : [at];
    return missingIn(value, there, at);
  });
}

/** A value by its key, or by the key's name in TypeScript: the classes have `clusterIp` for `clusterIP`, `ref` for `$ref`. */
function lookUp(object: Record<string, unknown>, key: string): unknown {
  if (object[key] !== undefined) return object[key];
  const bare = (name: string) => name.replace(/[^a-z0-9]/gi, '').toLowerCase();
  const name = Object.keys(object).find((other) => bare(other) === bare(key));
  return name === undefined ? undefined : object[name];
}

/** Orders objects so that each comes after what it depends on; the program's order where nothing depends. */
function inOrder(objects: readonly ApiObject[], findings: Finding[]): readonly ApiObject[] {
  const first = new Map<ApiObject, ApiObject[]>();
  for (const object of objects) {
    const before = dependenciesOf(object);
    if (before.length > 0) first.set(object, before);
  }
  const own = new Set(objects);
  const ordered = new Set<ApiObject>();
  const visiting = new Set<ApiObject>();
  const visit = (object: ApiObject): void => {
    if (ordered.has(object) || !own.has(object)) return;
    if (visiting.has(object)) {
      const fix = 'Remove one of the dependencies that lead back to it.';
      reportInto(findings, object)('object-invalid', 'depends on itself, directly or through others.', fix);
      return;
    }
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
