import type { Construct, IConstruct } from 'constructs';
import { OrchestratorConflictError, SffError } from './errors';
import { type Fleet, fleetOf, fleetsIn, INVENTORY } from './fleet';
import { identityOf, type RenameProps, readRename } from './identity/rename';
import type { ImageLock } from './image/lock';
import type { InventorySite } from './inventory';
import type { KubernetesOrchestrator, Orchestrator } from './orchestrator';
import type { AzureModel } from './portable/azure';
import type { WorkloadDefaults } from './portable/defaults';
import type { DeviceModel } from './portable/hardware';
import type { Labels } from './portable/labels';
import { type Ipv4Range, overlaps, parseRange } from './portable/network';
import type { TargetOf, WorkloadTarget } from './portable/target';
import { type MergedDefaults, mergeDefaults } from './validation/defaults';
import { labelFaults } from './validation/labels';
import { type Report, reportFor } from './validation/problem';
import { checkKnown, copyOf, type Names } from './validation/properties';
import { readDefaults, readHostPaths, readImages, readValues } from './validation/scope-props';
import { isPositive, isRecord, show } from './validation/values';

/** Marks a site in its type. Not exported by the package: only this library makes sites. */
export const site: unique symbol = Symbol.for('sff-constructs.site');
/** Where a site keeps what renderers and checks read. */
export const siteModel: unique symbol = Symbol.for('sff-constructs.siteModel');

/** The network of a site, as far as it is the same on every orchestrator. */
export interface SiteNetwork {
  /** The LAN of the site's devices, an IPv4 range such as `10.0.42.0/24`. */
  readonly lan: string;
  /** How devices reach the internet. Recorded in `site.json`; without user name or password. @default - directly */
  readonly proxy?: Proxy | undefined;
}

/** An HTTP proxy. */
export interface Proxy {
  /** URL for `http:`. @default - directly */
  readonly http?: string | undefined;
  /** URL for `https:`. @default - directly */
  readonly https?: string | undefined;
  /** Hosts and ranges that are reached directly, besides those of the site itself. @default - none */
  readonly noProxy?: readonly string[] | undefined;
}

/** The link between a site and the rest of the world. */
export interface Link {
  /** Speed towards the site, in Mbit/s. Time limits for pulling images follow it. */
  readonly downlink: number;
}

