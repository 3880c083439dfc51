import { isSite, type SiteModel, siteModel, siteOf } from '../site';
import { type Finding, reportInto } from '../validation/problem';
import { judge, type Note } from './matrix';
import type { WorkloadModel } from './model';

/** A note about one workload. */
export interface WorkloadNote extends Note {
  readonly workload: WorkloadModel;
}

/** Checks the workloads of a site together, when all are there, and returns the notes of the matrix. */
export function checkWorkloads(
  site: SiteModel,
  workloads: readonly WorkloadModel[],
  findings: Finding[],
): WorkloadNote[] {
  const endpoints = endpointsOf(workloads);
  return workloads.flatMap((workload) => {
    const { notes, faults } = judge(workload);
    const report = reportInto(findings, workload.construct);
    for (const { code, message, fix } of faults) report(code, message, fix);
    checkHardware(site, workload, findings);
    checkEndpoints(workload, endpoints, findings);
    return notes.map((note) => ({ ...note, workload }));
  });
}

/** Checks the devices of a site together. */
export function checkDevices(site: SiteModel, findings: Finding[]): void {
  const report = reportInto(findings, site.construct);
  const addresses = new Map<string, string>();
  for (const { address, name } of site.devices) {
    if (address === undefined) continue;
    const other = addresses.get(address);
    if (other !== undefined) {
      report('address-duplicate', `${other} and ${name} have the address ${address}.`, 'Give each device its own.');
    }
    addresses.set(address, name);
  }
}

/** Reports dependencies that lead out of the site: sites are delivered one by one. */
export function checkDependencies(site: SiteModel, findings: Finding[]): void {
  for (const construct of site.construct.node.findAll()) {
    for (const dependency of construct.node.dependencies) {
      const other = siteOf(dependency);
      if (other === undefined || !isSite(other) || other[siteModel] === site) continue;
      reportInto(findings, construct)(
        'dependency-between-sites',
        `depends on ${dependency.node.path}, in another site.`,
        'Sites are delivered one by one: remove the dependency.',
      );
    }
  }
}

function checkHardware(site: SiteModel, workload: WorkloadModel, findings: Finding[]): void {
  const devices = workload.device === undefined ? site.devices : [workload.device];
  const where =
    workload.device === undefined ? 'no device of the site has' : `device ${workload.device.name} does not have`;
  const report = reportInto(findings, workload.construct);
  const nvidia = (count: number) =>
    devices.some((d) => (d.gpus ?? []).filter((g) => g.vendor === 'nvidia').length >= count);
  if (workload.gpus > 0 && !nvidia(workload.gpus)) {
    report(
      'hardware-missing',
      `needs ${workload.gpus} NVIDIA GPU(s), which ${where}.`,
      'Declare them: gpus on the SffDevice.',
    );
  }
  for (const peripheral of workload.peripherals) {
    if (devices.some((d) => d.peripherals?.includes(peripheral))) continue;
    report('hardware-missing', `needs ${peripheral}, which ${where}.`, 'Declare it: peripherals on the SffDevice.');
  }
}

function endpointsOf(workloads: readonly WorkloadModel[]): ReadonlyMap<string, WorkloadModel> {
  return new Map(workloads.flatMap((w) => w.ports.map((p) => [`${w.hostname}:${p.port}`, w] as const)));
}

/** A workload that is told an endpoint and has no connection to it waits for a timeout on site. */
function checkEndpoints(
  workload: WorkloadModel,
  endpoints: ReadonlyMap<string, WorkloadModel>,
  findings: Finding[],
): void {
  for (const { env } of [workload.main, ...workload.sidecars, ...workload.init]) {
    for (const { name, value } of env) {
      const target = typeof value === 'string' ? endpoints.get(value) : undefined;
      if (target === undefined || target === workload || workload.connections.has(target)) continue;
      reportInto(findings, workload.construct)(
        'endpoint-without-connection',
        `env ${name} has the endpoint of ${target.construct.node.path}, and no connection leads there.`,
        'Add connectTo.',
      );
    }
  }
}
