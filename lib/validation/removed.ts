import type { IConstruct } from 'constructs';

/** Takes from a list what the program has removed from the tree since. */
export function dropRemoved(list: { readonly construct: IConstruct }[]): void {
  if (list.every(({ construct }) => isInTree(construct))) return;
  list.splice(0, list.length, ...list.filter(({ construct }) => isInTree(construct)));
}

/** Whether a construct is in its tree still: a program may remove it (`node.tryRemoveChild`). */
export function isInTree(construct: IConstruct): boolean {
  for (let at = construct; at.node.scope !== undefined; at = at.node.scope) {
    if (at.node.scope.node.tryFindChild(at.node.id) !== at) return false;
  }
  return true;
}
