import type { ImageLock } from '../image/lock';
import type { Orchestrator } from '../orchestrator';
import type { StatedDefaults } from './defaults';
import type { Report } from './problem';
import { isAbsolutePath, isRecord, show } from './values';

/** Loaded with the first defaults that are stated. */
const reader = () => require('./read-defaults') as typeof import('./read-defaults');

/**
 * Reads defaults. What is wrong is reported here, once, and not at each workload that would take it: it is left out, or
 * something right stands in for it.
 */
export function readDefaults(
  value: StatedDefaults | undefined,
  orchestrator: Orchestrator,
  report: Report,
): StatedDefaults {
  return value === undefined ? {} : reader().readStated(value, orchestrator, report);
}

/** Reads prefixes of device paths, of a fleet or a site; what is wrong is reported and left out. */
export function readHostPaths(hostPaths: readonly string[] | undefined, report: Report): readonly string[] {
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

/** Reads digests of tags, of a fleet or a site; each is checked where an image has its tag. */
export function readImages(images: ImageLock | undefined, report: Report): ImageLock {
  if (images === undefined || isRecord(images)) return images ?? {};
  report(
    'value-invalid',
    `images is ${show(images)}, not an object.`,
    "Write images: { 'registry.contoso.com/pos:1.4.2': 'sha256:…' }.",
  );
  return {};
}

/** Loaded with the first values. */
const yaml = () => require('../output/yaml') as typeof import('../output/yaml');

/** Reads values of the program's own, which have to be what JSON can hold. */
export function readValues(values: unknown, report: Report): Readonly<Record<string, unknown>> {
  if (values === undefined) return {};
  try {
    if (!isRecord(values)) throw new TypeError(`values is ${show(values)}`);
    yaml().toYaml(values);
    return values;
  } catch (error) {
    const where = error instanceof yaml().YamlValueError && error.pointer !== '' ? `values${error.pointer}` : 'values';
    report(
      'value-invalid',
      `${where} is not what JSON can hold.`,
      'Write text, numbers, true, false, null, lists and plain objects.',
    );
    return {};
  }
}
