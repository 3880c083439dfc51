import type { IConstruct } from 'constructs';
import { onRoot } from '../validation/on-root';

const GIVEN = Symbol.for('sff-constructs.endpoints');

/** Endpoints that `Workload.endpoint` has given to the program, with a workload that has each; kept on the root of the tree. */
export function endpointsGiven(scope: IConstruct): Map<string, IConstruct> {
  return onRoot(scope, GIVEN, () => new Map());
}