/** Properties that every site has. */
export interface SiteProps<O extends Orchestrator = Orchestrator> extends RenameProps {
  /** The LAN, and what else the orchestrator's site asks for. */
  readonly network: SiteNetwork;
  /** What the site is looked up by: region, ring, customer. In `site.json` and `fleet.json`, on no object. @default - none */
  readonly labels?: Labels | undefined;
  /** What workloads have that say nothing else; merged over the fleet's, as `WorkloadDefaults` says. @default - the fleet's */
  readonly defaults?: (WorkloadDefaults & TargetOf<WorkloadTarget, O>) | undefined;
  /** Digests of tags, besides the fleet's. @default - the fleet's */
  readonly images?: ImageLock | undefined;
  /** Prefixes of device paths that workloads may mount, besides the fleet's. @default - the fleet's */
  readonly hostPaths?: readonly string[] | undefined;
  /** The link to the rest of the world. @default - not known: time limits are an hour */
  readonly link?: Link | undefined;
  /** What differs from site to site, for the program's own use; recorded in `site.json`. @default - nothing */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

/** What every site can be given. */
export const SITE_PROPERTIES: Names<SiteProps> = {
  network: true,
  labels: true,
  defaults: true,
  images: true,
  hostPaths: true,
  link: true,
  values: true,
  renamedFrom: true,
};
/** What the network of every site can have. */
export const NETWORK_PROPERTIES: Names<SiteNetwork> = { lan: true, proxy: true };
const PROXY_PROPERTIES: Names<Proxy> = { http: true, https: true, noProxy: true };
const LINK_PROPERTIES: Names<Link> = { downlink: true };

/** A place with devices that run one orchestrator. `K3sSite` and `DockerComposeSite` are the sites there are. */
export interface Site<O extends Orchestrator = Orchestrator> extends IConstruct {
  /** What runs the containers of the site. */
  readonly orchestrator: O;
  /** @internal */
  readonly [site]: O;
  /** @internal */
  readonly [siteModel]: SiteModel;
  /** The network of the site. */
  readonly network: SiteNetwork;
  /** What differs from site to site. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** A site whose orchestrator serves the Kubernetes API: what Azure Arc, Flux and Helm need. */
export type KubernetesSite<O extends KubernetesOrchestrator = KubernetesOrchestrator> = Site<O>;

/** What renderers and checks read of a site. */
export interface SiteModel {
  readonly construct: IConstruct;
  readonly fleet: Fleet;
  /** By which it is known on site. */
  readonly name: string;
  /** `<fleet>/<site>`: where its files go, and how everything outside the program finds it. */
  readonly path: string;
  readonly orchestrator: Orchestrator;
  readonly labels: Labels;
  readonly network: SiteNetwork;
  /** The LAN, or undefined when it is not valid, which is a problem then. */
  readonly lan: Ipv4Range | undefined;
  readonly link: Link | undefined;
  readonly values: Readonly<Record<string, unknown>>;
  readonly defaults: MergedDefaults;
  readonly images: ImageLock;
  readonly hostPaths: readonly string[];
  /** Devices in the order of the program; grows while it runs. */
  readonly devices: DeviceModel[];
  /** What the site is in Azure, in the order of the program; grows while it runs. */
  readonly azure: AzureModel[];
}

/**
 * Makes the model of a site that has just been constructed, whose network can have `networkNames`. It holds copies: the
 * program may change what it gave, for the next site.
 *
 * @throws OrchestratorConflictError where the fleet runs another orchestrator
 */
export function createSiteModel(
  construct: Construct,
  needed: Orchestrator,
  props: SiteProps,
  networkNames: Names<SiteNetwork>,
): SiteModel {
  const fleet = fleetOf(construct);
  const path = construct.node.path;
  if (fleet === undefined || construct.node.scope !== fleet) {
    throw new SffError({
      code: 'scope-unknown',
      path,
      message: 'a site stands directly in a fleet.',
      fix: 'Give a Fleet as scope.',
    });
  }
  if (fleet.orchestrator !== needed) throw new OrchestratorConflictError(path, needed, fleet.orchestrator);
  const report = reportFor(construct);
  checkKnown('link', props?.link, LINK_PROPERTIES, report);
  const said = fleet[INVENTORY].get(construct.node.id);
  if (said !== undefined) checkSaid(said, props, report);
  readRename(construct, said ?? props);
  const labels = { ...said?.labels, ...props?.labels };
  const name = identityOf(construct);
  // Those of an inventory were looked at with its row.
  labelFaults(props?.labels ?? {}, report);
  return {
    construct,
    fleet,
    name,
    path: `${identityOf(fleet)}/${name}`,
    orchestrator: needed,
    labels,
    network: readNetwork(props?.network, networkNames, report),
    lan: checkRange('network.lan', props?.network?.lan, report),
    link: checkLink(props?.link, report),
    values: JSON.parse(JSON.stringify(readValues(props?.values, report))),
    defaults: mergeDefaults(fleet.defaults, readDefaults(props?.defaults, needed, report)),
    images: props?.images === undefined ? fleet.images : { ...fleet.images, ...readImages(props.images, report) },
    hostPaths: [...fleet.hostPaths, ...readHostPaths(props?.hostPaths, report)],
    devices: [],
    azure: [],
  };
}

/** The network as it is stated, without a proxy that is none. */
function readNetwork(stated: SiteNetwork | undefined, known: Names<SiteNetwork>, report: Report): SiteNetwork {
  const network = isRecord(stated) ? copyOf<SiteNetwork>(stated, known) : { lan: '' };
  checkKnown('network', network, known, report);
  const proxy: unknown = network.proxy;
  if (proxy === undefined) return network;
  if (isProxy(proxy)) {
    checkKnown('network.proxy', proxy, PROXY_PROPERTIES, report);
    const copy = copyOf(proxy, PROXY_PROPERTIES);
    return { ...network, proxy: copy.noProxy === undefined ? copy : { ...copy, noProxy: [...copy.noProxy] } };
  }
  report(
    'value-invalid',
    'network.proxy is no proxy.',
    "Write { https: 'http://10.0.42.2:3128', noProxy: ['10.0.0.0/8'] }.",
  );
  return { ...network, proxy: undefined };
}

function isProxy(x: unknown): x is Proxy {
  if (!isRecord(x)) return false;
  const { http, https, noProxy = [] } = x;
  const isUrl = (url: unknown) => url === undefined || typeof url === 'string';
  return isUrl(http) && isUrl(https) && Array.isArray(noProxy) && noProxy.every((to) => typeof to === 'string');
}

/** A shard makes its own sites only: what others have to know of all is said in the inventory. */
function checkSaid(said: InventorySite, props: SiteProps, report: Report): void {
  const labels = Object.entries(props?.labels ?? {}).filter(([name, value]) => said.labels[name] !== value);
  const unsaid = labels.map(([name]) => `the label ${name}`);
  if (props?.renamedFrom !== undefined && props.renamedFrom !== said.renamedFrom) unsaid.push('renamedFrom');
  if (unsaid.length === 0) return;
  report(
    'inventory-row',
    `says ${unsaid.join(', ')}, which its inventory does not.`,
    'Say it there, as in fleet.sites(rows, { id, labels: (row) => ({ ring: row.ring }) }, …): a shard makes only its own sites, and fleet.json has the labels of all.',
  );
}

/** Reads a range that the program states, or reports what is wrong with it. */
export function checkRange(field: string, cidr: unknown, report: Report): Ipv4Range | undefined {
  const range = parseRange(cidr);
  if (range === undefined) {
    report(
      'subnet-invalid',
      `${field} is ${show(cidr)}, not an IPv4 range without host bits.`,
      `Write ${field}: '10.0.42.0/24', say.`,
    );
  }
  return range;
}

/** Reports each pair of ranges that share addresses. */
export function checkApart(ranges: ReadonlyMap<string, Ipv4Range | undefined>, report: Report): void {
  const known = [...ranges].filter((entry): entry is [string, Ipv4Range] => entry[1] !== undefined);
  known.forEach(([name, range], i) => {
    for (const [other, otherRange] of known.slice(i + 1)) {
      if (!overlaps(range, otherRange)) continue;
      report(
        'subnet-overlap',
        `${name} ${range.cidr} and ${other} ${otherRange.cidr} overlap.`,
        `Move one of them; ${other} is a property of the site's network.`,
      );
    }
  });
}

/** The site that `scope` is or stands in; undefined where there is none. */
export function siteOf(scope: IConstruct): Site | undefined {
  for (let at: IConstruct | undefined = scope; at !== undefined; at = at.node.scope) {
    if (isSite(at)) return at;
  }
  return undefined;
}

/** The sites of an app that this run makes. */
export function sitesIn(app: IConstruct): Site[] {
  return fleetsIn(app).flatMap((fleet) => fleet.node.children.filter(isSite));
}

/** Whether a construct is a site. */
export function isSite(x: IConstruct): x is Site {
  return siteModel in x;
}

/**
 * The site that `scope` is or stands in.
 *
 * @throws SffError `scope-unknown` where there is none
 */
export function requireSite(scope: IConstruct, what: string): Site {
  const found = (scope as IConstruct | undefined)?.node === undefined ? undefined : siteOf(scope);
  if (found === undefined) {
    throw new SffError({
      code: 'scope-unknown',
      path: (scope as IConstruct | undefined)?.node?.path,
      message: `${what} stands in a site.`,
      fix: 'Give a K3sSite or a DockerComposeSite, or something in one, as scope.',
    });
  }
  return found;
}

function checkLink(link: Link | undefined, report: Report): Link | undefined {
  if (link === undefined || isPositive(link?.downlink)) return link;
  report('value-invalid', 'link.downlink is not a positive number.', 'Write the speed towards the site in Mbit/s.');
  return undefined;
}
