import { readMount } from '../../compose/mount-forms';
import { readPort } from '../../compose/port-forms';
import { isRecord } from '../../validation/values';
import type { Detail } from '../change';
import { imageDetail } from '../images';
import type { OpenPorts } from '../kubernetes/network';
import type { Powers } from '../kubernetes/security';
import { at, type Difference, detail, listAt, pointer, textAt } from '../values';

/** What Compose leaves out when it tells whether a service has changed (docker/compose 5.5, pkg/compose/hash.go). */
const NOT_HASHED = ['build', 'pull_policy', 'scale', 'depends_on', 'profiles'];

/** The part of a service whose change recreates its containers. */
export function hashedPart(service: unknown): unknown {
  if (!isRecord(service)) return service;
  const kept = Object.entries(service).filter(([key]) => !NOT_HASHED.includes(key) && !key.startsWith('x-'));
  const { deploy, ...rest } = Object.fromEntries(kept);
  if (!isRecord(deploy)) return { ...rest, ...(deploy === undefined || deploy === null ? {} : { deploy }) };
  const { replicas: _, ...others } = deploy;
  return { ...rest, deploy: others };
}

/** The part that it leaves out. */
export function freePart(service: unknown): unknown {
  if (!isRecord(service)) return {};
  const free = Object.entries(service).filter(([key]) => NOT_HASHED.includes(key) || key.startsWith('x-'));
  const replicas = at(service, 'deploy', 'replicas');
  return { ...Object.fromEntries(free), ...(replicas === undefined ? {} : { deploy: { replicas } }) };
}

/** `kiosk/ui` for the main container of that workload, `kiosk/ui (proxy)` for another, else the service's key. */
export function subjectOf(key: string, service: unknown): string {
  const hostname = textAt(service, 'labels', 'sff-constructs.workload');
  const container = textAt(service, 'labels', 'sff-constructs.container');
  const [, workload, namespace] = /^([^.]+)\.([^.]+)$/.exec(hostname ?? '') ?? [];
  if (workload === undefined || namespace === undefined) return key;
  return container === undefined || container === workload
    ? `${namespace}/${workload}`
    : `${namespace}/${workload} (${container})`;
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^labels\/sff-constructs\.config-hash$/, 'config files'],
  [/^deploy\/resources\/limits\/cpus$/, 'cpu limit'],
  [/^deploy\/resources\/limits\/(\w+)$/, '$1 limit'],
  [/^deploy\/resources\/reservations\b.*/, 'reservations'],
  [/^(?:environment|labels)\/.+/, ''],
  [/^networks\b.*/, 'networks'],
  [/^(ports|expose|volumes|configs|secrets|healthcheck|logging|security_opt|cap_add|cap_drop|devices)\b.*/, '$1'],
  [/^(\w+)$/, '$1'],
];

/** Differences of a service in the field's words, each once. */
export function serviceDetails(found: readonly Difference[]): Detail[] {
  const details = new Map<string, Detail>();
  for (const { steps, names, old, new: now } of found) {
    const path = names.join('/');
    const next =
      path === 'image' ? imageDetail('image', old, now) : detail(wordOf(names, path) ?? pointer(steps), old, now);
    const hidden = next.what === 'config files' || details.has(next.what);
    details.set(next.what, hidden ? { what: next.what } : next);
  }
  return [...details.values()];
}

function wordOf(names: readonly string[], path: string): string | undefined {
  const [section, name] = names;
  if (section === 'environment' && name !== undefined && names.length === 2) return `env ${name}`;
  for (const [pattern, word] of WORDS) {
    if (pattern.test(path))
      return word === ''
        ? `${section === 'environment' ? 'env' : 'label'} ${names.slice(1).join('/')}`
        : path.replace(pattern, word);
  }
  return undefined;
}

/** Ports of the device that a service opens, and on which of its addresses. */
export function openPorts(service: unknown): OpenPorts {
  const open = new Map<string, string>();
  for (const entry of listAt(service, 'ports')) {
    const { address, ports = [], protocol } = readPort(entry) ?? {};
    for (const port of ports) open.set(`${port}/${protocol}`, placeOf(address));
  }
  return open;
}

/** An address of the device itself is another at each site. */
function placeOf(address: string | undefined): string {
  if (address === undefined || address === '0.0.0.0' || address === '::') return 'on every address';
  return /^127\.|^::1$/.test(address) ? 'on loopback' : 'on one address';
}

/** Names of the volumes that a service mounts. */
export function volumesOf(service: unknown): string[] {
  return listAt(service, 'volumes').flatMap((entry) => {
    const mount = readMount(entry);
    return mount?.type === 'volume' && mount.source !== undefined ? [mount.source] : [];
  });
}

const HOST_NAMESPACES = {
  network_mode: 'network',
  pid: 'process',
  ipc: 'IPC',
  uts: 'UTS',
  userns_mode: 'user',
} as const;

/** What the containers of a service may do. */
export function powersOf(service: unknown): Powers {
  const powers = new Map<string, string>();
  const yes = (value: boolean) => (value ? 'yes' : 'no');
  const user = at(service, 'user');
  const options = listAt(service, 'security_opt').map(String);
  powers.set('privileged', yes(at(service, 'privileged') === true));
  powers.set('root', yes(user === undefined || /^(?:0+|root)(?::|$)/.test(String(user))));
  powers.set('root file system', at(service, 'read_only') === true ? 'read-only' : 'writable');
  powers.set('privilege escalation', yes(!options.some((option) => /^no-new-privileges(?:[:=]true)?$/.test(option))));
  for (const option of options) if (/[:=](?:unconfined|disable)$/.test(option)) powers.set(option, 'yes');
  if (!listAt(service, 'cap_drop').includes('ALL')) powers.set('default capabilities', 'yes');
  for (const capability of listAt(service, 'cap_add')) powers.set(`capability ${String(capability)}`, 'yes');
  for (const device of listAt(service, 'devices')) powers.set(`device ${JSON.stringify(device)}`, 'yes');
  for (const [key, name] of Object.entries(HOST_NAMESPACES)) {
    if (at(service, key) === 'host') powers.set(`${name} namespace of the device`, 'yes');
  }
  for (const entry of listAt(service, 'volumes')) {
    const mount = readMount(entry);
    if (mount?.type === 'bind') powers.set(`path of the device ${mount.source ?? ''}`, 'yes');
  }
  return powers;
}
