import { Size } from 'cdk8s';
import { Egress, Health, type Orchestrator, Secret, Workload, type WorkloadScope } from 'sff-constructs';
import {
  app,
  container,
  db,
  image,
  kiosk,
  kiosks,
  limits,
  menu,
  mixedSite,
  node,
  screen,
  someSite,
  stores,
  till,
} from './scene';

// @ts-expect-error TS2353: Kubernetes choices on Compose
new Workload(menu, 'pos', { ...container, kubernetes: { reason: 'r', pids: 'node-wide' } });

// @ts-expect-error TS2353: K3s choices on Compose
new Workload(menu, 'pos', { ...container, k3s: { publish: 'hostPort' } });

// @ts-expect-error TS2353: Compose choices on K3s
new Workload(till, 'pos', { ...container, compose: { reason: 'r', egress: 'unenforced' } });

// @ts-expect-error TS2353: K3s choices straight in a Compose site
new Workload(kiosk, 'pos', { ...container, k3s: { publish: 'hostPort' } });

// @ts-expect-error TS2741: a Compose choice without its reason
new Workload(menu, 'pos', { ...container, compose: { egress: 'unenforced' } });

// @ts-expect-error TS2741: a Kubernetes choice without its reason
new Workload(till, 'pos', { ...container, kubernetes: { pids: 'node-wide' } });

// @ts-expect-error TS2322: a choice that there is not
new Workload(till, 'pos', { ...container, k3s: { publish: 'nodePort' } });

export function generic<O extends Orchestrator>(scope: WorkloadScope<O>) {
  // @ts-expect-error TS2345: a generic helper that passes K3s choices
  new Workload(scope, 'pos', { ...container, k3s: { publish: 'hostPort' } });

  // @ts-expect-error TS2345: a generic helper that passes Compose choices
  new Workload(scope, 'pos', { ...container, compose: { reason: 'r', egress: 'unenforced' } });

  // @ts-expect-error TS2684: a generic helper that lets pods in
  new Workload(scope, 'pos', container).allowFrom({ namespace: 'kube-system' });

  // @ts-expect-error TS2345: a generic helper that connects to a K3s workload
  new Workload(scope, 'pos', container).connectTo(db);
}

// @ts-expect-error TS2345: a K3s workload that connects to a Compose workload
db.connectTo(screen);

// @ts-expect-error TS2345: a Compose workload that connects to a K3s workload
screen.connectTo(db);

// @ts-expect-error TS2345: a workload that connects to an application
db.connectTo(till);

// @ts-expect-error TS2345: a workload that connects to a name
db.connectTo('pos');

// @ts-expect-error TS2684: pods that are let in on Compose
screen.allowFrom({ namespace: 'kube-system' });

// @ts-expect-error TS2322: a K3s workload for a Compose workload
export const swapped: Workload<'docker-compose'> = db;

// @ts-expect-error TS2345: a workload in a fleet
new Workload(stores, 'pos', container);

// @ts-expect-error TS2345: a workload in a Compose fleet
new Workload(kiosks, 'pos', container);

// @ts-expect-error TS2345: a workload on a device
new Workload(node, 'pos', container);

// @ts-expect-error TS2345: a workload in another workload
new Workload(db, 'pos', container);

// @ts-expect-error TS2345: a workload straight in the app
new Workload(app, 'pos', container);

// @ts-expect-error TS2345: a workload without limits
new Workload(till, 'pos', { image });

// @ts-expect-error TS2345: a workload without an image
new Workload(till, 'pos', { limits });

// @ts-expect-error TS2741: limits without memory
new Workload(till, 'pos', { image, limits: { cpu: 1 } });

// @ts-expect-error TS2741: limits without cpu
new Workload(till, 'pos', { image, limits: { memory: Size.gibibytes(1) } });

// @ts-expect-error TS2322: memory as text
new Workload(till, 'pos', { image, limits: { cpu: 1, memory: '256Mi' } });

// @ts-expect-error TS2322: cpu as text
new Workload(till, 'pos', { image, limits: { cpu: '500m', memory: Size.gibibytes(1) } });

// @ts-expect-error TS2322: an unknown capability
new Workload(till, 'pos', { ...container, capabilities: { add: ['NET_EVERYTHING'], reason: 'r' } });

// @ts-expect-error TS2322: a capability with its prefix
new Workload(till, 'pos', { ...container, capabilities: { add: ['CAP_NET_ADMIN'], reason: 'r' } });

