import { quantityOf } from '../../validation/quantity';

/** Maps whose values are quantities. */
const QUANTITIES = /(?:^|\/)(?:limits|requests|capacity|default|defaultRequest|hard)\/[^/]+$|\/sizeLimit$/;

/** Whether the API server takes two values at a place for the same: `1Gi` and `1024Mi` are one quantity. */
export function sameForServer(names: readonly string[], a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a === undefined || b === undefined || !QUANTITIES.test(names.join('/'))) return false;
  const [x, y] = [quantityOf(a), quantityOf(b)];
  return x !== undefined && x === y;
}
