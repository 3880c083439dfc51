import type { IConstruct } from 'constructs';
import { checkContainer } from '../validation/container-rules';
import { checkHostPorts, type HostPort, type ReservedPorts } from '../validation/port-rules';
import { type Finding, reportInto } from '../validation/problem';
import type { RuleCode } from '../validation/rules';
import type { WorkloadModel } from '../workload/model';
import { modelOf } from '../workload/workload';
import { containerFactsOf, hostPortsOfPod, hostPortsOfService } from './facts';
import type { RenderedObject } from './objects';
import { podOf } from './pods';

/** Object names (Kubernetes, "Object Names and IDs": DNS subdomain names), and RBAC's, which may have colons. */
const OBJECT_NAME = /^[a-z0-9]([-a-z0-9.:]{0,251}[a-z0-9])?$/;

/** Runs the edge rules over every object of a site, foreign ones included. */
export function checkObjects(objects: readonly RenderedObject[], reserved: ReservedPorts, findings: Finding[]): void {
  const names = new Map<string, IConstruct>();
  const ports: HostPort[] = [];
  for (const { scope: construct, object } of objects) {
    const workload = workloadAround(construct);
    const scope = workload?.construct ?? construct;
    checkName({ scope: construct, object, home: '' }, names, findings);
    checkSecretData(object, scope, findings);
    ports.push(...hostPortsOfService(object, scope));
    const pod = podOf(object);
    if (pod === undefined) continue;
    const report = reportInto(findings, scope);
    const accepted = workload === undefined ? NOTHING : acceptedBy(workload);
    for (const facts of containerFactsOf(pod)) checkContainer(facts, accepted, report);
    ports.push(...hostPortsOfPod(pod, scope));
  }
  checkHostPorts(ports, reserved, findings);
}

const NOTHING: ReadonlySet<RuleCode> = new Set();

/** The edge rules that the program of a workload makes an exception from, with a reason. */
function acceptedBy(workload: WorkloadModel): ReadonlySet<RuleCode> {
  const containers = [workload.main, ...workload.sidecars, ...workload.init];
  const byDevice = workload.peripherals.some((p) => workload.kubernetes?.peripherals?.[p] === 'privileged');
  const accepted = new Set<RuleCode>();
  if (byDevice || containers.some((c) => c.exceptions.privileged !== undefined)) accepted.add('privileged');
  if (byDevice || workload.volumes.some((v) => v.kind === 'host')) accepted.add('host-path');
  if (workload.hostNetwork !== undefined) accepted.add('host-namespace');
  if (containers.some((c) => c.capabilities.length > 0)) accepted.add('capability-added');
  if (containers.some((c) => c.exceptions.root !== undefined)) accepted.add('runs-as-root');
  return accepted;
}

function workloadAround(construct: IConstruct): WorkloadModel | undefined {
  return modelOf(construct) ?? modelOf(construct.node.scope);
}

function checkName({ scope, object }: RenderedObject, names: Map<string, IConstruct>, findings: Finding[]): void {
  const report = reportInto(findings, scope);
  const { apiVersion, kind, metadata } = object;
  if (typeof metadata?.name !== 'string' || !OBJECT_NAME.test(metadata.name)) {
    report('object-invalid', `${kind} has the name ${JSON.stringify(metadata?.name)}.`, 'Use a-z, 0-9, "-" and ".".');
    return;
  }
  const group = apiVersion?.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const key = `${group} ${kind} ${metadata.namespace ?? ''} ${metadata.name}`;
  const other = names.get(key);
  if (other !== undefined) {
    const where = metadata.namespace === undefined ? '' : ` in namespace ${metadata.namespace}`;
    report(
      'name-duplicate',
      `${kind} "${metadata.name}"${where} is also made by ${other.node.path}.`,
      'Rename one of them.',
    );
  }
  names.set(key, scope);
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
