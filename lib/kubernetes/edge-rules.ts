import type { IConstruct } from 'constructs';
import { checkContainer, type DeclaredContainer, NOTHING_DECLARED } from '../validation/container-rules';
import { SUBDOMAIN } from '../validation/names';
import { checkHostPorts, type HostPort, type ReservedPorts } from '../validation/port-rules';
import { type Finding, reportInto } from '../validation/problem';
import { show } from '../validation/values';
import { declaredBy } from '../workload/accepted';
import { containersOf, type WorkloadModel } from '../workload/model';
import { modelOf, workloadAround } from '../workload/workload';
import { containerFactsOf, hostPortsOfPod, hostPortsOfService } from './facts';
import { NAME_LABEL } from './labels';
import { checkRequests } from './limit-ranges';
import type { RenderedObject, RenderedPod } from './objects';
import { type KubernetesObject, podMetadataOf, podOf, valueAt } from './pods';

/** RBAC's names are path segments, such as `system:auth-delegator`. */
const RBAC_NAME = /^[^/%\s]{1,253}$/;

/** Runs the edge rules over every object of a site, foreign ones included. */
export function checkObjects(objects: readonly RenderedObject[], reserved: ReservedPorts, findings: Finding[]): void {
  const names: Names = { made: new Map(), told: new Set() };
  const ports: HostPort[] = [];
  const pods: RenderedPod[] = [];
  for (const { scope: construct, object } of objects) {
    const workload = workloadAround(construct);
    const scope = workload?.construct ?? construct;
    checkName(object, scope, names, findings);
    checkSecretData(object, scope, findings);
    checkVolume(object, scope, findings);
    ports.push(...hostPortsOfService(object, scope));
    const pod = podOf(object);
    if (pod === undefined) continue;
    const report = reportInto(findings, scope);
    pods.push({ object, pod, workload, report });
    for (const facts of containerFactsOf(pod, podMetadataOf(object, 'annotations'))) {
      checkContainer(facts, workload === undefined ? NOTHING_DECLARED : declaredIn(workload, facts.name), report);
    }
    ports.push(...hostPortsOfPod(pod, scope));
  }
  checkHostPorts(ports, reserved, findings);
  checkRequests(objects, pods);
  checkSelected(pods);
}

/** Reports pods that the Service and the NetworkPolicy of a workload would take for its own. */
function checkSelected(pods: readonly RenderedPod[]): void {
  const workloads = new Map(
    pods.flatMap(({ workload: own }) => (own === undefined ? [] : [[`${own.namespace}/${own.name}`, own] as const])),
  );
  if (workloads.size === 0) return;
  for (const { object, workload: own, report } of pods) {
    const name = podMetadataOf(object, 'labels')[NAME_LABEL];
    const selected = workloads.get(`${object.metadata?.namespace}/${name}`);
    if (selected === undefined || selected.name === own?.name) continue;
    report(
      'name-duplicate',
      `has pods with the label ${NAME_LABEL}: ${name}, by which the workload ${selected.construct.node.path} finds its own.`,
      'Give the label another value.',
    );
  }
}

/** The names of a site's objects so far. */
interface Names {
  /** What made the object of each name. */
  readonly made: Map<string, IConstruct>;
  /** Pairs whose common name was reported. */
  readonly told: Set<string>;
}

/** What the program declares of a container of a workload; on Kubernetes a device node makes it privileged. */
function declaredIn(workload: WorkloadModel, name: string): DeclaredContainer {
  const container = containersOf(workload).find((c) => c.name === name);
  if (container !== workload.main) return declaredBy(workload, container, []);
  const nodes = workload.peripherals.filter((p) => workload.kubernetes?.peripherals?.[p] === 'privileged');
  const volumes = workload.volumes.flatMap((v) => (v.kind === 'host' ? [v.source] : []));
  const declared = declaredBy(workload, container, [...volumes, ...nodes]);
  return nodes.length === 0 ? declared : { ...declared, privileged: true };
}

function checkName(
  { apiVersion, kind, metadata }: KubernetesObject,
  scope: IConstruct,
  { made, told }: Names,
  findings: Finding[],
): void {
  const report = reportInto(findings, scope);
  const valid = apiVersion?.startsWith('rbac.authorization.k8s.io/') ? RBAC_NAME : SUBDOMAIN;
  if (typeof metadata?.name !== 'string' || !valid.test(metadata.name)) {
    report('object-invalid', `${kind} has the name ${show(metadata?.name)}.`, 'Use a-z, 0-9, "-" and ".".');
    return;
  }
  const group = apiVersion?.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const key = `${group} ${kind} ${metadata.namespace ?? ''} ${metadata.name}`;
  const other = made.get(key);
  made.set(key, scope);
  if (other === undefined) return;
  // Two workloads of one name make several objects of one name, which is one mistake.
  const pair = `${scope.node.path} ${other.node.path}`;
  if (!told.has(pair)) {
    told.add(pair);
    const where = metadata.namespace === undefined ? '' : ` in namespace ${metadata.namespace}`;
    const isWorkload = modelOf(scope) !== undefined && modelOf(other)?.name === modelOf(scope)?.name;
    const what = isWorkload ? `the name "${metadata.name}"` : `${kind} "${metadata.name}"`;
    report('name-duplicate', `${what}${where} is also that of ${other.node.path}.`, 'Rename one of them.');
  }
}

/** A container that claims such a volume mounts a directory of the device, and says nothing of it. */
function checkVolume({ apiVersion, kind, metadata, spec }: KubernetesObject, scope: IConstruct, findings: Finding[]) {
  if (kind !== 'PersistentVolume' || apiVersion !== 'v1') return;
  for (const type of ['hostPath', 'local'] as const) {
    const path = valueAt(spec, [type, 'path']);
    if (path === undefined) continue;
    const message = `PersistentVolume "${metadata?.name}" is ${show(path)} of the device.`;
    reportInto(findings, scope)('host-path', message, 'Use a named volume of a workload.');
  }
}

function checkSecretData(object: RenderedObject['object'], scope: IConstruct, findings: Finding[]): void {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1') return;
  const keys = [object.data, object.stringData].flatMap((data) => Object.keys(data ?? {}));
  if (keys.length === 0) return;
  reportInto(findings, scope)(
    'credential-in-output',
    `Secret "${object.metadata?.name}" has its values in the output (${keys.join(', ')}).`,
    "Create it on the site, and use Secret.named('…').",
  );
}
