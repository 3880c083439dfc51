import type { ComposeChoices, K3sChoices, KubernetesChoices, PeripheralAccess } from '../portable/target';
import { SUBDOMAIN } from './names';
import type { Names } from './properties';
import type { Reader } from './reader';
import { isRecord, show } from './values';

const K3S: Names<K3sChoices> = { publish: true };

/** What each choice for Kubernetes can be: there is one way, which the program has to name. */
const KUBERNETES_WAYS = { secretsInEnv: 'secretKeyRef', pids: 'node-wide' } as const;

/** What each choice for Compose can be. */
const COMPOSE_WAYS = {
  egress: 'unenforced',
  sidecars: 'shared-network',
  liveness: 'reported',
  secretsInEnv: 'env-file',
  ephemeralStorage: 'unenforced',
  cpuReservation: 'unenforced',
} as const satisfies Required<Omit<ComposeChoices, 'reason'>>;

const KUBERNETES: Names<KubernetesChoices> = { reason: true, ...namesOf(KUBERNETES_WAYS), peripherals: true };
const COMPOSE: Names<ComposeChoices> = { reason: true, ...namesOf(COMPOSE_WAYS) };

function namesOf<T extends object>(ways: T): Names<T> {
  return Object.fromEntries(Object.keys(ways).map((name) => [name, true])) as Names<T>; // every key of it
}

/** Reads choices for whatever speaks Kubernetes. */
export function readKubernetes(
  field: string,
  value: KubernetesChoices | undefined,
  reader: Reader,
): KubernetesChoices | undefined {
  const choices = readChosen(field, value, KUBERNETES, KUBERNETES_WAYS, reader);
  return choices?.peripherals === undefined
    ? choices
    : { ...choices, peripherals: readAccesses(`${field}.peripherals`, choices.peripherals, reader) };
}

/** Reads choices for K3s. */
export function readK3s(field: string, value: K3sChoices | undefined, reader: Reader): K3sChoices | undefined {
  const stated = reader.record(field, value, K3S);
  if (stated?.publish === undefined) return stated;
  return { publish: reader.oneOf(`${field}.publish`, stated.publish, ['load-balancer', 'hostPort'] as const) };
}

/** Reads choices for Docker Compose. */
export function readCompose(
  field: string,
  value: ComposeChoices | undefined,
  reader: Reader,
): ComposeChoices | undefined {
  return readChosen(field, value, COMPOSE, COMPOSE_WAYS, reader);
}

/** Choices that are stated, with their reason. */
function readChosen<C extends { readonly reason: string }>(
  field: string,
  value: C | undefined,
  known: Names<C>,
  ways: Readonly<Record<string, string>>,
  reader: Reader,
): C | undefined {
  const stated = reader.record(field, value, known);
  if (stated === undefined) return undefined;
  reader.reason(field, stated.reason);
  return { ...stated, ...readWays(field, stated, ways, reader) };
}

/** The stated ones of choices that have one way each; a wrong one is read as that way, or it would be told twice. */
function readWays(
  field: string,
  stated: object,
  ways: Readonly<Record<string, string>>,
  reader: Reader,
): Readonly<Record<string, string>> {
  const read = Object.entries(stated).flatMap(([name, value]) => {
    const way = Object.hasOwn(ways, name) ? ways[name] : undefined;
    if (way === undefined || value === undefined) return [];
    reader.oneOf(`${field}.${name}`, value, [way]);
    return [[name, way]];
  });
  return Object.fromEntries(read);
}

const RESOURCE_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Stands for an access that is wrong, which is a problem by then. */
const NO_ACCESS: PeripheralAccess = { resource: 'sff-constructs/invalid' };

function readAccesses(field: string, accesses: unknown, reader: Reader): Readonly<Record<string, PeripheralAccess>> {
  if (!isRecord(accesses)) {
    reader.report('value-invalid', `${field} is ${show(accesses)}, not an object.`, 'Write a path and its access.');
    return {};
  }
  const read = Object.entries(accesses).map(([path, access]): [string, PeripheralAccess] => {
    if (isAccess(access)) return [path, access];
    reader.report(
      'value-invalid',
      `${field}[${show(path)}] is ${show(access)}.`,
      "Write 'privileged', or { resource: 'squat.ai/serial' } with what the device plugin offers.",
    );
    return [path, NO_ACCESS];
  });
  return Object.fromEntries(read);
}

function isAccess(access: unknown): access is PeripheralAccess {
  return (
    access === 'privileged' || (isRecord(access) && typeof access.resource === 'string' && isResource(access.resource))
  );
}

/** A resource of a device plugin: an extended resource (Kubernetes, "Extended resources"). */
function isResource(text: string): boolean {
  const slash = text.indexOf('/');
  const prefix = text.slice(0, Math.max(0, slash));
  // What quotas call a request.
  return SUBDOMAIN.test(prefix) && !prefix.startsWith('requests.') && RESOURCE_NAME.test(text.slice(slash + 1));
}
