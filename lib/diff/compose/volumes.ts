import { isExternal } from '../../compose/forms';
import { isRecord } from '../../validation/values';
import { type Change, change, type Detail } from '../change';
import { differences, pointerDetails, textAt } from '../values';
import { isSameSection, type ProjectTexts, parsePart, projectName } from './chunks';
import { subjectOf } from './service';

interface Volume {
  readonly key: string;
  readonly definition: unknown;
}

/**
 * What happens to the volumes that Docker keeps. A volume goes by its name, with which its data stay behind when the key
 * gets another; one that is `external` belongs to someone else.
 *
 * @param after undefined where the project is gone
 */
export function volumeChanges(before: ProjectTexts, after: ProjectTexts | undefined): Change[] {
  if (after !== undefined && isSameSection('volumes', before, after)) return [];
  const old = volumesIn(before);
  const now: ReadonlyMap<string, Volume> = after === undefined ? new Map() : volumesIn(after);
  const changes: Change[] = [];
  for (const [name, volume] of old) {
    const next = now.get(name);
    const { subject, detail } = told(before, volume.key);
    if (next === undefined) {
      if (!isExternal(volume.definition))
        changes.push(change('volume-removed', subject, [detail, ...renamed(volume.key, name, now)]));
      else if (after !== undefined) changes.push(change('object-removed', `external volume ${volume.key}`));
    } else {
      const found = differences(settings(volume.definition), settings(next.definition));
      // It is the same volume, made by whom ever.
      const isOther = isExternal(volume.definition) !== isExternal(next.definition);
      if (isOther) changes.push(change('object-changed', `volume ${volume.key}`, pointerDetails(found)));
      else if (found.length > 0) changes.push(change('volume-changed', `volume ${volume.key}`, pointerDetails(found)));
      else if (volume.key !== next.key) {
        changes.push(change('object-changed', `volume ${name}`, [{ what: 'key', old: volume.key, new: next.key }]));
      }
    }
  }
  for (const [name, { key, definition }] of now) {
    if (old.has(name)) continue;
    if (isExternal(definition)) changes.push(change('object-added', `external volume ${key}`));
    else if (after !== undefined) {
      const { subject, detail } = told(after, key);
      changes.push(change('volume-added', subject, [detail]));
    }
  }
  return changes;
}

/** `kiosk/ui` and `volume timetables` for `kiosk-ui-timetables`; others by their key alone. */
function told({ path, parts }: ProjectTexts, key: string): { readonly subject: string; readonly detail: Detail } {
  const services = [...(parts.get('services') ?? [])].filter(([service]) => key.startsWith(`${service}-`));
  // The longest key: a workload's other containers begin with its own.
  const [owner] = services.sort(([a], [b]) => b.length - a.length);
  const subject = owner === undefined ? undefined : subjectOf(owner[0], parsePart(path, owner[1]));
  if (owner === undefined || subject === owner[0])
    return { subject: 'project {site}', detail: { what: `volume ${key}` } };
  return { subject: subject ?? key, detail: { what: `volume ${key.slice(owner[0].length + 1)}` } };
}

/** Keys whose volume is another one than before. */
export function movedVolumes(before: ProjectTexts, after: ProjectTexts): ReadonlySet<string> {
  if (isSameSection('volumes', before, after)) return new Set();
  const old = new Map([...volumesIn(before)].map(([name, { key }]) => [key, name]));
  const moved = [...volumesIn(after)].filter(([name, { key }]) => old.has(key) && old.get(key) !== name);
  return new Set(moved.map(([, { key }]) => key));
}

/** The volumes of a project by the names that Docker knows them by. */
function volumesIn(project: ProjectTexts): ReadonlyMap<string, Volume> {
  const texts = project.parts.get('volumes');
  if (texts === undefined) return new Map();
  return new Map(
    [...texts].map(([key, text]) => {
      const definition = parsePart(project.path, text) ?? {};
      const external = isExternal(definition);
      const name = textAt(definition, 'name') ?? (external ? key : `${projectName(project)}_${key}`);
      return [name, { key, definition }];
    }),
  );
}

/** What of a volume can be another while it is the same volume. */
function settings(definition: unknown): unknown {
  if (!isRecord(definition)) return {};
  return Object.fromEntries(Object.entries(definition).filter(([key]) => key !== 'name' && !key.startsWith('x-')));
}

function renamed(key: string, name: string, now: ReadonlyMap<string, Volume>): Detail[] {
  const next = [...now].find(([, volume]) => volume.key === key)?.[0];
  return next === undefined ? [] : [{ what: 'name', old: name, new: next }];
}
