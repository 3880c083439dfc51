import { Application, Egress, Workload } from '../../lib';
import { container, faultsOf, find, k3s, render, untyped } from '../tree/program';

import { http, namespaceOf, one, pods } from './one';

describe('the network of workloads on Kubernetes', () => {
  const build = (order: readonly ('a' | 'b')[]) => {
    const { app, site } = k3s();
    const db = new Workload(new Application(site, 'till'), 'db', { ...container, ports: [{ name: 'pg', port: 5432 }] });
    const clients = { a: new Workload(site, 'a', container), b: new Workload(site, 'b', container) };
    for (const id of order) clients[id].connectTo(db);
    for (const id of order) clients[id].connectTo(db);
    return render(app);
  };

  it('lets exactly the declared connections through, on both ends', () => {
    const objects = build(['a']);
    expect(find(objects, 'NetworkPolicy', 'a').spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'a' } },
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ to: [pods('db', 'till')], ports: [{ port: 5432, protocol: 'TCP' }] }],
    });
    expect(find(objects, 'NetworkPolicy', 'db').spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'db' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [pods('a')], ports: [{ port: 5432, protocol: 'TCP' }] }],
    });
    expect(find(objects, 'NetworkPolicy', 'b').spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'b' } },
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it('has the same bytes whatever the order of the calls', () => {
    expect(build(['a', 'b'])).toEqual(build(['b', 'a']));
    expect(find(build(['b', 'a']), 'NetworkPolicy', 'db').spec.ingress).toEqual([
      { from: [pods('a'), pods('b')], ports: [{ port: 5432, protocol: 'TCP' }] },
    ]);
  });

  it('allows mutual connections', () => {
    const { app, site } = k3s();
    const a = new Workload(site, 'a', { ...container, ports: [http] });
    const b = new Workload(site, 'b', { ...container, ports: [http] });
    a.connectTo(b);
    b.connectTo(a);
    expect(faultsOf(app)).toEqual([]);
  });

  it('denies everything but DNS in the namespaces that the library makes', () => {
    const objects = one({});
    expect(find(objects, 'NetworkPolicy', 'default-deny').spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
    const dns = { podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };
    expect(find(objects, 'NetworkPolicy', 'allow-dns').spec).toEqual({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ namespaceSelector: namespaceOf('kube-system'), ...dns }],
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
      ],
    });
  });

  it('leaves the ranges of the site out of the internet', () => {
    const network = { lan: '192.168.7.0/24', clusterCidr: '10.52.0.0/16', serviceCidr: '10.53.0.0/16' };
    const egress = [Egress.internet(), Egress.lan(), Egress.to('10.9.9.9/32', 53, 'udp')];
    expect(find(one({ egress }, { network }), 'NetworkPolicy', 'pos').spec.egress).toEqual([
      {
        to: [
          {
            ipBlock: {
              cidr: '0.0.0.0/0',
              except: ['10.52.0.0/16', '10.53.0.0/16', '169.254.0.0/16', '192.168.7.0/24'],
            },
          },
        ],
      },
      { to: [{ ipBlock: { cidr: '192.168.7.0/24' } }] },
      { to: [{ ipBlock: { cidr: '10.9.9.9/32' } }], ports: [{ port: 53, protocol: 'UDP' }] },
    ]);
  });

  it('lets pods of others in by allowFrom', () => {
    const { app, site } = k3s();
    const pos = new Workload(site, 'pos', { ...container, ports: [http, { name: 'metrics', port: 9090 }] });
    pos.allowFrom({ namespace: 'ingress-nginx' });
    pos.allowFrom({ namespace: '1monitoring', podLabels: { app: 'prometheus' }, ports: ['metrics'] });
    expect(find(render(app), 'NetworkPolicy', 'pos').spec.ingress).toEqual([
      {
        from: [{ namespaceSelector: namespaceOf('ingress-nginx'), podSelector: {} }],
        ports: [
          { port: 8080, protocol: 'TCP' },
          { port: 9090, protocol: 'TCP' },
        ],
      },
      {
        from: [{ namespaceSelector: namespaceOf('1monitoring'), podSelector: { matchLabels: { app: 'prometheus' } } }],
        ports: [{ port: 9090, protocol: 'TCP' }],
      },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['a port that is not there', { namespace: 'x', ports: ['grpc'] }, 'reference-unknown'],
    // A rule without ports would open them all.
    ['no port', { namespace: 'x', ports: [] }, 'connection-invalid'],
    ['no namespace', {}, 'name-invalid'],
    ['nothing', undefined, 'value-invalid'],
    ['null', null, 'value-invalid'],
    ['a misspelt property', { namespace: 'x', port: 'http' }, 'property-unknown'],
    ['labels that are none', { namespace: 'x', podLabels: 'a' }, 'label-invalid'],
  ])('refuses allowFrom with %s', (_, peer, code) => {
    const { app, site } = k3s();
    new Workload(site, 'pos', { ...container, ports: [http] }).allowFrom(untyped(peer));
    expect(faultsOf(app)).toEqual([`${code} stores/s1/pos`]);
  });

  it('refuses allowFrom on a workload without ports: it would open every port', () => {
    const { app, site } = k3s();
    new Workload(site, 'pos', container).allowFrom({ namespace: 'x' });
    expect(faultsOf(app)).toEqual(['connection-invalid stores/s1/pos']);
  });

  it.each([
    ['a variable', { env: { URL: 'postgres://db.apps:5432/till' } }],
    ['an argument', { args: ['--db=db.apps:5432'] }],
    ['a command', { command: ['wait', 'db.apps:5432'] }],
  ])('finds an endpoint without a connection in %s, once', (_, props) => {
    const { app, site } = k3s();
    const db = new Workload(site, 'db', { ...container, ports: [{ name: 'pg', port: 5432 }] });
    const pos = new Workload(site, 'pos', { ...container, ...props });
    new Workload(site, 'like', { ...container, env: { URL: 'my-db.apps:5432', B: 'db.apps:54321' } });
    expect(faultsOf(app)).toEqual(['endpoint-without-connection stores/s1/pos']);
    pos.connectTo(db);
    expect(faultsOf(app)).toEqual([]);
  });
});
