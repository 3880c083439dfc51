import { Size } from 'cdk8s';
import type { Orchestrator, RuleCode } from 'sff-constructs';
import { container, DIGEST, untyped } from '../tree/program';
import type { FleetPlan, SitePlan, WorkloadPlan } from './plan';

/** A mistake that a user makes, done to a valid fleet. */
export interface Mutation {
  readonly mistake: string;
  /** The rule that has to find it; others may, too. */
  readonly code: RuleCode;
  /** On which orchestrator it is one. @default both */
  readonly on?: Orchestrator | undefined;
  /** Whether the problem is told of the workload, or of something else of the site. */
  readonly at: 'workload' | 'site' | 'fleet';
  /** @param at one of the workloads */
  readonly apply: (plan: FleetPlan, at: number) => FleetPlan;
}

type Props = WorkloadPlan['props'];

export const inSite =
  (change: (site: SitePlan) => Partial<SitePlan>): Mutation['apply'] =>
  (plan) => ({ ...plan, site: { ...plan.site, ...change(plan.site) } });

export const inWorkload =
  (change: (workload: WorkloadPlan) => Partial<WorkloadPlan>): Mutation['apply'] =>
  (plan, at) =>
    inSite(({ workloads }) => ({
      workloads: workloads.map((workload, i) => (i === at ? { ...workload, ...change(workload) } : workload)),
    }))(plan, at);

/** A mistake in the properties of one workload. */
export const says = (
  mistake: string,
  code: RuleCode,
  change: (props: Props) => object,
  on?: Orchestrator,
): Mutation => ({
  mistake,
  code,
  on,
  at: 'workload',
  // Whatever JavaScript can write.
  apply: (plan, at) =>
    inWorkload(({ props }) => ({ props: untyped({ ...props, ...change(props) }) }))(
      code === 'needs-choice' ? withoutDefaults(plan) : plan,
      at,
    ),
});

/** What fleet and site choose holds for the workload, too. */
function withoutDefaults({ props, site: ofFleet, ...fleet }: FleetPlan): FleetPlan {
  const site = { ...ofFleet, props: { ...ofFleet.props, defaults: { user: 1 } } };
  return { ...fleet, props: { ...props, defaults: {} }, site };
}

/** A mistake in the site itself, or in a device of it. */
export const site = (
  mistake: string,
  code: RuleCode,
  change: (site: SitePlan) => object,
  on?: Orchestrator,
): Mutation => ({
  mistake,
  code,
  on,
  at: 'site',
  apply: inSite((plan) => ({ props: untyped({ ...plan.props, ...change(plan) }) })),
});
export const device = (mistake: string, code: RuleCode, change: object, on?: Orchestrator): Mutation => ({
  mistake,
  code,
  on,
  at: 'site',
  apply: inSite(({ devices }) => ({
    devices: devices.map((one, i) => (i === 0 ? { ...one, props: { ...one.props, ...change } } : one)),
  })),
});

export const MiB = Size.mebibytes;
export const PINNED = `registry.contoso.com/pos:1@${DIGEST}`;
export const also = <T>(list: readonly T[] | undefined, ...more: readonly T[]) => [...(list ?? []), ...more];
/** Ports of the device: with a network of its own, and one replica, so that publishing is all there is to say. */
export const publishing = (publish: unknown) => ({
  hostNetwork: undefined,
  replicas: undefined,
  ports: [{ name: 'only', port: 8080, publish }],
});
/** A second workload like the one that is mistaken. */
export const twin = (props: object, id: string): Mutation['apply'] =>
  inSite(({ workloads }) => ({ workloads: also(workloads, { id, props: { ...container, ...props } }) }));
export const service = (mistake: string, code: RuleCode, definition: object): Mutation => ({
  mistake,
  code,
  on: 'docker-compose',
  at: 'site',
  apply: inSite(({ services }) => ({
    services: also(services, {
      id: 'mistaken',
      definition: {
        image: PINNED,
        restart: 'always',
        deploy: { resources: { limits: { cpus: '1', memory: '64m' } } },
        ...definition,
      },
    }),
  })),
});
