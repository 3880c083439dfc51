import { nameFault } from '../validation/names';
import type { Report } from '../validation/problem';
import { isDuration, isRecord, show } from '../validation/values';
import type { FluxKustomization } from './flux-kustomization';
import { FluxSource } from './flux-source';
import { AzureSecret } from './value';

/** Where from: a kind of source, what of it, and no secret in clear. */
export function checkSource(source: unknown, report: Report): void {
  if (!FluxSource.isFluxSource(source)) {
    report(
      'flux-invalid',
      'source is no FluxSource.',
      "Write FluxSource.git({ url, ref: { branch: 'main' } }), oci or bucket.",
    );
    return;
  }
  for (const [key, value] of Object.entries(source.body.protectedSettings)) {
    if (value === undefined || AzureSecret.isAzureSecret(value)) continue;
    report('azure-secret-literal', `${key} is not an AzureSecret.`, "Write AzureSecret.named('…').");
  }
  const repository = Object.values(source.body.properties).find(isRecord);
  const { url, repositoryRef } = { url: undefined, repositoryRef: undefined, ...repository } as Record<string, unknown>;
  const pattern =
    source.kind === 'Git' ? /^(https?|ssh):\/\/|^git@/ : source.kind === 'OCI' ? /^oci:\/\// : /^https?:\/\//;
  if (typeof url !== 'string' || !pattern.test(url)) {
    report(
      'flux-invalid',
      `the URL of the ${source.kind} source is ${show(url)}.`,
      `Write one that fits ${pattern.source}.`,
    );
  }
  if (
    source.kind !== 'bucket' &&
    Object.values(isRecord(repositoryRef) ? repositoryRef : {}).filter(Boolean).length === 0
  ) {
    report(
      'flux-invalid',
      'ref says nothing of what is delivered.',
      "Write ref: { branch: 'main' }, or a tag, semver or digest.",
    );
  }
}

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
  for (const key of ['timeout', 'interval', 'retryInterval']) {
    if (each[key] === undefined || isDuration(each[key])) continue;
    report('flux-invalid', `${at}: ${key} is ${show(each[key])}, no Duration.`, `Write ${key}: Duration.minutes(5).`);
  }
  for (const other of Array.isArray(dependsOn) ? dependsOn : [dependsOn]) {
    if (names.has(String(other))) continue;
    report(
      'flux-invalid',
      `${at} depends on ${show(other)}, which the configuration does not have.`,
      `Write one of ${[...names].join(', ')}.`,
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
