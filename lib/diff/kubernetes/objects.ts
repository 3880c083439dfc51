import { type Change, change, type Detail } from '../change';
import { at, type Difference, detail, differences, pointerDetails, textAt } from '../values';
import { type AnyObject, documentsIn, groupOf, parseObject } from './documents';
import { claimChange, immutableDifferences } from './immutable';
import { openPorts, policyChanges, portChanges } from './network';
import { podDetails, podTemplateOf, restartsPods, templatePath } from './pods';
import { sameForServer } from './quantity';
import { levelChange, powerChanges, powersOfPod } from './security';

const NAME = 'app.kubernetes.io/name';
const PART_OF = 'app.kubernetes.io/part-of';

/** Kinds that run pods as long as they are there. */
const WORKLOADS = new Set([
  'apps Deployment',
  'apps StatefulSet',
  'apps DaemonSet',
  'batch CronJob',
  'batch Job',
  ' Pod',
]);

/** One object before and after, each as its text; a side where it is not there is undefined. */
export interface ObjectPair {
  readonly path: string;
  readonly old: string | undefined;
  readonly new: string | undefined;
}

/** What happens to one object. @param growable storage classes whose claims may grow */
export function objectChanges({ path, old, new: now }: ObjectPair, growable: ReadonlySet<string>): Change[] {
  const before = old === undefined ? undefined : parseObject(path, old);
  const after = now === undefined ? undefined : parseObject(path, now);
  if (before !== undefined && after !== undefined) return changed(before, after, growable);
  if (before !== undefined) return removed(before);
  return after === undefined ? [] : added(after);
}

function is(object: AnyObject, kind: string): boolean {
  return `${groupOf(object.apiVersion)} ${object.kind}` === kind;
}

/** `till/pos` for all objects of that workload; `Role monitoring/agent` for others. */
function subjectOf(object: AnyObject): string {
  const { name, namespace, labels } = object.metadata;
  if (labels[PART_OF] !== undefined && labels[NAME] !== undefined)
    return `${String(labels[PART_OF])}/${String(labels[NAME])}`;
  if (WORKLOADS.has(`${groupOf(object.apiVersion)} ${object.kind}`)) return `${namespace ?? ''}/${name}`;
  return titleOf(object);
}

function titleOf({ kind, metadata: { name, namespace } }: AnyObject): string {
  const place = namespace === undefined ? name : `${namespace}/${name}`;
  return `${kind || 'object'} ${place || 'without a name'}`;
}

/** Names the object where the subject does not. */
function about(object: AnyObject): { readonly object?: string } {
  const title = titleOf(object);
  return title === subjectOf(object) ? {} : { object: title };
}

/** `data` for the claim `db-data` of the workload `db`. */
function volumeOf(claim: AnyObject): Detail {
  const { name, labels } = claim.metadata;
  const prefix = `${String(labels[NAME] ?? '')}-`;
  return { what: `volume ${labels[NAME] !== undefined && name.startsWith(prefix) ? name.slice(prefix.length) : name}` };
}

/** Volumes that a StatefulSet has made for each of its pods. */
function templatesOf(object: AnyObject): Detail[] {
  const templates = is(object, 'apps StatefulSet') ? at(object, 'spec', 'volumeClaimTemplates') : [];
  if (!Array.isArray(templates)) return [];
  return templates.map((each): Detail => ({ what: `volume ${textAt(each, 'metadata', 'name') ?? ''}` }));
}

