import { type KubeApiServer, kubeApiServer } from '../../engines/harness/kube-api-server';
import { documents } from '../../engines/harness/objects';
import { type Endpoint, Reachability } from '../../engines/harness/reachability';
import type { Labels } from '../../engines/harness/selector';
import { kubernetesSites } from './examples';
import { podTemplate } from './pods';

const DNS = pod('kube-system', { 'k8s-app': 'kube-dns' });
const INTERNET = host('93.184.215.14');

let server: KubeApiServer;

beforeAll(async () => {
  server = await kubeApiServer();
  // K3s makes it when it installs the chart.
  await server.install([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } }]);
});
afterAll(() => server?.stop());

describe.each([
  {
    example: 'k3s-retail',
    site: 'stores/store-0001',
    others: {
      'the printer': host('10.101.1.50'),
      'a device of the LAN': host('10.101.1.77'),
      'head office': host('10.1.20.3'),
      'the scraper': pod('monitoring', { 'app.kubernetes.io/name': 'alloy' }),
      ServiceLB: pod('kube-system', {
        'svccontroller.k3s.cattle.io/svcname': 'pos-published',
        'svccontroller.k3s.cattle.io/svcnamespace': 'till',
      }),
      'a stranger in till': pod('till', { app: 'stranger' }),
      'an impostor of pos elsewhere': pod('monitoring', { 'app.kubernetes.io/name': 'pos' }),
    },
    allowed: [
      ['till/pos', 'till/db', 5432],
      ['till/pos', 'the printer', 9100],
      ['till/end-of-day', 'till/db', 5432],
      ['till/end-of-day', 'head office', 443],
      ['a device of the LAN', 'till/pos', 8080],
      ['the printer', 'till/pos', 8080],
      ['ServiceLB', 'till/pos', 8080],
      ['the scraper', 'till/pos', 9090],
    ],
  },
  {
    example: 'portable',
    site: 'plants/plant-berlin',
    others: { 'the meter': host('10.20.1.60'), 'a device of the LAN': host('10.20.1.77') },
    allowed: [
      ['telemetry/collector', 'telemetry/broker', 1883],
      ['telemetry/collector', 'the meter', 502],
      ['a device of the LAN', 'telemetry/broker', 1883],
      ['the meter', 'telemetry/broker', 1883],
    ],
  },
] satisfies readonly Case[])('the network of $site', ({ example, site, others, allowed }) => {
  const endpoints: Record<string, Endpoint> = { ...others, DNS, 'the internet': INTERNET };
  const ports = new Set([53, 80, 443, 502, 1883, 5432, 8080, 9090, 9100]);
  let network: Reachability;

  beforeAll(async () => {
    const files = Object.values(
      kubernetesSites(example).find(({ title }) => title === `${example} ${site}`)?.files ?? {},
    );
    for (const { object } of documents(files)) {
      const labels = podTemplate(object)?.metadata?.labels;
      const { namespace = '', name } = object.metadata;
      if (labels !== undefined) endpoints[`${namespace}/${name}`] = pod(namespace, labels);
    }
    await server.install(files);
    network = await Reachability.of(server);
  });

  it('has the pods of the site', () => expect(Object.keys(endpoints).some((name) => name.includes('/'))).toBe(true));

  it('lets every pod ask the DNS', () => {
    for (const [name, from] of Object.entries(endpoints)) {
      if (name.includes('/')) expect([name, network.allows(from, DNS, 53, 'UDP')]).toEqual([name, true]);
    }
  });

  it('allows what the program declares, and nothing else from or to a pod', () => {
    const found = [];
    for (const [from, source] of Object.entries(endpoints)) {
      for (const [to, target] of Object.entries(endpoints)) {
        if (from === to || !(from.includes('/') || to.includes('/')) || to === 'DNS') continue;
        for (const port of ports) if (network.allows(source, target, port)) found.push([from, to, port]);
      }
    }
    expect(found.map(String).sort()).toEqual(allowed.map(String).sort());
  });
});

describe('the evaluator', () => {
  const selector = (app: string) => ({ matchLabels: { app } });
  const policy = (name: string, spec: object) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'default' },
    spec,
  });
  const [a, b, c] = [pod('default', { app: 'a' }), pod('default', { app: 'b' }), pod('kube-system', { app: 'c' })];

  it('lets all pass where no policy is', async () => {
    const network = await Reachability.of(server);
    expect(network.allows(a, c, 1)).toBe(true);
    expect(network.allows(a, INTERNET, 1)).toBe(true);
  });

  it('knows expressions, ranges of ports, exceptions of addresses, and both directions', async () => {
    await server.install([
      policy('a', {
        podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a'] }] },
        policyTypes: ['Egress'],
        egress: [
          { to: [{ podSelector: selector('b') }], ports: [{ port: 80, endPort: 90 }] },
          { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] },
        ],
      }),
      policy('b', {
        podSelector: selector('b'),
        ingress: [{ from: [{ podSelector: selector('a') }], ports: [{ port: 85 }] }],
      }),
    ]);
    const network = await Reachability.of(server);
    expect([84, 85, 91].map((port) => network.allows(a, b, port))).toEqual([false, true, false]);
    expect(network.allows(a, b, 85, 'UDP')).toBe(false);
    expect([INTERNET, host('10.1.1.1'), c].map((to) => network.allows(a, to, 1))).toEqual([true, false, false]);
    expect(network.allows(c, b, 85)).toBe(false);
    expect(network.allows(b, c, 1)).toBe(true);
    expect(network.allows(c, a, 1)).toBe(true);
  });
});

interface Case {
  readonly example: string;
  readonly site: string;
  readonly others: Readonly<Record<string, Endpoint>>;
  readonly allowed: readonly (readonly [string, string, number])[];
}

function host(ip: string): Endpoint {
  return { ip };
}

function pod(namespace: string, labels: Labels): Endpoint {
  return { ip: '10.42.0.9', pod: { namespace, labels } };
}
