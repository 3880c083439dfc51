import { quantityOf } from '../../validation/quantity';
import { isRecord } from '../../validation/values';
import { at, type Difference, differences, listAt, textAt } from '../values';
import { type AnyObject, groupOf } from './documents';
import { sameForServer } from './quantity';

/** What a kind does not let change once an object exists (Kubernetes 1.36, `Validate*Update` of each API group). */
type Fixed = (before: AnyObject, after: AnyObject) => readonly Difference[];

/** Values that stand for those that are not stated. */
type Defaults = Readonly<Record<string, unknown>>;

/** Fields that never change. */
function fields(paths: readonly (readonly string[])[], defaults: Defaults = {}): Fixed {
  return (before, after) =>
    paths.flatMap((path) => {
      const standard = defaults[path.join('.')];
      const [a, b] = [at(before, ...path) ?? standard, at(after, ...path) ?? standard];
      return differences(a, b, sameForServer).map((d) => placed(d, path));
    });
}

/** Everything in the spec but these fields. */
function specBut(free: readonly string[]): Fixed {
  return (before, after) => {
    const rest = (object: AnyObject) => without(object.spec, free);
    return differences(rest(before), rest(after), sameForServer).map((d) => placed(d, ['spec']));
  };
}

function all(...checks: readonly Fixed[]): Fixed {
  return (before, after) => checks.flatMap((check) => check(before, after));
}

/** What holds once the object says that it is immutable. */
function sealed(names: readonly string[]): Fixed {
  return (before, after) => (before.immutable === true ? fields(names.map((name) => [name]))(before, after) : []);
}

const BINDING = fields([['roleRef']], { roleRef: undefined });

const FIXED: Readonly<Record<string, Fixed>> = {
  'apps Deployment': all(
    fields([['spec', 'selector']]),
    leftovers(['spec', 'strategy'], 'Recreate', ['maxSurge', 'maxUnavailable']),
  ),
  'apps ReplicaSet': fields([['spec', 'selector']]),
  'apps DaemonSet': fields([['spec', 'selector']]),
  'apps StatefulSet': all(
    specBut([
      'replicas',
      'ordinals',
      'template',
      'updateStrategy',
      'revisionHistoryLimit',
      'persistentVolumeClaimRetentionPolicy',
      'minReadySeconds',
    ]),
    leftovers(['spec', 'updateStrategy'], 'OnDelete', ['partition']),
  ),
  'batch Job': all(
    fields(
      [
        ['spec', 'selector'],
        ['spec', 'completionMode'],
        ['spec', 'podFailurePolicy'],
        ['spec', 'backoffLimitPerIndex'],
        ['spec', 'managedBy'],
        ['spec', 'successPolicy'],
      ],
      { 'spec.completionMode': 'NonIndexed' },
    ),
    completions,
    jobTemplate,
  ),
  ' Service': all(clusterAddress, loadBalancerClass),
  ' PersistentVolume': persistentVolume,
  ' Pod': pod,
  ' ConfigMap': sealed(['data', 'binaryData', 'immutable']),
  ' Secret': all(fields([['type']], { type: 'Opaque' }), sealed(['data', 'stringData', 'immutable'])),
  'rbac.authorization.k8s.io RoleBinding': BINDING,
  'rbac.authorization.k8s.io ClusterRoleBinding': BINDING,
  'storage.k8s.io StorageClass': fields([['parameters'], ['provisioner'], ['reclaimPolicy'], ['volumeBindingMode']], {
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
  }),
  'storage.k8s.io CSIDriver': fields([
    ['spec', 'attachRequired'],
    ['spec', 'volumeLifecycleModes'],
  ]),
  'storage.k8s.io VolumeAttributesClass': fields([['driverName'], ['parameters']]),
  'scheduling.k8s.io PriorityClass': fields([['value'], ['preemptionPolicy']], {
    preemptionPolicy: 'PreemptLowerPriority',
  }),
  'node.k8s.io RuntimeClass': fields([['handler']]),
  'networking.k8s.io IngressClass': fields([['spec', 'controller']]),
};

/** What the API server would refuse to change. Claims have their own reader. */
export function immutableDifferences(before: AnyObject, after: AnyObject): readonly Difference[] {
  return FIXED[`${groupOf(after.apiVersion)} ${after.kind}`]?.(before, after) ?? [];
}

/**
 * A strategy that refuses the settings of a rolling update: those that the API server filled in stay when the strategy
 * changes, since no manifest states them, and then there are both.
 */
function leftovers(path: readonly string[], strategy: string, filledIn: readonly string[]): Fixed {
  return (before, after) => {
    const [old, now] = [textAt(before, ...path, 'type'), textAt(after, ...path, 'type')];
    if (now !== strategy || old === strategy) return [];
    if (filledIn.every((name) => at(before, ...path, 'rollingUpdate', name) !== undefined)) return [];
    return fields([path])(before, after);
  };
}

