import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Fleet, fleetsIn, INVENTORY } from './fleet';
import { type SiteIdentity, siteIdentity } from './identity/compare';
import type { LockFinding } from './identity/findings';
import { checkRenames, identityOf } from './identity/rename';
import type { InventorySite } from './inventory';
import { inKeyOrder } from './output/key-order';
import type { OutputSink } from './output/tree';
import type { Unit } from './output/unit';
import { type SiteRenderer, siteRenderer } from './rendering';
import { selectionOf } from './selection';
import { isSite, type Site, siteModel, sitesIn } from './site';
import { SffValidationError } from './validation/error';
import { checkValidations } from './validation/foreign';
import { checkCredentials } from './validation/output-rules';
import { type Finding, findingsOf, reportInto } from './validation/problem';
import { dropRemoved, isInTree } from './validation/removed';
import { isWaived } from './validation/waiver';

/** Loaded with the first site that is in Azure. */
const azureChecks = () => require('./azure/check') as typeof import('./azure/check');
const azureIdentity = () => require('./azure/identity') as typeof import('./azure/identity');

/** Compares what has identity in the sites of an app with what is locked. */
export type CheckIdentity = (sites: readonly SiteIdentity[]) => readonly LockFinding[];

/** Called after each site, with how many of how many are done. */
export type Progress = (done: number, all: number) => void;

/**
 * Renders a whole app in one pass, site by site, and gives its files to `sink` as long as nothing was found.
 *
 * Which variables of the environment change the output is the caller's business: nothing here reads it.
 *
 * @throws SffValidationError with every problem of the app
 */
export function synthesize(
  app: IConstruct,
  before: readonly Finding[],
  sink: OutputSink,
  progress: Progress = () => {},
  checkIdentity?: CheckIdentity,
): void {
  const fleets = fleetsIn(app);
  const made = sitesIn(app);
  const selection = selectionOf(app);
  const sites = made.filter((site) => selection.includes(site[siteModel].path));
  for (const { devices, azure } of made.map((site) => site[siteModel])) {
    dropRemoved(devices);
    dropRemoved(azure);
  }
  const inProgram = findingsOf(app).filter(({ scope }) => isInTree(scope));
  const found = [...before, ...inProgram].filter((finding) => !isWaived(finding));
  found.push(
    ...checkStrays([app, ...fleets, ...made.filter((site) => !Chart.isChart(site))]),
    ...checkSerials(made, fleets),
    ...checkRenames(app),
    ...checkSelected(app, sites, selection),
  );
  for (const scope of [app, ...fleets]) checkValidations(scope, found);
  found.push(...checkLabels(fleets).filter((finding) => !isWaived(finding)));
  const inAzure = sites.map((site) => site[siteModel]).filter((site) => site.azure.length > 0);
  const azureFindings = inAzure.length === 0 ? [] : azureChecks().checkAzure(inAzure);
  found.push(...azureFindings.filter((finding) => !isWaived(finding)));
  const identities: SiteIdentity[] = [];
  let done = 0;
  const report = (finding: Finding) => isWaived(finding) || found.push(finding);
  for (const site of sites) {
    const { findings, places, digest, identity, files } = (site as Site & SiteRenderer)[siteRenderer]();
    findings.forEach(report);
    const { azure, path } = site[siteModel];
    if (azure.length > 0) azureChecks().checkDelivered(site[siteModel], places).forEach(report);
    const make = () => {
      const made = files();
      made.findings.forEach(report);
      return found.length === 0 ? made.files : [];
    };
    if (found.length === 0) sink.addGroup({ name: path, places, digest, files: make });
    else make();
    if (checkIdentity !== undefined) {
      identities.push(
        siteIdentity(path, azure.length === 0 ? identity() : azureIdentity().withAzure(identity(), azure)),
      );
    }
    progress(++done, sites.length);
  }
  // What is wrong in itself is not rendered whole: it would look as if something had gone.
  const problems = found.length > 0 ? found.map(toProblem) : (checkIdentity?.(identities) ?? []);
  if (problems.length > 0) throw new SffValidationError(problems);
  sink.add({ path: 'fleet.json', text: `${JSON.stringify(fleetFacts(fleets), undefined, 2)}\n` });
}

function toProblem({ code, scope, message, fix }: Finding) {
  return { code, path: scope.node.path, message, fix };
}

/** Kubernetes objects straight in the app, in a fleet or in a site that is no chart would be written nowhere. */
function checkStrays(scopes: readonly IConstruct[]): Finding[] {
  const findings: Finding[] = [];
  for (const child of scopes.flatMap((scope) => scope.node.children)) {
    if (Fleet.isFleet(child) || isSite(child)) continue;
    if (!child.node.findAll().some((c) => ApiObject.isApiObject(c) || Chart.isChart(c))) continue;
    reportInto(findings, child)(
      'scope-unknown',
      'stands in no K3s site, and would be written nowhere.',
      'Put it into a K3sSite.',
    );
  }
  return findings;
}

/** Labels of a fleet stand in fleet.json alone; those of a site are looked at with its site.json. */
function checkLabels(fleets: readonly Fleet[]): Finding[] {
  const findings: Finding[] = [];
  for (const fleet of fleets) {
    const { labels } = fleet;
    checkCredentials(JSON.stringify(labels), { labels }, fleet, findings);
  }
  return findings;
}

/** A single site that is asked for has to be there. */
function checkSelected(app: IConstruct, sites: readonly Site[], { site }: Unit): Finding[] {
  const findings: Finding[] = [];
  if (site === undefined || sites.length > 0) return findings;
  reportInto(findings, app)('shard-invalid', `has no site ${site}.`, 'Write the <fleet>/<site> of its directory.');
  return findings;
}

/** A serial number stands for one machine, in one site of the app, whether this run makes the site or not. */
function checkSerials(sites: readonly Site[], fleets: readonly Fleet[]): Finding[] {
  const findings: Finding[] = [];
  const seen = new Map<string, string>();
  for (const fleet of fleets) {
    for (const [id, { serials }] of notMade(fleet)) {
      for (const serial of serials) seen.set(serial, `${fleet.node.id}/${id}`);
    }
  }
  for (const site of sites) {
    for (const { serial, path } of site[siteModel].devices) {
      if (serial === undefined) continue;
      const other = seen.get(serial);
      if (other !== undefined) {
        reportInto(findings, site)(
          'serial-duplicate',
          `${path} has the serial number ${JSON.stringify(serial)} of ${other}.`,
          'A machine stands in one site: remove one of the two.',
        );
      }
      seen.set(serial, path);
    }
  }
  return findings;
}

/** Sites of inventories that another shard makes. */
function notMade(fleet: Fleet): [string, InventorySite][] {
  return [...fleet[INVENTORY]].filter(([id]) => fleet.node.tryFindChild(id) === undefined);
}

function modelOf([id, { renamedFrom, labels }]: readonly [string, InventorySite]) {
  return { name: renamedFrom ?? id, labels };
}

/** What fleet.json says; `schemas/fleet.schema.json` describes it. Model data only. */
function fleetFacts(fleets: readonly Fleet[]) {
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  return {
    schemaVersion: 1,
    fleets: fleets
      .map((fleet) => ({
        name: identityOf(fleet),
        orchestrator: fleet.orchestrator,
        labels: inKeyOrder(fleet.labels),
        sites: [...fleet.node.children.filter(isSite).map((site) => site[siteModel]), ...notMade(fleet).map(modelOf)]
          .map(({ name, labels }) => ({ name, labels: inKeyOrder(labels) }))
          .sort(byName),
      }))
      .sort(byName),
  };
}
