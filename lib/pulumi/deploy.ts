import { type CustomResourceOptions, type Output, secret } from '@pulumi/pulumi';
import { type SffApp, validate } from '../app';
import type { AgentKey } from '../azure/agent-key';
import { onboardingManifest } from '../azure/arc-agents';
import { ArcConnection } from '../azure/arc-connection';
import { azureModel } from '../azure/resource';
import { type AzureSecret, at } from '../azure/value';
import { SFF_APP } from '../fleet';
import { pathOnSite } from '../identity/rename';
import type { KubernetesObject } from '../kubernetes/pods';
import { ALL } from '../output/unit';
import type { AzureModel } from '../portable/azure';
import { selectionOf } from '../selection';
import { type Site, siteModel } from '../site';
import { isRecord, show } from '../validation/values';
import { Components } from './components';
import { readable, refuse } from './errors';
import { type DeployedKey, deployedKey } from './keys';
import { isPushed, kubeconfigsOf, pushManifests } from './manifests';
import { checkOptions, type DeployOptions } from './options';
import { checkReferences } from './references';
import { Resources } from './resources';
import { type Secrets, secretsOf } from './secrets';
import { selectSites } from './select';

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
  if (!isRecord(app) || !(SFF_APP in app)) {
    refuse(
      'app-not-sff',
      '',
      `app is ${show(app)}, no SffApp.`,
      'Write deploy(app), with the app that fleets stand in.',
    );
  }
  checkOptions(options);
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
  const deployer = new Deployer(options, secretsOf(models, options), kubeconfigsOf(sites.filter(isPushed), options));
  Object.defineProperty(app, DEPLOYED, { value: true });
  return deployer.deploy(sites);
}

function isDeployed(site: Site): boolean {
  return site[siteModel].azure.length > 0 || isPushed(site);
}

class Deployer {
  private readonly components: Components;
  private readonly resources: Resources;
  private readonly keys = new Map<string, DeployedKey>();

  constructor(
    { provider }: DeployOptions,
    private readonly secrets: Secrets,
    private readonly kubeconfigs: ReadonlyMap<string, Output<string>>,
  ) {
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
    const kubeconfig = this.kubeconfigs.get(path);
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
