import { namesIn } from '../../compose/forms';
import { isRecord } from '../../validation/values';
import { type Change, change, type Detail } from '../change';
import type { Memo } from '../memo';
import { at, listAt } from '../values';
import { type ProjectTexts, parsePart } from './chunks';
import { subjectOf, volumesOf } from './service';
import { movedVolumes } from './volumes';

/** What was found before services are looked at together. */
export interface Sharing {
  /** Services whose containers are recreated. */
  readonly replaced: Set<string>;
  /** Networks that are made anew, for which all in them are stopped. */
  readonly stopped: Set<string>;
}

/**
 * Services that restart because of something else (docker/compose 5.5, pkg/compose/reconcile.go): they share the network
 * or the process namespace of one that is recreated, depend on it with `restart: true`, stand in a network that is made
 * anew, or mount a volume of another name.
 */
export function cascades(
  site: string,
  before: ProjectTexts,
  after: ProjectTexts,
  { replaced, stopped }: Sharing,
  memo: Memo,
): Change[] {
  const moved = movedVolumes(before, after);
  if (replaced.size + stopped.size + moved.size === 0) return [];
  const old = before.parts.get('services');
  // Without those that come: they start anyway.
  const kept = [...(after.parts.get('services') ?? [])].filter(([key]) => old?.has(key) === true);
  const reasons = [replaced, stopped, moved].map((names) => [...names].sort().join(' ')).join('\0');
  const texts = kept.flat();
  return memo.changes(`cascade ${reasons}`, site, texts, () => {
    const services = new Map(kept.map(([key, text]) => [key, parsePart(after.path, text)]));
    return restartsAmong(services, { replaced, stopped }, moved);
  });
}

function restartsAmong(
  kept: Map<string, unknown>,
  { replaced, stopped }: Sharing,
  moved: ReadonlySet<string>,
): Change[] {
  const changes: Change[] = [];
  const gone = new Set(replaced);
  for (let found = true; found; ) {
    found = false;
    for (const [key, service] of kept) {
      if (gone.has(key)) continue;
      const reason = reasonOf(service, { replaced: gone, stopped }, moved);
      if (reason === undefined) continue;
      // A service that is only stopped and started keeps its container, and so do those that share its network.
      if (reason.recreates) gone.add(key);
      kept.delete(key);
      changes.push(change('restart', subjectOf(key, service), [reason.detail]));
      found = true;
    }
  }
  return changes;
}

function reasonOf(
  service: unknown,
  { replaced, stopped }: Sharing,
  moved: ReadonlySet<string>,
): { readonly recreates: boolean; readonly detail: Detail } | undefined {
  const volume = volumesOf(service).find((name) => moved.has(name));
  if (volume !== undefined) return { recreates: true, detail: { what: `volume ${volume}` } };
  const shared = ['network_mode', 'ipc', 'pid']
    .map((key) => /^service:(.+)$/.exec(String(at(service, key) ?? ''))?.[1])
    .concat(listAt(service, 'volumes_from').map((each) => String(each).split(':')[0]))
    .find((name) => name !== undefined && replaced.has(name));
  if (shared !== undefined) return { recreates: true, detail: { what: `shares with ${shared}` } };
  const network = namesIn(at(service, 'networks')).find((name) => stopped.has(name));
  const isImplicit = at(service, 'networks') === undefined && at(service, 'network_mode') === undefined;
  const own = network ?? (isImplicit && stopped.has('default') ? 'default' : undefined);
  if (own !== undefined) return { recreates: false, detail: { what: `network ${own}` } };
  const needed = dependencies(service).find((name) => replaced.has(name));
  return needed === undefined ? undefined : { recreates: false, detail: { what: `depends on ${needed}` } };
}

/** Services that it asks to be restarted with. */
function dependencies(service: unknown): string[] {
  const all = at(service, 'depends_on');
  if (!isRecord(all)) return [];
  return Object.entries(all).flatMap(([name, how]) => (at(how, 'restart') === true ? [name] : []));
}
