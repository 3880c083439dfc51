import { planSubnets } from '../../lib/compose/subnets';
import { Egress } from '../../lib/portable/egress';
import { overlaps, parseRange } from '../../lib/portable/network';
import { Workload } from '../../lib/workload/workload';
import { BASE, GOOD, kiosk, problemsOf, projectOf } from './compose-fixture';

const PORTS = [{ name: 'http', port: 8080 }];
const BRIDGE = 'com.docker.network.bridge.name';

function range(cidr: string) {
  const parsed = parseRange(cidr);
  if (parsed === undefined) throw new Error(cidr);
  return parsed;
}

describe('the networks of a Compose site', () => {
  it('are one internal network for each connection, whichever way it leads', () => {
    const { app, site } = kiosk();
    const [a, b, c] = ['a', 'b', 'c'].map((id) => new Workload(site, id, { ...BASE, ports: PORTS }));
    if (a === undefined || b === undefined || c === undefined) throw new Error('no workload');
    a.connectTo(b);
    b.connectTo(a);
    c.connectTo(b);
    const { services, networks } = projectOf(app);
    expect(Object.keys(networks ?? {})).toEqual(['apps-a.apps-b', 'apps-b.apps-c']);
    expect(networks?.['apps-a.apps-b']).toMatchObject({
      driver: 'bridge',
      internal: true,
      driver_opts: { [BRIDGE]: expect.stringMatching(/^sff-[0-9a-f]{11}$/) },
      ipam: { config: [{ subnet: expect.stringMatching(/^172\.28\.[0-9]+\.[0-9]+\/29$/) }] },
    });
    const aliases = ['b.apps'];
    expect(services['apps-b']?.networks).toEqual({ 'apps-a.apps-b': { aliases }, 'apps-b.apps-c': { aliases } });
  });

  it('are an own bridge for egress, and one that does not masquerade for published ports', () => {
    const { app, site } = kiosk();
    new Workload(site, 'out', { ...BASE, egress: [Egress.internet()], ports: [{ ...PORTS[0], publish: 80 }] as never });
    new Workload(site, 'in', { ...BASE, ports: [{ name: 'http', port: 8080, publish: 81 }] });
    const { networks } = projectOf(app);
    const deaf = { 'com.docker.network.bridge.enable_ip_masquerade': 'false' };
    expect(networks?.['apps-out.egress']?.driver_opts).not.toMatchObject(deaf);
    expect(networks?.['apps-in.published']?.driver_opts).toMatchObject(deaf);
    expect(networks?.['apps-in.published']).not.toHaveProperty('internal');
  });

  it('let init containers call what the main one may, under no name', () => {
    const { app, site } = kiosk();
    const ports = [{ name: 'http', port: 8080, publish: 80 }];
    const a = new Workload(site, 'a', { ...BASE, ports, init: [{ ...BASE, name: 'wait' }] });
    a.connectTo(new Workload(site, 'b', { ...BASE, ports: PORTS }));
    expect(projectOf(app).services['apps-a-wait']?.networks).toEqual({ 'apps-a.apps-b': {} });
  });

  // Each has an address of its own, a gateway and a broadcast beside the one of the other end.
  it.each([
    [4, 29],
    [5, 28],
    [12, 28],
    [13, 27],
    [20, 27],
  ])('have room for %i replicas in a /%i', (replicas, prefix) => {
    const { app, site } = kiosk();
    const a = new Workload(site, 'a', { ...BASE, replicas });
    a.connectTo(new Workload(site, 'b', { ...BASE, ports: PORTS }));
    const config = projectOf(app).networks?.['apps-a.apps-b']?.ipam?.config;
    expect(config?.[0]?.subnet).toMatch(new RegExp(`/${prefix}$`));
  });

  it('are refused where the range has no more of them', () => {
    const { app, site } = kiosk({ network: { lan: '10.0.42.0/24', containers: '172.28.0.0/29' } });
    for (const id of ['a', 'b']) new Workload(site, id, { ...BASE, egress: [Egress.internet()] });
    expect(problemsOf(app)).toEqual(['subnets-exhausted kiosks/k1']);
  });

  it('keep the default network of adopted services out of the pools of Docker', () => {
    const { app, site } = kiosk();
    site.addService('old', GOOD);
    site.addProject({ services: { web: { ...GOOD, networks: ['front'] } }, networks: { front: null } });
    const subnet = expect.stringMatching(/^172\.28\./);
    expect(projectOf(app).networks).toEqual({
      default: { ipam: { config: [{ subnet }] } },
      front: { ipam: { config: [{ subnet }] } },
    });
  });

  it('leave a network alone that states its subnet, is external or has another driver', () => {
    const { app, site } = kiosk();
    const networks = {
      own: { ipam: { config: [{ subnet: '172.28.128.0/17' }] } },
      there: { external: true },
      lan: { driver: 'macvlan' },
    };
    site.addProject({ services: { web: { ...GOOD, networks: ['own', 'there', 'lan'] } }, networks });
    site.addService('old', GOOD);
    const project = projectOf(app);
    expect(project.networks).toMatchObject(networks);
    const given = parseRange(project.networks?.default?.ipam?.config?.[0]?.subnet);
    expect(given !== undefined && overlaps(given, range('172.28.128.0/17'))).toBe(false);
  });

  it('get an IPv4 subnet beside the IPv6 one that they state', () => {
    const { app, site } = kiosk();
    const v6 = { subnet: 'fd00:1::/64' };
    const networks = { front: { enable_ipv6: true, ipam: { config: [v6] } } };
    site.addProject({ services: { web: { ...GOOD, networks: ['front'] } }, networks });
    const v4 = { subnet: expect.stringMatching(/^172\.28\./) };
    expect(projectOf(app).networks?.front?.ipam?.config).toEqual([v6, v4]);
  });

  it.each(['macvlan', 'ipvlan'])('stand in the LAN where they are of %s', (driver) => {
    const { app, site } = kiosk();
    const networks = { lan: { driver, ipam: { config: [{ subnet: '10.0.42.0/24', gateway: '10.0.42.1' }] } } };
    site.addProject({ services: { web: { ...GOOD, networks: { lan: { ipv4_address: '10.0.42.50' } } } }, networks });
    expect(problemsOf(app)).toEqual([]);
  });

  it.each([{ config: 5 }, { config: {} }, 5, []])('are refused with an ipam of %j', (ipam) => {
    const { app, site } = kiosk();
    site.addProject({ services: { web: { ...GOOD, networks: ['n'] } }, networks: { n: { ipam } } } as never);
    expect(problemsOf(app)).toEqual(['compose-invalid kiosks/k1/project']);
  });

  it.each<[string, string, object | null]>([
    ['subnet-invalid', 'with host bits', { ipam: { config: [{ subnet: '172.20.0.1/16' }] } }],
    ['compose-invalid', 'that leaves the subnet to the site, for an address', null],
    ['compose-invalid', 'of another subnet than an address', { ipam: { config: [{ subnet: '172.21.0.0/16' }] } }],
  ])('are refused: %s, one %s', (code, _, network) => {
    const { app, site } = kiosk();
    const attached = code === 'compose-invalid' ? { ipv4_address: '172.20.0.5' } : null;
    const project = { services: { web: { ...GOOD, networks: { n: attached } } }, networks: { n: network } };
    site.addProject(project as never);
    expect(problemsOf(app)).toEqual([`${code} kiosks/k1/project`]);
  });

  it('are refused where an adopted one overlaps the LAN or another', () => {
    const { app, site } = kiosk();
    const ipam = (subnet: string) => ({ ipam: { config: [{ subnet }] } });
    const networks = { a: ipam('10.0.42.128/25'), b: ipam('192.168.0.0/24'), c: ipam('192.168.0.0/16') };
    site.addProject({ services: { web: { ...GOOD, networks: ['a', 'b', 'c'] } }, networks });
    expect(problemsOf(app)).toEqual(['subnet-overlap kiosks/k1/project', 'subnet-overlap kiosks/k1/project']);
  });
});

