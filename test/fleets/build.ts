import { ApiObject } from 'cdk8s';
import {
  Application,
  DockerComposeSite,
  Fleet,
  HelmChart,
  K3sSite,
  SffApp,
  SffDevice,
  type Site,
  Workload,
  type WorkloadScope,
} from 'sff-constructs';
import { untyped } from '../tree/program';
import type { FleetPlan, SitePlan } from './plan';

/** The program that a plan stands for. */
export function build({ id, props, site }: FleetPlan, app = new SffApp()): SffApp {
  // What a plan has for an orchestrator is right for it, or wrong on purpose.
  const fleet = new Fleet<never>(app, id, untyped(props));
  if (props.orchestrator === 'k3s') buildK3s(new K3sSite(fleet, site.id, untyped(site.props)), site);
  else buildCompose(new DockerComposeSite(fleet, site.id, untyped(site.props)), site);
  return app;
}

function buildK3s(site: K3sSite, plan: SitePlan): void {
  const workloads = buildWorkloads<'k3s'>(site, plan);
  for (const [workload, peer] of plan.peers) workloads[workload]?.allowFrom(peer);
  for (const { id, props } of plan.charts) new HelmChart(site, id, props);
  for (const { id, props } of plan.objects) new ApiObject(site, id, props);
}

function buildCompose(site: DockerComposeSite, plan: SitePlan): void {
  buildWorkloads<'docker-compose'>(site, plan);
  for (const { id, definition } of plan.services) site.addService(id, definition);
}

function buildWorkloads<O extends 'k3s' | 'docker-compose'>(site: Site<O>, plan: SitePlan): Workload<O>[] {
  const devices = plan.devices.map(({ id, props }) => new SffDevice(site, id, untyped(props)));
  const applications: Application<O>[] = [];
  const scopeOf = (within: number | undefined): WorkloadScope<O> =>
    (within === undefined ? undefined : applications[within]) ?? site;
  for (const { id, within, props } of plan.applications) applications.push(new Application(scopeOf(within), id, props));
  const workloads: Workload<O>[] = [];
  for (const { id, within, on, told = [], props } of plan.workloads) {
    const endpoints = told.map((other) => {
      const [port] = plan.workloads[other]?.props.ports ?? [];
      return [`TOLD_${other}`, `http://${workloads[other]?.endpoint(port?.name ?? '')}/`];
    });
    const env = told.length === 0 ? {} : { env: { ...props.env, ...Object.fromEntries(endpoints) } };
    const placed = on === undefined ? {} : { on: devices[on] };
    workloads.push(new Workload(scopeOf(within), id, untyped({ ...props, ...env, ...placed })));
  }
  for (const [from, to] of plan.connections) {
    const target = workloads[to];
    if (target !== undefined) workloads[from]?.connectTo(target);
  }
  return workloads;
}
