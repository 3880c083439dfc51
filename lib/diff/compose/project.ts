import { namesIn } from '../../compose/forms';
import { isRecord } from '../../validation/values';
import { type Change, change } from '../change';
import { parseYaml } from '../kubernetes/documents';
import { portChanges } from '../kubernetes/network';
import { powerChanges } from '../kubernetes/security';
import type { Memo } from '../memo';
import { at, differences, isEqual, pointerDetails } from '../values';
import { cascades, type Sharing } from './cascade';
import { cut, type ProjectTexts, parsePart, projectName, SECTIONS, type Section } from './chunks';
import { takenSubnets } from './networks';
import { freePart, hashedPart, openPorts, powersOf, serviceDetails, subjectOf } from './service';
import { volumeChanges } from './volumes';

/** What changes in the Compose project of a site; a side without project is undefined. */
export function projectChanges(
  site: string,
  path: string,
  old: string | undefined,
  now: string | undefined,
  memo: Memo,
): Change[] {
  if (old === undefined && now === undefined) return [];
  const before = cut(path, old ?? '');
  const after = cut(path, now ?? '');
  if (now === undefined) return [change('project-removed', 'project {site}'), ...volumeChanges(before, undefined)];
  if (old === undefined) return [change('project-added', 'project {site}')];
  const [was, is] = [projectName(before), projectName(after)];
  const renamed =
    was === is ? [] : [change('project-renamed', 'project {site}', [{ what: 'name', old: was, new: is }])];
  const sharing: Sharing = { replaced: new Set(), stopped: new Set() };
  const changes = SECTIONS.flatMap((section) => sectionChanges(site, section, before, after, memo, sharing));
  return [
    ...renamed,
    ...volumeChanges(before, after),
    ...takenSubnets(before, after),
    ...changes,
    ...cascades(site, before, after, sharing, memo),
    ...restChanges(before, after),
  ];
}

function sectionChanges(
  site: string,
  section: Section,
  before: ProjectTexts,
  after: ProjectTexts,
  memo: Memo,
  sharing: Sharing,
): Change[] {
  if (section === 'volumes') return [];
  const [old, now] = [before.parts.get(section), after.parts.get(section)];
  const names = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])];
  return names.flatMap((name) => {
    const [a, b] = [old?.get(name), now?.get(name)];
    if (a === b) return [];
    const parse = (text: string | undefined) => (text === undefined ? undefined : parsePart(after.path, text));
    const changes = memo.changes(`${section} ${name}`, site, [a, b], () =>
      section === 'services'
        ? serviceChanges(name, parse(a), parse(b))
        : partChanges(section, name, parse(a), parse(b)),
    );
    note(section, name, changes, sharing);
    return changes;
  });
}

/** Keeps what later decides on other services. */
function note(section: Section, name: string, changes: readonly Change[], { replaced, stopped }: Sharing): void {
  if (section === 'services' && changes.some(({ kind }) => kind === 'restart')) replaced.add(name);
  if (section === 'networks' && changes.some(({ kind }) => kind === 'network-changed')) stopped.add(name);
}

/** What happens to one service; undefined where it is not there. */
function serviceChanges(key: string, before: unknown, after: unknown): Change[] {
  const subject = subjectOf(key, after ?? before);
  const ports = portChanges(subject, openPorts(before), openPorts(after));
  if (after === undefined) return [change('workload-removed', subject, [], { object: `service ${key}` }), ...ports];
  if (before === undefined) return [change('workload-added', subject, [], { object: `service ${key}` }), ...ports];
  const hashed = differences(hashedPart(before), hashedPart(after));
  const free = differences(freePart(before), freePart(after));
  return [
    ...(hashed.length === 0 ? [] : [change('restart', subject, serviceDetails(hashed))]),
    ...powerChanges(subject, powersOf(before), powersOf(after)),
    ...ports,
    ...networkEdges(subject, before, after),
    ...(free.length === 0 ? [] : [freeChange(subject, key, free)]),
  ];
}

function freeChange(subject: string, key: string, free: ReturnType<typeof differences>): Change {
  const [only] = free;
  const replicas = free.length === 1 && /^(?:scale|deploy\/replicas|deploy)$/.test(only?.names.join('/') ?? '');
  const count = (value: unknown) => String(at(value, 'replicas') ?? value ?? 1);
  if (replicas && only !== undefined) {
    return change('replicas-changed', subject, [{ what: 'replicas', old: count(only.old), new: count(only.new) }]);
  }
  return change('workload-changed', subject, pointerDetails(free), { object: `service ${key}` });
}

/** Networks that lead outside are named `….egress`; the others connect two workloads, or publish a port. */
function networkEdges(subject: string, before: unknown, after: unknown): Change[] {
  const [old, now] = [before, after].map((service) => new Set(namesIn(at(service, 'networks')))) as [
    Set<string>,
    Set<string>,
  ];
  const more = [...now].filter((name) => !old.has(name)).map((what) => ({ what: `network ${what}` }));
  const less = [...old].filter((name) => !now.has(name)).map((what) => ({ what: `network ${what}` }));
  return [
    ...(more.length === 0 ? [] : [change('egress-widened', subject, more)]),
    ...(less.length === 0 ? [] : [change('egress-narrowed', subject, less)]),
  ];
}

function partChanges(section: Section, name: string, before: unknown, after: unknown): Change[] {
  const subject = `${section.slice(0, -1)} ${name}`;
  if (before === undefined) return [change('object-added', subject)];
  if (after === undefined) return [change('object-removed', subject)];
  const found = differences(before ?? {}, after ?? {});
  const kind = section === 'networks' ? 'network-changed' : 'object-changed';
  return found.length === 0 ? [] : [change(kind, subject, pointerDetails(found))];
}

/** What has no section: extensions, and keys of later versions. */
function restChanges(before: ProjectTexts, after: ProjectTexts): Change[] {
  if (before.rest === after.rest) return [];
  const [old, now] = [before, after].map(({ path, rest }) => {
    const value = parseYaml(path, rest);
    return isRecord(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'name')) : {};
  });
  return isEqual(old, now) ? [] : [change('object-changed', 'project {site}', pointerDetails(differences(old, now)))];
}
