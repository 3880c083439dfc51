import { isReference, walk } from '../azure/value';
import type { AzureModel } from '../portable/azure';
import { refuse } from './errors';

/**
 * What a resource refers to, or hangs below, is in the same stack.
 *
 * @throws RunError `deploy-unselected`
 */
export function checkReferences(models: readonly AzureModel[]): void {
  const there = new Set(models.map(({ construct }) => construct));
  for (const { construct, parentResource, body, dependsOn } of models) {
    const others = [...(parentResource === undefined ? [] : [parentResource]), ...dependsOn];
    walk(body, (leaf) => isReference(leaf) && others.push(leaf.resource));
    const missing = others.find((other) => !there.has(other));
    if (missing === undefined) continue;
    refuse(
      'deploy-unselected',
      construct.node.path,
      `refers to ${missing.node.path}, whose site is not selected.`,
      'Select that site, too, or write the id of what it refers to; of a parent: its type, name and resourceGroup.',
    );
  }
}