describe('the bridge names that adopted networks choose', () => {
  /** The problems of a project with one network for each name, beside a workload with a bridge of ours. */
  const chosen = (...names: unknown[]) => {
    const { app, site } = kiosk();
    new Workload(site, 'out', { ...BASE, egress: [Egress.internet()] });
    const networks = Object.fromEntries(names.map((name, i) => [`n${i}`, { driver_opts: { [BRIDGE]: name } }]));
    site.addProject({ services: { web: { ...GOOD, networks: Object.keys(networks) } }, networks: networks as never });
    return problemsOf(app);
  };

  it('are theirs, as long as the device has none of them', () => {
    expect(chosen('br-front', 'br-back', 'x'.repeat(15))).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['of 16 characters', 'x'.repeat(16)],
    ['of 8 characters in 16 bytes', 'ä'.repeat(8)],
    ['with a space', 'br front'],
    ['with a slash', 'br/front'],
    ['that is empty', ''],
    ['that is a number', 7],
  ])('are refused: one %s', (_, name) => {
    expect(chosen(name)).toEqual(['compose-invalid kiosks/k1/project']);
  });

  it('are refused where two networks, or Docker itself, have one', () => {
    expect(chosen('br-front', 'br-front')).toEqual(['name-duplicate kiosks/k1/project']);
    expect(chosen('docker0')).toEqual(['name-duplicate kiosks/k1/project']);
  });

  it('are refused where a bridge of ours has one, whatever the order of the keys', () => {
    const { app, site } = kiosk();
    new Workload(site, 'out', { ...BASE, egress: [Egress.internet()] });
    const ours = projectOf(app).networks?.['apps-out.egress']?.driver_opts?.[BRIDGE];
    const networks = { a: { driver_opts: { [BRIDGE]: ours } } };
    site.addProject({ services: { web: { ...GOOD, networks: ['a'] } }, networks: networks as never });
    expect(problemsOf(app)).toEqual(['name-duplicate kiosks/k1/project']);
  });

  it('mean nothing to networks that are no bridges', () => {
    const { app, site } = kiosk();
    const macvlan = { driver: 'macvlan', driver_opts: { [BRIDGE]: 'docker0' } };
    site.addProject({ services: { web: { ...GOOD, networks: ['lan'] } }, networks: { lan: macvlan } });
    expect(problemsOf(app)).toEqual([]);
  });
});

describe('subnets', () => {
  const names = (count: number) => new Map(Array.from({ length: count }, (_, i) => [`network-${i}`, 2] as const));

  it('never overlap, and fill the range to its end', () => {
    const { subnets, homeless } = planSubnets(names(32), range('10.9.0.0/24'));
    expect(homeless).toEqual([]);
    expect(new Set([...subnets.values()].map((s) => s.cidr)).size).toBe(32);
    expect(planSubnets(names(33), range('10.9.0.0/24')).homeless).toHaveLength(1);
  });

  it('stay where they are when others come', () => {
    const before = planSubnets(names(20), range('172.28.0.0/16')).subnets;
    const after = planSubnets(names(40), range('172.28.0.0/16')).subnets;
    const moved = [...before].filter(([name, subnet]) => after.get(name)?.cidr !== subnet.cidr);
    expect(moved).toEqual([]);
  });

  it('are not to be had from a range that is smaller than they are', () => {
    expect(planSubnets(names(1), range('10.9.0.0/30')).homeless).toEqual(['network-0']);
  });
});
