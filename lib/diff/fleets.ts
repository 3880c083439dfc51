import { isRecord } from '../validation/values';
import { type Change, change } from './change';
import { DiffError } from './error';
import { type OutputTree, textOf } from './tree';
import { differences, listAt, pointerDetails, textAt } from './values';

export const INDEX = 'fleet.json';

/** What `fleet.json` says, without the labels of sites, which their own files tell. */
export interface FleetIndex {
  /** `<fleet>/<site>` of every site, in the order of the file. */
  readonly sites: ReadonlySet<string>;
  readonly fleets: ReadonlyMap<string, { readonly orchestrator: unknown; readonly labels: unknown }>;
}

/**
 * @param paths of the tree's files
 * @throws DiffError where the tree is no output of synth
 */
export async function readIndex(tree: OutputTree, paths: readonly string[]): Promise<FleetIndex> {
  if (!paths.includes(INDEX)) {
    throw new DiffError('diff-not-an-output', tree.name, `There is no ${INDEX} in it.`);
  }
  const data = parse(tree.name, await textOf(tree, INDEX));
  const fleets = listAt(data, 'fleets');
  if (!isRecord(data) || data.schemaVersion !== 1 || !Array.isArray(data.fleets)) {
    throw new DiffError('diff-not-an-output', tree.name, `Its ${INDEX} is not one of ours, or of a later version.`);
  }
  const sites = new Set<string>();
  const found = new Map<string, { readonly orchestrator: unknown; readonly labels: unknown }>();
  for (const fleet of fleets) {
    const name = textAt(fleet, 'name') ?? '';
    found.set(name, { orchestrator: textAt(fleet, 'orchestrator'), labels: isRecord(fleet) ? fleet.labels : {} });
    for (const site of listAt(fleet, 'sites')) sites.add(`${name}/${textAt(site, 'name') ?? ''}`);
  }
  return { sites, fleets: found };
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DiffError(
      'diff-unreadable',
      `${name}/${INDEX}`,
      `${error instanceof Error ? error.message : String(error)}.`,
      error,
    );
  }
}

/** What changes about fleets as such. */
export function fleetChanges(before: FleetIndex, after: FleetIndex): Change[] {
  return [...new Set([...before.fleets.keys(), ...after.fleets.keys()])].flatMap((name) => {
    const [old, now] = [before.fleets.get(name), after.fleets.get(name)];
    if (old === undefined) return [change('fleet-changed', `fleet ${name}`, [{ what: 'fleet', new: 'there' }])];
    if (now === undefined) return [change('fleet-changed', `fleet ${name}`, [{ what: 'fleet', old: 'there' }])];
    const found = differences(old, now);
    return found.length === 0 ? [] : [change('fleet-changed', `fleet ${name}`, pointerDetails(found))];
  });
}
