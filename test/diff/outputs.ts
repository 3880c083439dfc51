import { type ChangeGroup, diffOutputs, type OutputDiff, treeOfTexts } from 'sff-constructs/diff';
import { sentence } from '../../lib/diff/render/words';
import { toYaml, toYamlDocuments } from '../../lib/output/yaml';

/** An object of Kubernetes, or a part of one. */
export type Data = Readonly<Record<string, unknown>>;

export type Files = Readonly<Record<string, string>>;

/** The output of a K3s fleet whose sites have the same objects. */
export function k3sOutput(
  objects: readonly Data[],
  facts: Data = {},
  sites: readonly string[] = ['store-0001'],
): Files {
  const files = sites.map((site) => [
    [`stores/${site}/kubernetes/apps/till.yaml`, toYamlDocuments([...objects])],
    [`stores/${site}/site.json`, factsOf('k3s', site, facts)],
  ]);
  return { 'fleet.json': indexOf('stores', 'k3s', sites), ...Object.fromEntries(files.flat()) };
}

/** The output of a Compose fleet of one site. */
export function composeOutput(project: Data, facts: Data = {}, site = 'kiosk-0001'): Files {
  return {
    'fleet.json': indexOf('kiosks', 'docker-compose', [site]),
    [`kiosks/${site}/compose/compose.yaml`]: toYaml({ name: site, ...project }),
    [`kiosks/${site}/site.json`]: factsOf('docker-compose', site, facts),
  };
}

export function diffOf(old: Files, now: Files): Promise<OutputDiff> {
  return diffOutputs(treeOfTexts(old, 'old'), treeOfTexts(now, 'new'));
}

/** Changes as one reads them: `restart | till/pos: image 1.4.2 → 1.4.3, one restart`. */
export async function changesOf(old: Files, now: Files): Promise<string[]> {
  return (await diffOf(old, now)).changes.map(lineOf);
}

export function lineOf(group: ChangeGroup): string {
  return `${group.severity} | ${sentence(group)}`;
}

function indexOf(fleet: string, orchestrator: string, sites: readonly string[]): string {
  const all = sites.map((name) => ({ name, labels: {} }));
  return JSON.stringify({ schemaVersion: 1, fleets: [{ name: fleet, orchestrator, labels: {}, sites: all }] });
}

function factsOf(orchestrator: string, site: string, facts: Data): string {
  return JSON.stringify({ schemaVersion: 1, site, orchestrator, labels: {}, contentHash: 'sha256:0', ...facts });
}
