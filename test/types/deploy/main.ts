import { type Output, secret } from '@pulumi/pulumi';
import { App } from 'cdk8s';
import { SffApp } from 'sff-constructs';
import { type DeployedSite, deploy, type SiteSelection } from 'sff-constructs/pulumi';

const app = new SffApp();
const pilot: SiteSelection = { labels: { ring: 'pilot' }, sites: ['stores/store-0042'] };
const { sites } = deploy(app, {
  select: pilot,
  maxSites: 200,
  secrets: (name) => secret(`value of ${name}`),
  kubeconfig: (site) => `kubeconfig of ${site}`,
});
const store: DeployedSite | undefined = sites['stores/store-0042'];
export const clusterId: Output<string> | undefined = store?.clusterId;
export const machine: Output<string> | undefined = store?.ids['node-1/machine/machine'];

// @ts-expect-error TS2345: a deployment of an app that knows no sites
deploy(new App());

// @ts-expect-error TS2561: an option that deploy does not have
deploy(app, { selects: pilot });

// @ts-expect-error TS2322: sites selected by one path
deploy(app, { select: { sites: 'stores/store-0042' } });

// @ts-expect-error TS2322: a secret that is no text
deploy(app, { secrets: () => 42 });

// @ts-expect-error TS18048: a site that may not be in the stack
sites['stores/store-0043'].ids;
