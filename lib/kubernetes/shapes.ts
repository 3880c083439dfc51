import { isRecord } from '../validation/values';
import { type KubernetesObject, POD_SPECS, podOf, podPathOf } from './pods';

/** What the rules take for granted of a value: text, a list of one shape, or a map whose fields have shapes. */
type Shape = 'text' | readonly [Shape] | Fields;
interface Fields {
  readonly [field: string]: Shape;
}

const ACTION: Fields = { httpGet: {}, tcpSocket: {} };

const PROFILES: Fields = { appArmorProfile: {}, seLinuxOptions: {}, seccompProfile: {} };

const CONTAINER: Fields = {
  lifecycle: { postStart: ACTION, preStop: ACTION },
  livenessProbe: ACTION,
  ports: [{ protocol: 'text' }],
  readinessProbe: ACTION,
  resources: { limits: {}, requests: {} },
  securityContext: { ...PROFILES, capabilities: { add: ['text'], drop: ['text'] } },
  startupProbe: ACTION,
  volumeMounts: [{}],
};

const POD: Fields = {
  containers: [CONTAINER],
  initContainers: [CONTAINER],
  securityContext: { ...PROFILES, sysctls: [{}] },
  volumes: [{ hostPath: { path: 'text' } }],
};

const OBJECT: Fields = {
  apiVersion: 'text',
  kind: 'text',
  metadata: { annotations: {}, labels: {}, namespace: 'text' },
};

/** Shapes of the kinds that the rules look into. */
const KINDS: ReadonlyMap<unknown, Fields> = new Map([
  ['Service', { spec: { ports: [{ protocol: 'text' }] } }],
  ['LimitRange', { spec: { limits: [{ default: {} }] } }],
  ...[...POD_SPECS].map(([kind, path]): [unknown, Fields] => [kind, templateAt(path)]),
]);

function templateAt(path: readonly string[]): Fields {
  const template: Fields = { metadata: { annotations: {}, labels: {} }, spec: POD };
  return path.slice(0, -1).reduceRight((inner, key) => ({ [key]: inner }), template);
}

/**
 * Finds what the API server refuses and the rules could not read, so that they need not look twice at what they read.
 *
 * @throws Error with the place, in one sentence without a full stop
 */
export function checkShape(object: KubernetesObject): void {
  const path = podPathOf(object);
  const kind = path !== undefined || object.apiVersion === 'v1' ? KINDS.get(object.kind) : undefined;
  const fault = faultOf(object, OBJECT) ?? faultOf(object, kind ?? {});
  if (fault !== undefined) throw new Error(fault);
  if (path !== undefined && (podOf(object)?.containers ?? []).length === 0) {
    throw new Error(`/${path.join('/')} has no containers`);
  }
}

function faultOf(value: unknown, shape: Shape): string | undefined {
  if (shape === 'text') return typeof value === 'string' ? undefined : ` is ${nameOf(value)}, not text`;
  if (isList(shape)) {
    if (!Array.isArray(value)) return ` is ${nameOf(value)}, not a list`;
    for (let i = 0; i < value.length; i++) {
      const fault = faultOf(value[i], shape[0]);
      if (fault !== undefined) return `/${i}${fault}`;
    }
    return undefined;
  }
  if (!isRecord(value)) return ` is ${nameOf(value)}, not a map`;
  for (const field in shape) {
    const fault = value[field] === undefined ? undefined : faultOf(value[field], shape[field] ?? {});
    if (fault !== undefined) return `/${field}${fault}`;
  }
  return undefined;
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

/** What a value is, without its content, which may be anything. */
function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : typeof value === 'string' ? 'text' : `a ${typeof value}`;
}