function removed(object: AnyObject): Change[] {
  const subject = subjectOf(object);
  const template = podTemplateOf(object);
  const ports = portChanges(subject, openPorts(object, template), new Map());
  if (is(object, ' Namespace')) return [change('namespace-removed', `namespace ${object.metadata.name}`)];
  if (is(object, ' PersistentVolumeClaim'))
    return [change('volume-removed', subject, [volumeOf(object)], about(object))];
  if (is(object, 'networking.k8s.io NetworkPolicy')) {
    return [change('object-removed', subject, [], about(object)), ...policyChanges(subject, object, undefined)];
  }
  if (is(object, 'helm.cattle.io HelmChart')) return [change('chart-removed', subject)];
  const volumes = templatesOf(object).map((volume) => change('volume-removed', subject, [volume], about(object)));
  const kind = template === undefined ? 'object-removed' : 'workload-removed';
  return [...volumes, change(kind, subject, [], about(object)), ...ports];
}

function added(object: AnyObject): Change[] {
  const subject = subjectOf(object);
  const template = podTemplateOf(object);
  const ports = portChanges(subject, new Map(), openPorts(object, template));
  if (is(object, ' Namespace')) return [change('namespace-added', `namespace ${object.metadata.name}`)];
  if (is(object, ' PersistentVolumeClaim')) return [change('volume-added', subject, [volumeOf(object)], about(object))];
  if (is(object, 'networking.k8s.io NetworkPolicy')) {
    return [change('object-added', subject, [], about(object)), ...policyChanges(subject, undefined, object)];
  }
  if (template === undefined) return [change('object-added', subject, [], about(object)), ...ports];
  return [change('workload-added', subject, [], about(object)), ...ports];
}

function changed(before: AnyObject, after: AnyObject, growable: ReadonlySet<string>): Change[] {
  const all = differences(before, after, sameForServer);
  if (all.length === 0) return [];
  if (is(after, ' PersistentVolumeClaim')) return claimChanges(before, after, all, growable);
  const subject = subjectOf(after);
  const fixed = immutableDifferences(before, after);
  const where = about(after);
  const changes: Change[] = [];
  if (fixed.length > 0) changes.push(change('immutable-changed', subject, told(after, fixed), where));
  const path = templatePath(after);
  if (path !== undefined) changes.push(...templateChanges(before, after, withoutThese(all, fixed), path));
  changes.push(
    ...(is(after, ' Namespace') ? levelChange(after.metadata.name, before, after) : []),
    ...(is(after, 'networking.k8s.io NetworkPolicy') ? policyChanges(subject, before, after) : []),
    ...portChanges(subject, openPorts(before, podTemplateOf(before)), openPorts(after, podTemplateOf(after))),
  );
  const rest = withoutThese(all, fixed).filter((d) => !isWithin(d, path));
  changes.push(...restChanges(after, rest, changes.length > 0));
  return changes;
}

const MEANINGS: Readonly<Record<string, RegExp>> = {
  'networking.k8s.io NetworkPolicy': /^spec\/(?:egress|ingress)\b/,
  ' Namespace': /^metadata\/labels\/pod-security\.kubernetes\.io\//,
};

/** What is changed outside of pods, and neither refused nor told by a reader of its kind. */
function restChanges(after: AnyObject, rest: readonly Difference[], isTold: boolean): Change[] {
  const subject = subjectOf(after);
  if (rest.length === 0) return [];
  if (is(after, 'helm.cattle.io HelmChart')) {
    const replaced = rest.filter(isOtherRelease);
    const others = withoutThese(rest, replaced);
    return [
      ...(replaced.length === 0 ? [] : [change('chart-replaced', subject, told(after, replaced))]),
      ...(others.length === 0 ? [] : [change('chart-changed', subject, told(after, others))]),
    ];
  }
  const replicas = rest.filter(({ names }) => names.join('/') === 'spec/replicas');
  const others = rest.filter((d) => !replicas.includes(d));
  const scaled = replicas.map(({ old, new: now }) =>
    change('replicas-changed', subject, [detail('replicas', old ?? 1, now ?? 1)]),
  );
  // The edges of a policy and the level of a namespace have been told by what they mean.
  const meaning = isTold ? MEANINGS[`${groupOf(after.apiVersion)} ${after.kind}`] : undefined;
  const left = others.filter(({ names }) => meaning?.test(names.join('/')) !== true);
  const generic = left.length === 0 ? [] : [change('object-changed', subject, told(after, left), about(after))];
  return [...scaled, ...generic];
}

