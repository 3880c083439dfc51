import type { IConstruct } from 'constructs';

const GIVEN = Symbol.for('sff-constructs.endpoints');

/** Endpoints that `Workload.endpoint` has given to the program, with a workload that has each; kept on the root of the tree. */
export function endpointsGiven(scope: IConstruct): Map<string, IConstruct> {
  const root = scope.node.root as IConstruct & { [GIVEN]?: Map<string, IConstruct> };
  const given = root[GIVEN] ?? new Map<string, IConstruct>();
  if (root[GIVEN] === undefined) Object.defineProperty(root, GIVEN, { value: given });
  return given;
}
