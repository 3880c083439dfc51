import { isRecord } from '../../validation/values';
import type { Change, Detail } from '../change';
import { change } from '../change';
import { at, listAt } from '../values';

/** What a container may do, by the name of each thing. */
export type Powers = ReadonlyMap<string, string>;

/**
 * What makes a setting weaker or stricter: its values from the strictest on. What has no order counts as weaker when it
 * appears, and as stricter when it goes.
 */
const ORDERS: Readonly<Record<string, readonly string[]>> = {
  privileged: ['no', 'yes'],
  'privilege escalation': ['no', 'yes'],
  'root file system': ['read-only', 'writable'],
  root: ['no', 'yes'],
  seccomp: ['Localhost', 'RuntimeDefault', 'none', 'Unconfined'],
};

/** Compares what two versions of one thing may do. */
export function powerChanges(subject: string, before: Powers, after: Powers): Change[] {
  const weaker: Detail[] = [];
  const stricter: Detail[] = [];
  for (const what of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(what), after.get(what)];
    if (old === now) continue;
    const order = ORDERS[what.slice(what.indexOf(': ') + (what.includes(': ') ? 2 : 0))];
    const isWeaker =
      order === undefined || old === undefined || now === undefined
        ? now !== undefined
        : order.indexOf(now) > order.indexOf(old);
    (isWeaker ? weaker : stricter).push({
      what,
      ...(old === undefined ? {} : { old }),
      ...(now === undefined ? {} : { new: now }),
    });
  }
  return [
    ...(weaker.length === 0 ? [] : [change('security-changed', subject, weaker)]),
    ...(stricter.length === 0 ? [] : [change('security-changed', subject, stricter, { severity: 'change' })]),
  ];
}

/** What the pods of a template may do. */
export function powersOfPod(template: unknown, main: string): Powers {
  const powers = new Map<string, string>();
  const spec = at(template, 'spec');
  for (const [field, name] of Object.entries({ hostNetwork: 'network', hostPID: 'process', hostIPC: 'IPC' })) {
    if (at(spec, field) === true) powers.set(`${name} namespace of the device`, 'yes');
  }
  for (const volume of listAt(spec, 'volumes')) {
    const path = at(volume, 'hostPath', 'path');
    if (typeof path === 'string') powers.set(`path of the device ${path}`, 'yes');
  }
  if (at(spec, 'automountServiceAccountToken') !== false) powers.set('service account token', 'yes');
  const shared = at(spec, 'securityContext');
  for (const container of [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')]) {
    const name = String(at(container, 'name') ?? '');
    const prefix = name === main ? '' : `${name}: `;
    for (const [what, value] of containerPowers(at(container, 'securityContext'), shared)) {
      powers.set(`${prefix}${what}`, value);
    }
  }
  return powers;
}

function containerPowers(own: unknown, shared: unknown): [string, string][] {
  const either = (name: string) => at(own, name) ?? at(shared, name);
  const yes = (value: unknown) => (value === true ? 'yes' : 'no');
  const user = either('runAsUser');
  const isRoot = user === 0 || (user === undefined && either('runAsNonRoot') !== true);
  const profile = at(own, 'seccompProfile', 'type') ?? at(shared, 'seccompProfile', 'type') ?? 'none';
  const added = listAt(own, 'capabilities', 'add').map((each) => [`capability ${String(each)}`, 'yes'] as const);
  const dropsAll = listAt(own, 'capabilities', 'drop').includes('ALL');
  return [
    ['privileged', yes(at(own, 'privileged'))],
    ['privilege escalation', at(own, 'allowPrivilegeEscalation') === false ? 'no' : 'yes'],
    ['root file system', at(own, 'readOnlyRootFilesystem') === true ? 'read-only' : 'writable'],
    ['root', isRoot ? 'yes' : 'no'],
    ['seccomp', String(profile)],
    ...(dropsAll ? [] : [['default capabilities', 'yes'] as [string, string]]),
    ...added.map(([what, value]): [string, string] => [what, value]),
  ];
}

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const LEVELS = ['restricted', 'baseline', 'privileged'];

/** A change of the Pod Security level that a namespace enforces. */
export function levelChange(namespace: string, before: unknown, after: unknown): Change[] {
  const [old, now] = [before, after].map((object) => levelOf(object)) as [string, string];
  if (old === now) return [];
  const kind = LEVELS.indexOf(now) > LEVELS.indexOf(old) ? 'pod-security-lowered' : 'pod-security-raised';
  return [change(kind, `namespace ${namespace}`, [{ what: 'level', old, new: now }])];
}

/** A namespace without the label enforces nothing. */
function levelOf(object: unknown): string {
  const labels = at(object, 'metadata', 'labels');
  const level = isRecord(labels) ? labels[ENFORCE] : undefined;
  return typeof level === 'string' ? level : 'privileged';
}
