import { FactList, type Facts } from '../identity/facts';
import { splitFact } from '../identity/lock-file';
import { pathOnSite } from '../identity/rename';
import type { AzureModel } from '../portable/azure';
import { AgentKey } from './agent-key';
import { AzureSecret, at, isReference, walk } from './value';

/** The facts of a site with what has identity in Azure. */
export function withAzure(facts: Facts, resources: readonly AzureModel[]): Facts {
  const azure = new FactList();
  for (const { construct, type, name, resourceGroup, parent, location, api, body, createOnly } of resources) {
    const path = splitFact(pathOnSite(construct)).fact;
    const below = parent === undefined ? '' : `${parent.name}/`;
    azure.add(
      'azure',
      path,
      `${type} ${resourceGroup}/${below}${name}${location === undefined ? '' : ` in ${location}`}`,
    );
    azure.add('azure-class', path, api.className ?? 'the generic resource');
    for (const property of createOnly) azure.add('azure-once', `${path}/${property}`, textOf(at(body, property)));
  }
  return new Map([...facts, ...azure.all()]);
}

/** A value as one line: what may be added or taken away later stands in it as well. */
function textOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  const leaves: [string, string][] = [];
  walk(value, (leaf, path) => leaves.push([path, leafText(leaf)]));
  const [first] = leaves;
  if (leaves.length === 1 && first?.[0] === '') return first[1];
  return leaves
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => `${path} = ${text}`)
    .join(', ');
}

function leafText(leaf: unknown): string {
  if (isReference(leaf)) return `${leaf.output} of ${splitFact(pathOnSite(leaf.resource)).fact}`;
  if (AzureSecret.isAzureSecret(leaf)) return `secret ${leaf.name}`;
  return AgentKey.isAgentKey(leaf) ? leaf.toString() : String(leaf);
}
