import type { Change, ChangeKind } from '../change';
import type { ChangedFile } from '../file';
import type { Memo } from '../memo';
import { type Document, documentOf, documentsIn } from './documents';
import { growableClasses, objectChanges } from './objects';

/** What changes among the Kubernetes objects of a site. @param texts all manifests of the new site, read when needed */
export async function kubernetesChanges(
  site: string,
  files: readonly ChangedFile[],
  texts: () => Promise<readonly (readonly [path: string, text: string])[]>,
  memo: Memo,
): Promise<Change[]> {
  const [before, after] = [documentsOn(files, 'old'), documentsOn(files, 'new')];
  const [old, now] = [objectsOf(before, after), objectsOf(after, before)];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  const hasClaim = keys.some((key) => old.has(key) && now.has(key) && key.startsWith('\0PersistentVolumeClaim\0'));
  const growable = hasClaim ? growableClasses(await texts()) : new Set<string>();
  const context = `object ${[...growable].sort().join(' ')}`;
  const changes = keys.flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const pair = { path: is?.path ?? was?.path ?? '', old: was?.text, new: is?.text };
    return memo.changes(context, site, [pair.old, pair.new], () => objectChanges(pair, growable));
  });
  return withoutParts(changes);
}

/** The texts of objects, and the files that they stand in. */
function documentsOn(files: readonly ChangedFile[], side: 'old' | 'new'): ReadonlyMap<string, string> {
  return new Map(files.flatMap((file) => documentsIn(file[side] ?? '').map((text) => [text, file.path] as const)));
}

/** Objects by their keys, without those whose text is on the other side, too: most of a site stays as it is. */
function objectsOf(
  documents: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, string>,
): ReadonlyMap<string, Document> {
  const objects = new Map<string, Document>();
  for (const [text, path] of documents) {
    if (others.has(text)) continue;
    const document = documentOf(path, text);
    objects.set(document.key, document);
  }
  return objects;
}

/** Edges, which go without saying where one end comes or goes as a whole; what a new workload may call does not. */
const EDGES = new Set<ChangeKind>(['egress-narrowed', 'ingress-narrowed', 'ingress-widened']);

/** A workload, or a namespace, that comes or goes takes what belongs to it along: that need not be told. */
function withoutParts(changes: readonly Change[]): Change[] {
  const of = (...kinds: readonly ChangeKind[]) =>
    new Set(changes.flatMap(({ kind, subject }) => (kinds.includes(kind) ? [subject] : [])));
  const workloads = of('workload-added', 'workload-removed');
  const namespaces = of('namespace-added', 'namespace-removed');
  const removed = of('workload-removed');
  return changes.filter(({ kind, subject, object }) => {
    const isPart = kind === 'object-added' || kind === 'object-removed' || EDGES.has(kind);
    // What is not there calls nobody, whatever its policy let through.
    if (workloads.has(subject)) return !isPart && (kind !== 'egress-widened' || !removed.has(subject));
    const [, inside] = /^\w+ ([^/]+)\//.exec(object ?? subject) ?? [];
    if (!namespaces.has(`namespace ${inside}`)) return true;
    return !isPart && kind !== 'egress-widened';
  });
}