/** Of a Job that is not indexed; the others change it together with their parallelism. */
function completions(before: AnyObject, after: AnyObject): readonly Difference[] {
  const [old, now] = [at(before, 'spec', 'completions'), at(after, 'spec', 'completions')];
  const parallelism = at(after, 'spec', 'parallelism');
  if (textAt(after, 'spec', 'completionMode') === 'Indexed') {
    return old === now || now === parallelism ? [] : fields([['spec', 'completions']])(before, after);
  }
  // What the API server has filled in stays as long as nobody states another.
  if (old === undefined && now === undefined) return [];
  const standard = (job: AnyObject) => (at(job, 'spec', 'parallelism') === undefined ? 1 : undefined);
  const found = differences(old ?? standard(before), now ?? standard(after));
  return found.map((d) => placed(d, ['spec', 'completions']));
}

/** As long as a Job is suspended, and has not run, what decides on its node and its resources may change. */
function jobTemplate(before: AnyObject, after: AnyObject): readonly Difference[] {
  const found = fields([['spec', 'template']])(before, after);
  if (at(before, 'spec', 'suspend') !== true) return found;
  return found.filter(({ names }) => !MUTABLE_WHILE_SUSPENDED.test(names.slice(2).join('/')));
}

const MUTABLE_WHILE_SUSPENDED =
  /^metadata\/(?:labels|annotations)|^spec\/(?:nodeSelector|tolerations|schedulingGates|affinity\/nodeAffinity)|^spec\/(?:initC|c)ontainers\/[^/]+\/resources/;

/** An address stays, stated or given, unless the Service is headless before and after; so does its first family. */
function clusterAddress(before: AnyObject, after: AnyObject): readonly Difference[] {
  const types = [before, after].map((service) => textAt(service, 'spec', 'type') ?? 'ClusterIP');
  if (types.includes('ExternalName')) return [];
  const stated = (...path: readonly string[]) => at(after, ...path) !== undefined;
  const address = stated('spec', 'clusterIP') ? fields([['spec', 'clusterIP']])(before, after) : [];
  const port = ['spec', 'healthCheckNodePort'];
  const check = stated(...port) && at(before, ...port) !== undefined ? fields([port])(before, after) : [];
  const families = [before, after].map((service) => listAt(service, 'spec', 'ipFamilies')[0]);
  const [old, now] = families;
  const isHeadless = [before, after].some((service) => at(service, 'spec', 'clusterIP') === 'None');
  const family = isHeadless || families.includes(undefined) ? [] : differences(old, now);
  return [...address, ...check, ...family.map((d) => placed(d, ['spec', 'ipFamilies', '0']))];
}

function loadBalancerClass(before: AnyObject, after: AnyObject): readonly Difference[] {
  const both = [before, after].every((service) => textAt(service, 'spec', 'type') === 'LoadBalancer');
  return both ? fields([['spec', 'loadBalancerClass']])(before, after) : [];
}

/** Where its data are never changes. */
function persistentVolume(before: AnyObject, after: AnyObject): readonly Difference[] {
  const free = [
    ...['capacity', 'accessModes', 'claimRef', 'persistentVolumeReclaimPolicy', 'storageClassName', 'mountOptions'],
    ...['nodeAffinity', 'volumeAttributesClassName', 'volumeMode'],
  ];
  const mode = fields([['spec', 'volumeMode']], { 'spec.volumeMode': 'Filesystem' })(before, after);
  const set = at(before, 'spec', 'nodeAffinity') !== undefined;
  return [...specBut(free)(before, after), ...mode, ...(set ? fields([['spec', 'nodeAffinity']])(before, after) : [])];
}

/** Of a bare pod little more than its images may change. */
function pod(before: AnyObject, after: AnyObject): readonly Difference[] {
  return fields([['spec']])(before, after).filter(({ names }) => !MUTABLE_IN_POD.test(names.slice(1).join('/')));
}

const MUTABLE_IN_POD = /^(?:initC|c)ontainers\/[^/]+\/image$|^activeDeadlineSeconds$/;

/** What a change of a claim means. */
export interface ClaimChange {
  readonly size: 'same' | 'shrunk' | 'grown' | 'not-growable';
  /** What else of it can't be changed. */
  readonly fixed: readonly Difference[];
}

/** @param growable classes that allow it to grow */
export function claimChange(before: AnyObject, after: AnyObject, growable: ReadonlySet<string>): ClaimChange {
  const size = ['spec', 'resources', 'requests', 'storage'] as const;
  const [from, to] = [quantityOf(at(before, ...size)) ?? 0, quantityOf(at(after, ...size)) ?? 0];
  const name = textAt(after, 'spec', 'storageClassName') ?? '';
  const grown = growable.has(name) ? 'grown' : 'not-growable';
  const mode = fields([['spec', 'volumeMode']], { 'spec.volumeMode': 'Filesystem' })(before, after);
  const rest = specBut(['volumeAttributesClassName', 'volumeMode'])(before, after);
  const fixed = [...rest.filter(({ names }) => names.join('/') !== size.join('/')), ...mode];
  return { size: to === from ? 'same' : to < from ? 'shrunk' : grown, fixed };
}

function placed(difference: Difference, path: readonly string[]): Difference {
  return { ...difference, steps: [...path, ...difference.steps], names: [...path, ...difference.names] };
}

function without(value: unknown, names: readonly string[]): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
