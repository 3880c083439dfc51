import {
  Config,
  type CustomResourceOptions,
  type Input,
  type Output,
  type ProviderResource,
  secret,
} from '@pulumi/pulumi';
import { type SffApp, validate } from '../app';
import { AgentKey } from '../azure/agent-key';
import { onboardingManifest } from '../azure/arc-agents';
import { ArcConnection } from '../azure/arc-connection';
import { azureModel } from '../azure/resource';
import { AzureSecret, at, isReference, walk } from '../azure/value';
import { pathOnSite } from '../identity/rename';
import type { K3sSite } from '../k3s/site';
import type { KubernetesObject } from '../kubernetes/pods';
import { ALL } from '../output/unit';
import type { AzureModel } from '../portable/azure';
import { selectionOf } from '../selection';
import { type Site, siteModel } from '../site';
import { Components } from './components';
import { readable, refuse } from './errors';
import { type DeployedKey, deployedKey } from './keys';
import { pushManifests } from './manifests';
import { Resources } from './resources';
import { type SiteSelection, selectSites } from './select';

/** Options of `deploy`. */
export interface DeployOptions {
  /** The sites that the stack holds. @default - all */
  readonly select?: SiteSelection | undefined;
  /** How many sites the stack may hold. @default 100 */
  readonly maxSites?: number | undefined;
  /**
   * The value of a secret that the program names.
   *
   * @default - the secret of that name in the program's configuration: `pulumi config set --secret <name>`
   */
  readonly secrets?: ((name: string) => Input<string> | undefined) | undefined;
  /** The provider of azure-native, with its subscription. @default - the default provider of the stack */
  readonly provider?: ProviderResource | undefined;
  /** The kubeconfig of a site with `pushManifests`, by the path of the site. @default - none */
  readonly kubeconfig?: ((site: string) => Input<string>) | undefined;
}

/** What `deploy` has made of a site. */
export interface DeployedSite {
  /** Id of the connected cluster. */
  readonly clusterId?: Output<string>;
  /** Issuer of the cluster's tokens, where there is one. */
  readonly issuerUrl?: Output<string>;
  /**
   * Manifest of the Secret with the private key of the agents, a secret itself: what the device keeps in
   * `/etc/rancher/k3s/azure-arc-onboarding.yaml`.
   */
  readonly onboarding?: Output<string>;
  /** Ids of all resources, by their paths below the site: `arc/cluster`. */
  readonly ids: Readonly<Record<string, Output<string>>>;
}

/** What `deploy` has made. */
export interface Deployment {
  /** By `<fleet>/<site>`; to be exported. */
  readonly sites: Readonly<Record<string, DeployedSite>>;
}

/** A stack of more sites needs more memory and time than a machine of a pipeline has. */
const MOST_SITES = 100;

const DEPLOYED = Symbol.for('sff-constructs.deployed');

/**
 * Creates in Azure what the sites of an app are there: call it once in a Pulumi program.
 *
 * The program is checked as `synth` checks it first, and compared with the identity lock, which has to know all of it.
 * Names of resources are their paths on site, so that `renamedFrom` keeps their URNs.
 *
 * @throws RunError with every problem of the program, which Pulumi prints as it is
 */
export function deploy(app: SffApp, options: DeployOptions = {}): Deployment {
  try {
    return deployed(app, options);
  } catch (error) {
    throw readable(error);
  }
}

function deployed(app: SffApp, options: DeployOptions): Deployment {
  if (DEPLOYED in app) {
    refuse(
      'deploy-twice',
      '',
      'the app is deployed already.',
      'Call deploy once, and select all its sites in that call.',
    );
  }
  if (selectionOf(app).name !== ALL.name) {
    refuse(
      'deploy-option-invalid',
      '',
      'the app makes a part of its sites only, and Pulumi deletes what a program has no more.',
      'Unset SFF_SHARD and SFF_ONLY, and select sites by deploy(app, { select }), with a stack for each selection.',
    );
  }
  Object.defineProperty(app, DEPLOYED, { value: true });
  app[validate]();
  const sites = selectSites(app, options.select).filter(isDeployed);
  const { maxSites = MOST_SITES } = options;
  if (sites.length > maxSites) {
    refuse(
      'deploy-too-large',
      '',
      `${sites.length} sites are selected, and a stack holds ${maxSites}.`,
      "Select some by label, select: { labels: { ring: 'pilot' } }, with a stack for each, or raise maxSites.",
    );
  }
  const models = sites.flatMap((site) => site[siteModel].azure);
  checkReferences(models);
  for (const site of sites) if (isPushed(site)) checkKubeconfig(site, options);
  return new Deployer(options, secretsOf(models, options)).deploy(sites);
}

function isDeployed(site: Site): boolean {
  return site[siteModel].azure.length > 0 || isPushed(site);
}

function isPushed(site: Site): site is K3sSite {
  return (site as Partial<K3sSite>).pushManifests === true;
}

function checkKubeconfig(site: Site, { kubeconfig }: DeployOptions): void {
  if (kubeconfig !== undefined) return;
  refuse(
    'deploy-option-invalid',
    site.node.path,
    'pushManifests is set, and deploy has no kubeconfig.',
    'Write deploy(app, { kubeconfig: (site) => … }).',
  );
}

