import type { IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { FEATURES, type FeatureId } from '../../lib/workload/features';
import { MATRIX } from '../../lib/workload/matrix';
import { WORKLOAD } from '../../lib/workload/properties';
import { modelOf } from '../../lib/workload/workload';
import { TARGETS } from '../workload/targets';
import { build } from './build';
import { fleets } from './fleets';
import type { FleetPlan } from './plan';

/** Rows for which a program can ask, by a property or a method: the others are there to say so. */
const ASKED = FEATURES.filter(({ id, prop }) => prop !== undefined || MATRIX.k3s[id].verdict !== 'refused');
/** A choice of K3s that no workload on Compose can make. */
const ON_K3S_ONLY: FeatureId = 'publish-host-port';

describe.each(TARGETS)('150 random fleets of %s', (target) => {
  const plans = fc.sample(fleets(target), { numRuns: 150, seed: 1 });
  const models = plans.flatMap((plan) => modelsOf(plan));

  it.each(Object.keys(WORKLOAD))('say %s often', (name) => {
    const says = plans
      .flatMap(({ site }) => site.workloads)
      .filter(
        (workload) => (name === 'on' ? workload.on : workload.props[name as keyof typeof workload.props]) !== undefined,
      );
    expect(says.length).toBeGreaterThan(plans.length / 20);
  });

  const rows = ASKED.filter(({ id }) => target === 'k3s' || id !== ON_K3S_ONLY).map(
    ({ id, uses }) => [id, MATRIX[target][id].verdict, uses] as const,
  );
  it.each(rows.filter(([, verdict]) => verdict !== 'refused'))('have the feature %s (%s)', (_, __, uses) => {
    expect(models.filter(uses).length).toBeGreaterThan(5);
  });

  it.each(rows.filter(([, verdict]) => verdict === 'refused'))('never have %s (%s)', (_, __, uses) => {
    expect(models.filter(uses)).toEqual([]);
  });
});

function modelsOf(plan: FleetPlan) {
  const constructs: readonly IConstruct[] = build(plan).node.findAll();
  return constructs.flatMap((construct) => ('connectTo' in construct ? (modelOf(construct) ?? []) : []));
}