// @ts-expect-error TS2741: a capability without its reason
new Workload(till, 'pos', { ...container, capabilities: { add: ['NET_ADMIN'] } });

// @ts-expect-error TS2322: root without a reason
new Workload(till, 'pos', { ...container, exceptions: { root: true } });

// @ts-expect-error TS2322: the network of the device without a reason
new Workload(till, 'pos', { ...container, hostNetwork: true });

// @ts-expect-error TS2322: a user by name
new Workload(till, 'pos', { ...container, user: 'postgres' });

// @ts-expect-error TS2322: a port that is published to the world
new Workload(till, 'pos', { ...container, ports: [{ name: 'http', port: 80, publish: { port: 80, on: 'wan' } }] });

// @ts-expect-error TS2322: a port as in `docker run -p`
new Workload(till, 'pos', { ...container, ports: ['80:8080'] });

// @ts-expect-error TS2741: a port without a name
new Workload(till, 'pos', { ...container, ports: [{ port: 80 }] });

// @ts-expect-error TS2322: a protocol that is none
new Workload(till, 'pos', { ...container, ports: [{ name: 'http', port: 80, protocol: 'http' }] });

// @ts-expect-error TS2673: an egress rule made by `new`
new Egress({ kind: 'lan' });

// @ts-expect-error TS2353: an egress rule as an object
new Workload(till, 'pos', { ...container, egress: [{ kind: 'internet' }] });

// @ts-expect-error TS2554: an egress rule without a port
Egress.to('10.0.42.50/32');

// @ts-expect-error TS2673: a health check made by `new`
new Health({ kind: 'command', command: ['true'] }, {});

// @ts-expect-error TS2353: a health check as an object
new Workload(till, 'pos', { ...container, health: { httpGet: { path: '/', port: 80 } } });

// @ts-expect-error TS2345: a health command as one line of shell
Health.command('curl -f localhost');

// @ts-expect-error TS2322: a tool of the image that no check uses
Health.httpGet({ path: '/', port: 'http', composeTool: 'powershell' });

// @ts-expect-error TS2322: an interval in seconds without their unit
Health.tcp({ port: 'pg', interval: 10 });

// @ts-expect-error TS2673: a secret made by `new`
new Secret('db', 'value');

// @ts-expect-error TS2353: a secret with its value
Secret.named('db', { value: 'hunter2' });

// @ts-expect-error TS2322: a secret by its name only
new Workload(till, 'pos', { ...container, secrets: [{ secret: 'db', mountPath: '/run/secrets/db' }] });

// @ts-expect-error TS2353: an object in the environment
new Workload(till, 'pos', { ...container, env: { SETTINGS: { currency: 'EUR' } } });

// @ts-expect-error TS2322: a volume without a size
new Workload(till, 'pos', { ...container, volumes: [{ name: 'data', mountPath: '/data' }] });

// @ts-expect-error TS2322: a priority that there is not
new Workload(till, 'pos', { ...container, priority: 'high' });

// @ts-expect-error TS2322: a device by its name
new Workload(till, 'pos', { ...container, on: 'node-1' });

// @ts-expect-error TS2353: a misspelt field
new Workload(till, 'pos', { ...container, replica: 2 });

// @ts-expect-error TS2353: a start order
new Workload(till, 'pos', { ...container, dependsOn: [db] });

// @ts-expect-error TS2345: a sidecar without a name
new Workload(till, 'pos', { ...container, sidecars: [{ ...container }] });

// @ts-expect-error TS2741: a sidecar without limits
new Workload(till, 'pos', { ...container, sidecars: [{ name: 'log', image }] });

// @ts-expect-error TS2322: a grace period in seconds without their unit
new Workload(till, 'pos', { ...container, stopGracePeriod: 30 });

// @ts-expect-error TS2353: an operation that is no JSON patch
db.patch({ op: 'replace', path: '/spec/replicas', value: 2 });

// @ts-expect-error TS2540: another name for a workload
db.hostname = 'database.till';

// @ts-expect-error TS2353: K3s choices on either of the two sites
new Workload(mixedSite, 'pos', { ...container, k3s: { publish: 'hostPort' } });

// @ts-expect-error TS2353: Compose choices on either of the two sites
new Workload(mixedSite, 'pos', { ...container, compose: { reason: 'r', egress: 'unenforced' } });

// @ts-expect-error TS2353: K3s choices on a site of any orchestrator
new Workload(someSite, 'pos', { ...container, k3s: { publish: 'hostPort' } });

// @ts-expect-error TS2345: a port of another workload
db.endpoint(5432);