/** What a resource refers to is in the same stack. */
function checkReferences(models: readonly AzureModel[]): void {
  const there = new Set(models.map(({ construct }) => construct));
  for (const { construct, body, dependsOn } of models) {
    const others = [...dependsOn];
    walk(body, (leaf) => isReference(leaf) && others.push(leaf.resource));
    const missing = others.find((other) => !there.has(other));
    if (missing === undefined) continue;
    refuse(
      'deploy-unselected',
      construct.node.path,
      `refers to ${missing.node.path}, whose site is not selected.`,
      'Select that site, too, or write the id of what it refers to.',
    );
  }
}

type Secrets = ReadonlyMap<string, Output<string>>;

/** Every secret that the resources name; all that are missing are said at once. */
function secretsOf(models: readonly AzureModel[], { secrets }: DeployOptions): Secrets {
  const config = new Config();
  const names = new Map<string, string>();
  for (const { construct, body } of models) {
    walk(body, (leaf) => {
      const named = AgentKey.isAgentKey(leaf) ? leaf.secret : leaf;
      if (AzureSecret.isAzureSecret(named)) names.set(named.name, names.get(named.name) ?? construct.node.path);
    });
  }
  const values = new Map<string, Output<string>>();
  const missing: string[] = [];
  for (const [name, path] of names) {
    const value = secrets === undefined ? config.getSecret(name) : secrets(name);
    if (value === undefined) missing.push(`${name} (of ${path})`);
    else values.set(name, secret(value));
  }
  if (missing.length > 0) {
    const more = missing.length > 5 ? `, and ${missing.length - 5} more` : '';
    refuse(
      'deploy-option-invalid',
      '',
      `the configuration lacks ${missing.length === 1 ? 'the secret' : 'the secrets'} ${missing.slice(0, 5).join(', ')}${more}.`,
      'Set each with `pulumi config set --secret <name>`, or give them by the option secrets.',
    );
  }
  return values;
}

class Deployer {
  private readonly components: Components;
  private readonly resources: Resources;
  private readonly keys = new Map<string, DeployedKey>();

  constructor(
    private readonly options: DeployOptions,
    private readonly secrets: Secrets,
  ) {
    const { provider } = options;
    const azure: CustomResourceOptions = provider === undefined ? {} : { provider };
    this.components = new Components({});
    this.resources = new Resources({
      options: azure,
      parentOf: ({ construct }) => this.components.around(construct),
      secretOf: (named) => this.secretOf(named),
      publicKeyOf: (key, model) => this.keyOf(key, model).publicKey,
    });
  }

  public deploy(sites: readonly Site[]): Deployment {
    const made = new Map<string, DeployedSite>();
    for (const site of sites) made.set(site[siteModel].path, this.deploySite(site));
    this.components.finish(new Map([...made].map(([path, { clusterId }]) => [path, { clusterId }])));
    return { sites: Object.fromEntries(made) };
  }

  private deploySite(site: Site): DeployedSite {
    const { azure, path } = site[siteModel];
    const ids: Record<string, Output<string>> = {};
    for (const model of azure) ids[pathOnSite(model.construct).slice(path.length + 1)] = this.resources.get(model).id;
    const kubeconfig = this.options.kubeconfig?.(path);
    if (isPushed(site) && kubeconfig !== undefined) {
      pushManifests(path, site.toJson() as KubernetesObject[], kubeconfig, this.components.around(site));
    }
    const connection = site.node.findAll().find((c): c is ArcConnection => ArcConnection.isArcConnection(c));
    return { ...(connection === undefined ? {} : this.connected(connection)), ids };
  }

  private connected({ resource, issuerUrl: { output: path } }: ArcConnection): Partial<DeployedSite> {
    const model = resource[azureModel];
    const hasIssuer = at(model.body, 'properties.oidcIssuerProfile') !== undefined;
    const issuerUrl = hasIssuer ? this.resources.output(model, path) : undefined;
    const key = this.keys.get(pathOnSite(resource));
    return {
      clusterId: this.resources.get(model).id,
      ...(issuerUrl === undefined ? {} : { issuerUrl: issuerUrl as Output<string> }),
      ...(key === undefined ? {} : { onboarding: secret(key.privateKey.apply(onboardingManifest)) }),
    };
  }

  private secretOf({ name, encoding }: AzureSecret): Output<string> {
    const value = this.secrets.get(name) as Output<string>; // `secretsOf` has found all of them
    return encoding === 'plain' ? value : value.apply((text) => Buffer.from(text).toString('base64'));
  }

  private keyOf(key: AgentKey, { construct, lifecycle }: AzureModel): DeployedKey {
    const path = pathOnSite(construct);
    const known = this.keys.get(path);
    if (known !== undefined) return known;
    const { protect, retainOnDelete } = lifecycle;
    const options = { parent: this.components.around(construct), protect, retainOnDelete };
    const made = deployedKey(key, path, (named) => this.secretOf(named), options);
    this.keys.set(path, made);
    return made;
  }
}
