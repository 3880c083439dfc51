import type * as fc from 'fast-check';
import type { Orchestrator } from 'sff-constructs';
import type { FleetPlan } from './plan';
import { settle } from './settle';
import { fleet } from './sites';

/** Fleets of one site that are valid, over all that a program may say. */
export function fleets(orchestrator: Orchestrator): fc.Arbitrary<FleetPlan> {
  return fleet.map((loose) => settle(orchestrator, loose));
}
