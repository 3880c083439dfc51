import type { IConstruct } from 'constructs';
import { type SiteModel, siteModel, siteOf } from '../site';
import { checkValidations } from '../validation/foreign';
import { type Finding, type Report, reportInto } from '../validation/problem';
import { endpointsGiven } from './endpoints';
import { checkHardware, checkRoom } from './hardware-rules';
import { judge, type Note } from './matrix';
import { type ContainerModel, containersOf, type WorkloadModel } from './model';

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
  if (site.orchestrator === 'k3s') checkRoom(site, workloads, findings);
  return workloads.flatMap((workload) => {
    const { notes, faults } = judge(workload);
    const report = reportInto(findings, workload.construct);
    for (const { code, message, fix } of faults) report(code, message, fix);
    checkRemoved(site, workload, workloads, report);
    checkHardware(site, workload, findings);
    checkEndpoints(workload, endpoints, findings);
    return notes.map((note) => ({ ...note, workload }));
  });
}

/** Reports what a workload needs and the program has removed from the tree. */
function checkRemoved(
  { devices }: SiteModel,
  { connections, device }: WorkloadModel,
  workloads: readonly WorkloadModel[],
  report: Report,
): void {
  const fix = 'Leave it in the tree, or remove what needs it, too.';
  for (const target of connections) {
    if (workloads.includes(target)) continue;
    report('connection-invalid', `connects to ${target.construct.node.path}, which has been removed.`, fix);
  }
  if (device === undefined || devices.includes(device)) return;
  report('reference-unknown', `on is ${device.path}, which has been removed.`, fix);
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

/** Reports what constructs of other libraries say of themselves, and dependencies that lead out of the site. */
export function checkConstructs(site: SiteModel, constructs: readonly IConstruct[], findings: Finding[]): void {
  for (const construct of constructs) {
    checkValidations(construct, findings);
    for (const dependency of construct.node.dependencies) {
      const other = siteOf(dependency);
      if (other === undefined || other[siteModel] === site) continue;
      reportInto(findings, construct)(
        'dependency-between-sites',
        `depends on ${dependency.node.path}, in another site.`,
        'Sites are delivered one by one: remove the dependency.',
      );
    }
  }
}

/** The workload behind each endpoint, such as `pg.till:5432`. */
export function endpointsOf(workloads: readonly WorkloadModel[]): ReadonlyMap<string, WorkloadModel> {
  return new Map(workloads.flatMap((w) => w.ports.map((p) => [`${w.hostname}:${p.port}`, w] as const)));
}

/** A workload that is told an endpoint and has no connection to it waits for a timeout on site. */
function checkEndpoints(
  workload: WorkloadModel,
  endpoints: ReadonlyMap<string, WorkloadModel>,
  findings: Finding[],
): void {
  const given = endpointsGiven(workload.construct);
  if (endpoints.size === 0 && given.size === 0) return;
  const told = new Set<IConstruct>();
  for (const container of containersOf(workload)) {
    for (const [place, text] of textsOf(container)) {
      for (const [token] of text.matchAll(ENDPOINT)) {
        const target = endpoints.get(token);
        const other = target?.construct ?? given.get(token);
        if (other === undefined || target === workload || told.has(other)) continue;
        if (target !== undefined && workload.connections.has(target)) continue;
        told.add(other);
        const [why, fix] = whyNotReached(workload, target, token.slice(token.indexOf(':') + 1));
        const message = `${place} has the endpoint of ${other.node.path}, ${why}.`;
        reportInto(findings, workload.construct)('endpoint-without-connection', message, fix);
      }
    }
  }
}

/** What keeps a workload from the port of another, undefined for one of another site, and what to do about it. */
function whyNotReached(
  workload: WorkloadModel,
  target: WorkloadModel | undefined,
  port: string,
): readonly [why: string, fix: string] {
  if (target === undefined) {
    return [
      'a workload of another site',
      'Sites reach each other over published ports: write the address of its device, and Egress.to(cidr, port).',
    ];
  }
  if (target.hostNetwork !== undefined) {
    const address = addressOf(target) ?? '<address>';
    const egress = workload.hostNetwork === undefined ? `, and egress: [Egress.to('${address}/32', ${port})]` : '';
    return [
      'which is in the network of the device, where no connection leads',
      `Write the address of the device, ${address}:${port}${egress}.`,
    ];
  }
  if (workload.hostNetwork !== undefined) {
    return [
      'and no connection leads out of the network of the device',
      'Publish its port, and write the address of the device.',
    ];
  }
  return ['and no connection leads there', 'Add connectTo.'];
}

/** The address of the device that a workload runs on, where it is known before. */
function addressOf({ device, site }: WorkloadModel): string | undefined {
  return (device ?? (site.devices.length === 1 ? site.devices[0] : undefined))?.address;
}

/** A host and a port, wherever they stand in a text such as a URL. */
export const ENDPOINT = /[a-z0-9][-a-z0-9.]*:\d+/g;

function textsOf({ env, command, args }: ContainerModel): [string, string][] {
  return [
    ...env.flatMap(({ name, value }): [string, string][] =>
      typeof value === 'string' ? [[`env ${name}`, value]] : [],
    ),
    ...(command ?? []).map((text): [string, string] => ['command', text]),
    ...(args ?? []).map((text): [string, string] => ['args', text]),
  ];
}
