import { SffDevice, Workload } from '../../lib';
import { container, faultsOf, find, hardware, k3s, mainOf, render, siteJson, untyped } from '../tree/program';

import { http, namespaceOf, one } from './one';

describe('ports of a workload on Kubernetes', () => {
  const published = (on: 'lan' | 'all' | 'loopback', publish = 80) => ({ ...http, publish: { port: publish, on } });

  it('are a ClusterIP Service, and a port of the container', () => {
    const objects = one({ ports: [http, { name: 'dns', port: 53, protocol: 'udp' }] });
    expect(find(objects, 'Service', 'pos').spec).toEqual({
      type: 'ClusterIP',
      selector: { 'app.kubernetes.io/name': 'pos' },
      ports: [
        { name: 'http', port: 8080, targetPort: 8080, protocol: 'TCP' },
        { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
      ],
    });
    expect(mainOf(objects, 'pos').ports).toEqual([
      { name: 'http', containerPort: 8080, protocol: 'TCP' },
      { name: 'dns', containerPort: 53, protocol: 'UDP' },
    ]);
    expect(objects.filter((o) => o.kind === 'Service')).toHaveLength(1);
  });

  it('published on the LAN have a LoadBalancer that lets the LAN in', () => {
    const objects = one({ ports: [published('lan')] });
    expect(find(objects, 'Service', 'pos-published').spec).toEqual({
      type: 'LoadBalancer',
      allocateLoadBalancerNodePorts: false,
      loadBalancerSourceRanges: ['10.0.42.0/24'],
      selector: { 'app.kubernetes.io/name': 'pos' },
      ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
    });
    expect(find(objects, 'NetworkPolicy', 'pos').spec.ingress).toEqual([
      {
        from: [
          { ipBlock: { cidr: '10.0.42.0/24' } },
          {
            namespaceSelector: namespaceOf('kube-system'),
            podSelector: {
              matchLabels: {
                'svccontroller.k3s.cattle.io/svcname': 'pos-published',
                'svccontroller.k3s.cattle.io/svcnamespace': 'apps',
              },
            },
          },
        ],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });

  it('published on a site of several devices are answered by those with a pod, and a note says so', () => {
    const { app, site } = k3s();
    new Workload(site, 'pos', { ...container, ports: [published('lan')] });
    expect(siteJson(app).notes).not.toContainEqual(expect.objectContaining({ feature: 'publish-nodes' }));
    new SffDevice(site, 'node-2', { ...hardware, role: 'agent' });
    expect(find(render(app), 'Service', 'pos-published').spec).toEqual({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      loadBalancerSourceRanges: ['10.0.42.0/24'],
      selector: { 'app.kubernetes.io/name': 'pos' },
      ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
    });
    expect(siteJson(app).notes).toContainEqual(expect.objectContaining({ feature: 'publish-nodes' }));
  });

  it('published to all have one that lets everyone in', () => {
    const objects = one({ ports: [published('all'), { name: 'admin', port: 9000, publish: 9000 }] });
    expect(find(objects, 'Service', 'pos-published-all').spec.loadBalancerSourceRanges).toBeUndefined();
    expect(find(objects, 'Service', 'pos-published').spec.ports).toMatchObject([{ port: 9000 }]);
    const [lan, all] = find(objects, 'NetworkPolicy', 'pos').spec.ingress as { from: unknown[]; ports: unknown }[];
    expect(lan?.ports).toEqual([{ port: 9000, protocol: 'TCP' }]);
    expect(all?.from).toContainEqual({ ipBlock: { cidr: '0.0.0.0/0' } });
  });

  it('published by host port are in the pod, and in no Service', () => {
    const objects = one({
      ports: [published('loopback'), { name: 'b', port: 81, publish: 81 }],
      k3s: { publish: 'hostPort' },
    });
    expect(mainOf(objects, 'pos').ports).toEqual([
      { name: 'http', containerPort: 8080, protocol: 'TCP', hostPort: 80, hostIP: '127.0.0.1' },
      { name: 'b', containerPort: 81, protocol: 'TCP', hostPort: 81 },
    ]);
    expect(objects.filter((o) => o.kind === 'Service')).toHaveLength(1);
    expect(find(objects, 'NetworkPolicy', 'pos').spec.ingress).toEqual([
      { from: [{ ipBlock: { cidr: '10.0.42.0/24' } }], ports: [{ port: 81, protocol: 'TCP' }] },
    ]);
  });

  it.each([
    ['two LoadBalancers', {}, {}],
    ['a LoadBalancer and a host port', { k3s: { publish: 'hostPort' } }, {}],
    ['a host port of one address and a LoadBalancer', { k3s: { publish: 'hostPort' }, on: 'loopback' }, {}],
  ])('collide: %s', (_, { on = 'lan', ...first }: { on?: string; k3s?: object }, second) => {
    const { app, site } = k3s();
    new Workload(site, 'a', untyped({ ...container, ...first, ports: [published(untyped(on))] }));
    new Workload(site, 'b', untyped({ ...container, ...second, ports: [published('lan')] }));
    expect(faultsOf(app)).toEqual(['port-collision stores/s1/b']);
  });

  it('do not collide with another protocol, or another site', () => {
    const { app, site } = k3s();
    new Workload(site, 'a', { ...container, ports: [published('lan')] });
    new Workload(site, 'b', { ...container, ports: [{ ...published('lan'), protocol: 'udp' }] });
    expect(faultsOf(app)).toEqual([]);
  });

  it.each([
    [6443, 'tcp', 1, true],
    [10250, 'tcp', 1, true],
    [8472, 'udp', 1, true],
    [10010, 'tcp', 1, true],
    [8472, 'tcp', 1, false],
    [2379, 'tcp', 1, false],
    [2379, 'tcp', 3, true],
    [30080, 'tcp', 1, true],
    [443, 'tcp', 1, false],
  ] as const)('%i/%s with %i servers belongs to K3s: %p', (publish, protocol, servers, reserved) => {
    const { app, site } = k3s();
    for (let i = 1; i < servers; i++) new SffDevice(site, `server-${i}`, hardware);
    new Workload(site, 'pos', { ...container, ports: [{ ...http, protocol, publish }] });
    expect(faultsOf(app)).toEqual(reserved ? ['port-reserved stores/s1/pos'] : []);
  });

  it('80 and 443 belong to Traefik where the site keeps it', () => {
    const { app, site } = k3s({ traefik: 'enabled' });
    new Workload(site, 'pos', { ...container, ports: [published('lan')] });
    expect(faultsOf(app)).toEqual(['port-reserved stores/s1/pos']);
  });
});
