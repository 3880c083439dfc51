import { splitFact } from '../identity/lock-file';
import { isRecord } from '../validation/values';
import { type Change, change, type Detail } from './change';
import { DiffError } from './error';
import { at, detail, differences, isEqual, listAt, pointerDetails, textAt } from './values';

/** `site.json` as data, whatever version of the library wrote it. */
export type Facts = Readonly<Record<string, unknown>>;

export function parseFacts(path: string, text: string): Facts {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch (error) {
    throw new DiffError('diff-unreadable', path, `${error instanceof Error ? error.message : String(error)}.`, error);
  }
  throw new DiffError('diff-unreadable', path, 'It holds no object.');
}

/** What the files of the site tell, too. */
const DERIVED = new Set([
  'applications',
  'images',
  'namespaces',
  'unchecked',
  'contentHash',
  'schemaVersion',
  'fleet',
  'site',
]);

/** What has a reader of its own. */
const READ = new Set([
  'orchestrator',
  'labels',
  'devices',
  'azure',
  'secrets',
  'directories',
  'exceptions',
  'waivers',
  'notes',
]);

const EMPTY: Facts = {};

/** What changes in the facts of a site, but for what its other files tell. */
export function factChanges(before: Facts, after: Facts): Change[] {
  return [
    ...orchestrators(before, after),
    ...labels(before.labels ?? EMPTY, after.labels ?? EMPTY),
    ...settings(before, after),
    ...devices(listAt(before, 'devices'), listAt(after, 'devices')),
    ...azure(listAt(before, 'azure'), listAt(after, 'azure')),
    ...secrets(listAt(before, 'secrets'), listAt(after, 'secrets')),
    ...directories(listAt(before, 'directories'), listAt(after, 'directories')),
    ...exceptions(listAt(before, 'exceptions'), listAt(after, 'exceptions')),
    ...waivers(listAt(before, 'waivers'), listAt(after, 'waivers')),
    ...notes(before.notes, after.notes),
  ];
}

/** What differs in facts that other files usually tell: for a site where nothing else does. */
export function derivedChanges(before: Facts, after: Facts): Change[] {
  const found = differences(before, after);
  return found.length === 0 ? [] : [change('facts-changed', 'site.json', pointerDetails(found))];
}

function orchestrators(before: Facts, after: Facts): Change[] {
  const [old, now] = [textAt(before, 'orchestrator'), textAt(after, 'orchestrator')];
  return old === now ? [] : [change('orchestrator-switched', 'site', [detail('orchestrator', old, now)])];
}

function labels(before: unknown, after: unknown): Change[] {
  const found = differences(before, after);
  if (found.length === 0) return [];
  return [
    change(
      'site-labels-changed',
      'site',
      found.map((d) => detail(d.names.join('.'), d.old, d.new)),
    ),
  ];
}

function settings(before: Facts, after: Facts): Change[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !DERIVED.has(key) && !READ.has(key),
  );
  const found = keys.flatMap((key) => pointerDetails(differences(before[key], after[key]), [key]));
  return found.length === 0 ? [] : [change('site-settings-changed', 'site', found)];
}

function devices(before: readonly unknown[], after: readonly unknown[]): Change[] {
  const [old, now] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [a, b] = [old.get(name), now.get(name)];
    if (a === undefined) return [change('device-added', 'site', [{ what: 'device', new: name }])];
    if (b === undefined) return [change('device-removed', 'site', [{ what: 'device', old: name }])];
    const found = differences(a, b);
    if (found.length === 0) return [];
    const [from, to] = [textAt(a, 'serial'), textAt(b, 'serial')];
    if (from !== to && from !== undefined && to !== undefined) {
      return [
        change('device-replaced', `device ${name}`, [
          detail('serial', from, to),
          ...pointerDetails(found).filter(({ what }) => what !== '/serial'),
        ]),
      ];
    }
    return [change('device-changed', `device ${name}`, pointerDetails(found))];
  });
}

/** Resources by the paths of their constructs below the site. */
function azure(before: readonly unknown[], after: readonly unknown[]): Change[] {
  const byPath = (list: readonly unknown[]) =>
    new Map(list.map((each) => [splitFact(textAt(each, 'path') ?? '').fact, each]));
  const [old, now] = [byPath(before), byPath(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const [a, b] = [old.get(path), now.get(path)];
    const type = {
      what: 'type',
      ...(a === undefined ? {} : { old: textAt(a, 'type') }),
      ...(b === undefined ? {} : { new: textAt(b, 'type') }),
    };
    if (a === undefined) return [change('azure-added', `azure ${path}`, [type])];
    if (b === undefined) return [change('azure-removed', `azure ${path}`, [type])];
    const found = differences({ ...(a as object), path: '' }, { ...(b as object), path: '' });
    return found.length === 0
      ? []
      : [
          change(
            'azure-changed',
            `azure ${path}`,
            found.map((d) => detail(d.names.join('.'), d.old, d.new)),
          ),
        ];
  });
}

function byName(list: readonly unknown[]): ReadonlyMap<string, unknown> {
  return new Map(list.map((each, i) => [textAt(each, 'name') ?? `${i}`, each]));
}

