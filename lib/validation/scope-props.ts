import { toYaml, YamlValueError } from '../output/yaml';
import type { Logging, WorkloadDefaults } from '../portable/defaults';
import type { WorkloadTarget } from '../portable/target';
import { nearest } from './nearest';
import type { Report } from './problem';
import { bytesOf, isAbsolutePath, isRecord, isWhole, show } from './values';

type TargetDefaults = WorkloadTarget['k3s'] & WorkloadTarget['docker-compose'];

/** What fleets and sites are both given, as far as it is right; what is wrong is reported and left out. */
export interface ScopeProps {
  readonly defaults?: WorkloadDefaults | undefined;
  readonly hostPaths?: readonly string[] | undefined;
}

const DEFAULTS: Readonly<Record<keyof WorkloadDefaults | keyof TargetDefaults, true>> = {
  user: true,
  egress: true,
  pullSecrets: true,
  logging: true,
  priority: true,
  kubernetes: true,
  k3s: true,
  compose: true,
};

/** Reads prefixes of device paths. */
export function readHostPaths({ hostPaths }: ScopeProps, report: Report): readonly string[] {
  if (hostPaths === undefined) return [];
  if (!Array.isArray(hostPaths)) {
    report('value-invalid', `hostPaths is ${show(hostPaths)}, not a list.`, "Write hostPaths: ['/var/lib/pos'].");
    return [];
  }
  return hostPaths.filter((path, i) => {
    if (isAbsolutePath(path)) return true;
    report(
      'path-invalid',
      `hostPaths[${i}] is ${show(path)}, not an absolute, normal path below the root.`,
      'Start with "/", and leave out ".", ".." and a trailing "/".',
    );
    return false;
  });
}

/** Reads defaults; each of their values is checked where a workload takes it, but for what no workload has. */
export function readDefaults<D extends WorkloadDefaults>(defaults: D | undefined, report: Report): Partial<D> {
  if (defaults === undefined) return {};
  if (!isRecord(defaults)) {
    report('value-invalid', `defaults is ${show(defaults)}, not an object.`, 'Write defaults: { … }.');
    return {};
  }
  for (const name of Object.keys(defaults).filter((key) => !Object.hasOwn(DEFAULTS, key))) {
    const names = Object.keys(DEFAULTS);
    const meant = nearest(name, names);
    const fix = meant === undefined ? `Remove it; there are ${names.join(', ')}.` : `Did you mean ${meant}?`;
    report('property-unknown', `defaults has an unknown property ${show(name)}.`, fix);
  }
  const stated = Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined)) as Partial<D>;
  if (defaults.logging === undefined || isLogging(defaults.logging)) return stated;
  report('value-invalid', 'defaults.logging is not valid.', 'Write { maxSize: Size.mebibytes(10), maxFiles: 3 }.');
  return { ...stated, logging: undefined };
}

function isLogging(logging: unknown): logging is Logging {
  if (!isRecord(logging)) return false;
  const { maxSize, maxFiles } = logging;
  const sized = maxSize === undefined || bytesOf(maxSize) !== undefined;
  // The kubelet takes no less than two files (containerLogMaxFiles).
  return sized && (maxFiles === undefined || isWhole(maxFiles, 2, 1000));
}

/** Reads values of the program's own, which have to be what JSON can hold. */
export function readValues(values: unknown, report: Report): Readonly<Record<string, unknown>> {
  if (values === undefined) return {};
  try {
    if (!isRecord(values)) throw new TypeError(`values is ${show(values)}`);
    toYaml(values);
    return values;
  } catch (error) {
    const where = error instanceof YamlValueError && error.pointer !== '' ? `values${error.pointer}` : 'values';
    report(
      'value-invalid',
      `${where} is not what JSON can hold.`,
      'Write text, numbers, true, false, null, lists and plain objects.',
    );
    return {};
  }
}
