import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Application, DockerComposeSite, Fleet, HelmChart, K3sSite, SffDevice, type Site } from 'sff-constructs';
import {
  app,
  hardware,
  kiosk,
  kiosks,
  menu,
  mixedSite,
  network,
  someFleet,
  someSite,
  store,
  stores,
  till,
} from './scene';

// @ts-expect-error TS2345: a K3s site in a Compose fleet
new K3sSite(kiosks, 'store-1', { network });

// @ts-expect-error TS2345: a Compose site in a K3s fleet
new DockerComposeSite(stores, 'kiosk-1', { network });

// @ts-expect-error TS2345: a K3s site in a fleet of any orchestrator
new K3sSite(someFleet, 'store-1', { network });

// @ts-expect-error TS2345: a Compose site in a fleet of any orchestrator
new DockerComposeSite(someFleet, 'kiosk-1', { network });

// @ts-expect-error TS2345: a site straight in the app
new K3sSite(app, 'store-1', { network });

// @ts-expect-error TS2345: a site in another site
new K3sSite(store, 'store-1', { network });

// @ts-expect-error TS2345: a site without a network
new K3sSite(stores, 'store-1', {});

// @ts-expect-error TS2741: a site without a LAN
new K3sSite(stores, 'store-1', { network: {} });

// @ts-expect-error TS2353: container networks on a K3s site
new K3sSite(stores, 'store-1', { network: { lan: '10.0.42.0/24', containers: '172.28.0.0/16' } });

// @ts-expect-error TS2353: a pod network on a Compose site
new DockerComposeSite(kiosks, 'kiosk-1', { network: { lan: '10.0.42.0/24', clusterCidr: '10.42.0.0/16' } });

// @ts-expect-error TS2322: an ingress controller that is "on"
new K3sSite(stores, 'store-1', { network, traefik: true });

// @ts-expect-error TS2353: Compose choices in the defaults of a K3s site
new K3sSite(stores, 'store-1', { network, defaults: { compose: { reason: 'r', egress: 'unenforced' } } });

// @ts-expect-error TS2353: Kubernetes choices in the defaults of a Compose site
new DockerComposeSite(kiosks, 'k-1', { network, defaults: { kubernetes: { reason: 'r', pids: 'node-wide' } } });

// @ts-expect-error TS2322: a K3s site for a Compose site
export const swapped: Site<'docker-compose'> = store;

// @ts-expect-error TS2322: a site of any orchestrator for a K3s site
export const narrowed: Site<'k3s'> = someSite;

// @ts-expect-error TS2322: either of the two sites for a K3s site
export const union: Site<'k3s'> = mixedSite;

// @ts-expect-error TS2352: a cast from a K3s site to a Compose site
export const cast = store as Site<'docker-compose'>;

// @ts-expect-error TS2739: an object literal for a site
export const literal: Site = { node: store.node, orchestrator: 'k3s', network, values: {}, with: () => store };

// @ts-expect-error TS2345: a plain cdk8s chart for a site
new Application(new Chart(store, 'chart'), 'till');

// @ts-expect-error TS2420: a class of its own for a site
export class Own extends Construct implements Site<'k3s'> {
  public readonly orchestrator = 'k3s';
  public readonly network = network;
  public readonly values = {};
}

export class Disguised extends K3sSite {
  // @ts-expect-error TS2416: a K3s site whose orchestrator is another
  public override readonly orchestrator = 'docker-compose';
}

// @ts-expect-error TS2345: a Helm chart on a Compose site
new HelmChart(kiosk, 'ingress', { chart: 'oci://registry.contoso.com/ingress', version: '1.2.3' });

// @ts-expect-error TS2345: a Helm chart on a site of any orchestrator
new HelmChart(someSite, 'ingress', { chart: 'oci://registry.contoso.com/ingress', version: '1.2.3' });

// @ts-expect-error TS2345: a Helm chart in a Compose application
new HelmChart(menu, 'ingress', { chart: 'oci://registry.contoso.com/ingress', version: '1.2.3' });

// @ts-expect-error TS2345: a Helm chart without a version
new HelmChart(store, 'ingress', { chart: 'oci://registry.contoso.com/ingress' });

// @ts-expect-error TS2339: a Compose service on a K3s site
store.addService('legacy', { image: 'registry.contoso.com/legacy:1@sha256:0' });

// @ts-expect-error TS2339: a Compose project on a K3s site
store.addProject({ services: {} });

// @ts-expect-error TS2353: a misspelt field of a Compose service
kiosk.addService('legacy', { imagee: 'registry.contoso.com/legacy:1@sha256:0' });

// @ts-expect-error TS2322: a Compose service that restarts on a word of its own
kiosk.addService('legacy', { image: 'registry.contoso.com/legacy:1@sha256:0', restart: true });

// @ts-expect-error TS2339: manifests of a Compose site
kiosk.toJson();

// @ts-expect-error TS2345: an application in a fleet
new Application(stores, 'till');

// @ts-expect-error TS2345: an application in the app
new Application(app, 'till');

// @ts-expect-error TS2345: an application on a device
new Application(new SffDevice(store, 'node-2', hardware), 'till');

// @ts-expect-error TS2322: a K3s application for a Compose application
export const application: Application<'docker-compose'> = till;

// @ts-expect-error TS2345: a fleet for a site
new SffDevice(new Fleet(app, 'f', { orchestrator: 'k3s' }), 'node-1', hardware);
