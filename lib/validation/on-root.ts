import type { IConstruct } from 'constructs';

/** What is kept for a whole tree, on its root; `make` makes it when it is asked for first. */
export function onRoot<T>({ node }: IConstruct, key: symbol, make: () => T): T {
  const root = node.root as IConstruct & Record<symbol, T | undefined>;
  const kept = root[key] ?? make();
  if (root[key] === undefined) Object.defineProperty(root, key, { value: kept });
  return kept;
}