/** K3s' controller installs what another chart is, or in another namespace; another registry has the same chart. */
function isOtherRelease({ names, old, new: now }: Difference): boolean {
  const field = names.join('/');
  const lastOf = (chart: unknown) => String(chart).slice(String(chart).lastIndexOf('/') + 1);
  return field === 'spec/targetNamespace' || (field === 'spec/chart' && lastOf(old) !== lastOf(now));
}

function templateChanges(
  before: AnyObject,
  after: AnyObject,
  all: readonly Difference[],
  path: readonly string[],
): Change[] {
  const subject = subjectOf(after);
  const main = after.metadata.name;
  const inside = all
    .filter((d) => isWithin(d, path))
    .map((d) => ({ ...d, steps: d.steps.slice(path.length), names: d.names.slice(path.length) }));
  const own = path.length === 0 ? inside.filter(({ names }) => names[0] === 'spec') : inside;
  if (own.length === 0) return [];
  const details = podDetails(own, main);
  const powers = powerChanges(
    subject,
    powersOfPod(podTemplateOf(before), main),
    powersOfPod(podTemplateOf(after), main),
  );
  const kind = restartsPods(after) ? 'restart' : 'workload-changed';
  return [change(kind, subject, details, kind === 'restart' ? {} : about(after)), ...powers];
}

function claimChanges(
  before: AnyObject,
  after: AnyObject,
  all: readonly Difference[],
  growable: ReadonlySet<string>,
): Change[] {
  const subject = subjectOf(after);
  const where = about(after);
  const volume = volumeOf(after).what;
  const { size, fixed } = claimChange(before, after, growable);
  const sizes = ['spec', 'resources', 'requests', 'storage'] as const;
  const sized = detail(volume, at(before, ...sizes), at(after, ...sizes));
  const kinds = { shrunk: 'claim-shrunk', grown: 'claim-grown', 'not-growable': 'claim-not-growable' } as const;
  const rest = all.filter((d) => d.names.join('/') !== sizes.join('/') && !fixed.some((f) => isSame(f, d)));
  return [
    ...(size === 'same' ? [] : [change(kinds[size], subject, [sized], where)]),
    ...(fixed.length === 0 ? [] : [change('immutable-changed', subject, told(after, fixed), where)]),
    ...(rest.length === 0 ? [] : [change('object-changed', subject, told(after, rest), where)]),
  ];
}

/** Differences by their pointers; of a Secret without values. */
function told(object: AnyObject, found: readonly Difference[]): Detail[] {
  const details = pointerDetails(found);
  return is(object, ' Secret') ? details.map(({ what }) => ({ what })) : details;
}

function isWithin({ names }: Difference, path: readonly string[] | undefined): boolean {
  if (path === undefined) return false;
  if (path.length === 0) return names[0] === 'spec';
  return path.every((step, i) => names[i] === step);
}

function withoutThese(all: readonly Difference[], fixed: readonly Difference[]): Difference[] {
  return all.filter((d) => !fixed.some((f) => isSame(f, d)));
}

function isSame(a: Difference, b: Difference): boolean {
  const [x, y] = [a.steps.join('\0'), b.steps.join('\0')];
  return x === y || x.startsWith(`${y}\0`) || y.startsWith(`${x}\0`);
}

/** Names of the storage classes among some objects whose claims may grow. */
export function growableClasses(texts: Iterable<readonly [path: string, text: string]>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [path, text] of texts) {
    for (const each of documentsIn(text)) {
      if (!/^kind: StorageClass$/m.test(each)) continue;
      const object = parseObject(path, each);
      if (object.allowVolumeExpansion === true) names.add(object.metadata.name);
    }
  }
  return names;
}
