import type { Detail } from '../change';
import { imageDetail } from '../images';
import { at, type Difference, detail, pointer } from '../values';
import { type AnyObject, groupOf } from './documents';

const TEMPLATE = ['spec', 'template'] as const;

/** Where each kind keeps the template of its pods. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  'apps Deployment': TEMPLATE,
  'apps StatefulSet': TEMPLATE,
  'apps DaemonSet': TEMPLATE,
  'apps ReplicaSet': TEMPLATE,
  'batch Job': TEMPLATE,
  'batch CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  ' Pod': [],
};

/** Kinds that replace their pods when the template changes. A Job is refused instead, a CronJob waits for its time. */
const RESTARTING = new Set(['apps Deployment', 'apps StatefulSet', 'apps DaemonSet', ' Pod']);

/** Where the object keeps the template of its pods; undefined where it runs none. */
export function templatePath({ apiVersion, kind }: AnyObject): readonly string[] | undefined {
  return TEMPLATES[`${groupOf(apiVersion)} ${kind}`];
}

export function restartsPods({ apiVersion, kind }: AnyObject): boolean {
  return RESTARTING.has(`${groupOf(apiVersion)} ${kind}`);
}

export function podTemplateOf(object: AnyObject): unknown {
  const path = templatePath(object);
  return path === undefined ? undefined : at(object, ...path);
}

/** What is read in the field's words: a pattern of names in the template, and what to call it. */
const WORDS: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/^env\/([^/]+)/, ([, name]) => `env ${name}`],
  [/^resources\/limits\/(.+)$/, ([, name]) => `${name} limit`],
  [/^resources\/requests\/(.+)$/, ([, name]) => `${name} request`],
  [/^(readiness|liveness|startup)Probe\b/, ([, name]) => `${name} probe`],
  [/^(args|command|env|envFrom|lifecycle|workingDir)\b/, ([, name]) => `${name}`],
  [/^volumeMounts\b/, () => 'mounts'],
  [/^ports\b/, () => 'container ports'],
  [/^securityContext\b/, () => 'security context'],
];

const POD_WORDS: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/^metadata\/annotations\/sff-constructs\/config-hash$/, () => 'config files'],
  [/^metadata\/(label|annotation)s\/(.+)$/, ([, what, name]) => `${what} ${name}`],
  [/^spec\/volumes\b/, () => 'volumes'],
  [/^spec\/securityContext\b/, () => 'security context'],
  [/^spec\/(nodeSelector|affinity|tolerations|topologySpreadConstraints)\b/, () => 'placement'],
  [/^spec\/imagePullSecrets\b/, () => 'pull secrets'],
  [/^spec\/priorityClassName$/, () => 'priority'],
];

const CONTAINER = /^spec\/(?:initC|c)ontainers\/([^/]+)(?:\/(.*))?$/;

/**
 * Differences of two pod templates in the field's words, each once.
 *
 * @param main name of the container that needs no mention
 */
export function podDetails(found: readonly Difference[], main: string): Detail[] {
  const details = new Map<string, Detail>();
  for (const difference of found) {
    const next = podDetail(difference, main);
    // Several places of one thing: what they were says less than that they are others.
    details.set(next.what, details.has(next.what) ? { what: next.what } : next);
  }
  return [...details.values()];
}

function podDetail({ steps, names, old, new: now }: Difference, main: string): Detail {
  const path = names.join('/');
  const [, container, inside] = CONTAINER.exec(path) ?? [];
  if (container !== undefined) {
    const prefix = container === main ? '' : `${container}: `;
    if (inside === undefined) return { what: `container ${container}`, ...presence(old, now) };
    if (inside === 'image') return imageDetail(`${prefix}image`, old, now);
    const word = wordOf(WORDS, inside);
    const exact = !/ probe$|^mounts$|^security context$|^container ports$/.test(word ?? '');
    if (word !== undefined)
      return exact && !isWhole(old, now) ? detail(`${prefix}${word}`, old, now) : { what: `${prefix}${word}` };
  }
  const word = wordOf(POD_WORDS, path);
  if (word === 'config files' || word === 'volumes' || word === 'security context') return { what: word };
  return detail(word ?? pointer(steps), old, now);
}

/** Whether one side is a whole object, of which a text would show its inside. */
function isWhole(old: unknown, now: unknown): boolean {
  return [old, now].some((value) => typeof value === 'object' && value !== null && !('value' in value));
}

function presence(old: unknown, now: unknown): { old?: string; new?: string } {
  return { ...(old === undefined ? {} : { old: 'there' }), ...(now === undefined ? {} : { new: 'there' }) };
}

function wordOf(words: typeof WORDS, path: string): string | undefined {
  for (const [pattern, word] of words) {
    const match = pattern.exec(path);
    if (match !== null) return word(match);
  }
  return undefined;
}