function secrets(before: readonly unknown[], after: readonly unknown[]): Change[] {
  const [old, now] = [secretNames(before), secretNames(after)];
  const of = (names: ReadonlyMap<string, Set<string>>, others: ReadonlyMap<string, Set<string>>) =>
    [...names].flatMap(([subject, whats]) => {
      const missing = [...whats].filter((what) => others.get(subject)?.has(what) !== true);
      return missing.length === 0 ? [] : [[subject, missing.map((what): Detail => ({ what }))] as const];
    });
  const required = of(now, old).map(([subject, details]) => change('secret-required', subject, details));
  const dropped = of(old, now).map(([subject, details]) => change('secret-not-required', subject, details));
  if (required.length + dropped.length > 0 || isEqual(before, after)) return [...required, ...dropped];
  // Another owner or mode, or the same for another workload.
  return [change('site-settings-changed', 'site', pointerDetails(differences(before, after), ['secrets']))];
}

/** By what has to be there, `secret till/db` or a file, the keys or variables in it. */
function secretNames(list: readonly unknown[]): ReadonlyMap<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const each of list) {
    const path = textAt(each, 'path');
    const subject =
      path === undefined ? `secret ${textAt(each, 'namespace') ?? ''}/${textAt(each, 'name') ?? ''}` : `file ${path}`;
    const variables = Object.keys((at(each, 'variables') ?? {}) as Readonly<Record<string, unknown>>);
    const keys = listAt(each, 'keys').map((key) => `key ${String(key)}`);
    const all = names.get(subject) ?? new Set<string>();
    for (const what of [...keys, ...variables.map((variable) => `variable ${variable}`)]) all.add(what);
    names.set(subject, all);
  }
  return names;
}

const VOLUMES = /^\/var\/lib\/sff\/volumes\/([^/]+)\/([^/]+)\/([^/]+)$/;

/** Directories of a device hold the data of volumes that say so. */
function directories(before: readonly unknown[], after: readonly unknown[]): Change[] {
  const paths = (list: readonly unknown[]) => new Map(list.map((each) => [textAt(each, 'path') ?? '', each]));
  const [old, now] = [paths(before), paths(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const [, namespace, workload, volume] = VOLUMES.exec(path) ?? [];
    const isVolume = volume !== undefined;
    const subject = isVolume ? `${namespace}/${workload}` : `directory ${path}`;
    const details: Detail[] = isVolume ? [{ what: `volume ${volume}` }] : [];
    const [a, b] = [old.get(path), now.get(path)];
    if (b === undefined) return [change('volume-removed', subject, details, { object: `directory ${path}` })];
    if (a === undefined) return [change('directory-required', `directory ${path}`)];
    const found = differences(a, b);
    return found.length === 0 ? [] : [change('object-changed', `directory ${path}`, pointerDetails(found))];
  });
}

/** Below the site, as far as the path says: `till/pos` for `stores/store-1/till/pos`. */
function below(path: string): string {
  const steps = path.split('/');
  return steps.length <= 2 ? 'site' : steps.slice(2).join('/');
}

function exceptions(before: readonly unknown[], after: readonly unknown[]): Change[] {
  const read = (list: readonly unknown[]) =>
    new Map(
      list.map((each) => {
        const container = textAt(each, 'container');
        const what = `${container === undefined ? '' : `${container}: `}${textAt(each, 'exception') ?? ''}`;
        return [
          JSON.stringify(each),
          { subject: below(textAt(each, 'path') ?? ''), what, reason: textAt(each, 'reason') },
        ];
      }),
    );
  const [old, now] = [read(before), read(after)];
  return [
    ...[...now]
      .filter(([key]) => !old.has(key))
      .map(([, e]) => change('exception-added', e.subject, [detail(e.what, undefined, e.reason)])),
    ...[...old]
      .filter(([key]) => !now.has(key))
      .map(([, e]) => change('exception-removed', e.subject, [detail(e.what, e.reason)])),
  ];
}

function waivers(before: readonly unknown[], after: readonly unknown[]): Change[] {
  const read = (list: readonly unknown[]) =>
    new Map(
      list.flatMap((each) =>
        listAt(each, 'codes').map((code) => {
          const path = textAt(each, 'path') ?? '';
          return [
            `${path} ${String(code)}`,
            { subject: below(path), what: String(code), reason: textAt(each, 'reason') },
          ] as const;
        }),
      ),
    );
  const [old, now] = [read(before), read(after)];
  const added = [...now].filter(([key, w]) => old.get(key)?.reason !== w.reason);
  return [
    ...added.map(([key, w]) => change('waiver-added', w.subject, [detail(w.what, old.get(key)?.reason, w.reason)])),
    ...[...old]
      .filter(([key]) => !now.has(key))
      .map(([, w]) => change('waiver-removed', w.subject, [detail(w.what, w.reason)])),
  ];
}

function notes(before: unknown, after: unknown): Change[] {
  const of = (list: unknown) =>
    new Set(
      (Array.isArray(list) ? list : []).map(
        (each) => `${below(textAt(each, 'path') ?? '')}: ${textAt(each, 'feature') ?? ''}`,
      ),
    );
  if (isEqual(before, after)) return [];
  const [old, now] = [of(before), of(after)];
  const details: Detail[] = [
    ...[...now].filter((what) => !old.has(what)).map((what) => ({ what, new: 'noted' })),
    ...[...old].filter((what) => !now.has(what)).map((what) => ({ what, old: 'noted' })),
  ];
  return [change('facts-changed', 'notes', details)];
}
