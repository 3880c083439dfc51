import { nameFault, SUBDOMAIN } from '../validation/names';
import type { Report } from '../validation/problem';
import { isDuration, isRecord, isWhole, show } from '../validation/values';
import type { FluxKustomization } from './flux-kustomization';
import { isPlain, showValue } from './value';

/** Namespaces and priority classes are of the cluster: a configuration of one namespace cannot apply them. */
export function checkReach(reach: unknown, kustomizations: unknown, own: string, report: Report): void {
  if (reach !== 'cluster' && reach !== 'namespace') {
    report('flux-invalid', `scope is ${show(reach)}.`, "Write 'cluster' or 'namespace'.");
    return;
  }
  if (reach === 'cluster') return;
  const platform = Object.entries(isRecord(kustomizations) ? kustomizations : {}).find(
    ([, each]) => isRecord(each) && `${each.path}/`.replace(/^\.\//, '').startsWith(`${own}kubernetes/platform/`),
  );
  if (platform === undefined) return;
  report(
    'flux-invalid',
    `scope is 'namespace', and kustomization ${platform[0]} delivers namespaces and priority classes.`,
    "Write scope: 'cluster'.",
  );
}

/** Flux' own objects have a namespace. */
export function checkNamespace(namespace: unknown, report: Report): void {
  const fault = nameFault(namespace);
  if (fault !== undefined) report('flux-invalid', `namespace: ${fault}`, 'Write the name of a namespace.');
}

const KNOWN = new Set<string>([
  'path',
  'prune',
  'dependsOn',
  'wait',
  'timeout',
  'interval',
  'retryInterval',
  'force',
  'substitute',
  'substituteFrom',
] satisfies (keyof FluxKustomization)[]);

/** What is applied: names, fields, and an order without a circle. */
export function checkKustomizations(configuration: string, all: unknown, report: Report): void {
  if (!isRecord(all) || Object.keys(all).length === 0) {
    report('flux-invalid', 'kustomizations is empty.', 'Leave it out for the output of the site, or write one.');
    return;
  }
  for (const [name, each] of Object.entries(all)) {
    const at = `kustomization ${name}`;
    const fault = nameFault(name);
    // On the cluster it is called after both.
    const length = `${configuration}-${name}`.length;
    if (fault !== undefined) report('flux-invalid', `${at}: ${fault}`, 'Use 1 to 63 of a-z, 0-9 and "-".');
    else if (length > 63) {
      report(
        'flux-invalid',
        `${at} is called ${configuration}-${name} on the cluster, ${length} characters; 63 are allowed.`,
        'Shorten one of the two.',
      );
    }
    if (!isRecord(each)) {
      report('flux-invalid', `${at} is ${show(each)}.`, 'Write { path, prune }.');
      continue;
    }
    checkKustomization(at, each, new Set(Object.keys(all)), report);
  }
  const cycle = cycleIn(all);
  if (cycle !== undefined) {
    report('flux-invalid', `kustomizations wait for each other: ${cycle.join(' → ')}.`, 'Remove one dependsOn.');
  }
}

function checkKustomization(
  at: string,
  each: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
  report: Report,
): void {
  const { path, prune, dependsOn = [] } = each;
  if (typeof prune !== 'boolean') {
    report(
      'flux-invalid',
      `${at} does not say prune.`,
      'Write prune: true, so that what goes from the source goes from the cluster, or false.',
    );
  }
  if (typeof path !== 'string' || path === '' || path.startsWith('/') || path.split('/').includes('..')) {
    report('flux-invalid', `${at}: path is ${show(path)}.`, 'Write a directory of the source.');
  }
  for (const key of Object.keys(each).filter((key) => !KNOWN.has(key))) {
    report('flux-invalid', `${at}: Flux on Arc has no field ${key}.`, `Write one of ${[...KNOWN].join(', ')}.`);
  }
  checkTimes(at, each, ['timeout', 'interval', 'retryInterval'], report);
  for (const key of ['wait', 'force']) {
    if (each[key] === undefined || typeof each[key] === 'boolean') continue;
    report('flux-invalid', `${at}: ${key} is ${show(each[key])}.`, 'Write true or false.');
  }
  checkSubstitutes(at, each, report);
  if (!Array.isArray(dependsOn)) {
    report(
      'flux-invalid',
      `${at}: dependsOn is ${show(dependsOn)}, no list.`,
      'Write names of other kustomizations: [].',
    );
    return;
  }
  for (const other of dependsOn) {
    if (names.has(String(other))) continue;
    report(
      'flux-invalid',
      `${at} depends on ${show(other)}, which the configuration does not have.`,
      `Write one of ${[...names].join(', ')}.`,
    );
  }
}

/** Azure takes whole seconds. */
export function checkTimes(
  at: string,
  of: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  report: Report,
): void {
  for (const key of keys) {
    const time = of[key];
    if (time === undefined) continue;
    if (!isDuration(time)) {
      report('flux-invalid', `${at}: ${key} is ${showValue(time)}, no Duration.`, `Write ${key}: Duration.minutes(5).`);
    } else if (!isWhole(time.toSeconds({ integral: false }), 1, LONGEST)) {
      report(
        'flux-invalid',
        `${at}: ${key} is ${time.toSeconds({ integral: false })} seconds.`,
        'Write a whole number of seconds, one or more.',
      );
    }
  }
}

/** What a 32-bit number of seconds holds. */
const LONGEST = 2 ** 31 - 1;

function checkSubstitutes(at: string, each: Readonly<Record<string, unknown>>, report: Report): void {
  const { substitute, substituteFrom } = each;
  if (substitute !== undefined && !isPlain(substitute)) {
    report('flux-invalid', `${at}: substitute is ${showValue(substitute)}.`, "Write texts by name: { STORE: 's1' }.");
  }
  for (const [name, value] of Object.entries(isPlain(substitute) ? substitute : {})) {
    if (typeof value === 'string') continue;
    report(
      'flux-invalid',
      `${at}: substitute.${name} is ${showValue(value)}; Azure takes strings only.`,
      'Write text.',
    );
  }
  if (substituteFrom !== undefined && !Array.isArray(substituteFrom)) {
    report('flux-invalid', `${at}: substituteFrom is ${showValue(substituteFrom)}, no list.`, 'Write […].');
  }
  for (const from of Array.isArray(substituteFrom) ? substituteFrom : []) {
    const { kind, name, optional } = { ...(isRecord(from) ? from : {}) };
    const isKind = kind === 'ConfigMap' || kind === 'Secret';
    const isOptional = optional === undefined || typeof optional === 'boolean';
    if (isKind && isOptional && typeof name === 'string' && SUBDOMAIN.test(name)) continue;
    report(
      'flux-invalid',
      `${at}: substituteFrom has ${showValue(from)}.`,
      "Write { kind: 'ConfigMap' or 'Secret', name: '…' }, with optional: true or without.",
    );
  }
}

/** Names that depend on each other in a circle. */
function cycleIn(all: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    const each = all[name];
    const next = isRecord(each) && Array.isArray(each.dependsOn) ? each.dependsOn.map(String) : [];
    for (const other of next) {
      const found = visit(other, [...path, name]);
      if (found !== undefined) return found;
    }
    done.add(name);
    return undefined;
  };
  for (const name of Object.keys(all)) {
    const found = visit(name, []);
    if (found !== undefined) return found;
  }
  return undefined;
}
