import { Duration, Size } from 'cdk8s';
import { Application } from '../../lib/application';
import { Health } from '../../lib/portable/health';
import { Secret } from '../../lib/portable/secret';
import type { WorkloadTarget } from '../../lib/portable/target';
import type { WorkloadProps } from '../../lib/workload/props';
import { Workload } from '../../lib/workload/workload';
import { BASE, factsOf, kiosk, problemsOf, projectOf } from './compose-fixture';

type Props = Partial<WorkloadProps & WorkloadTarget['docker-compose']>;

/** The services of one workload, `till-pos`. */
function render(props: Props) {
  const { app, site } = kiosk({ hostPaths: ['/srv'] });
  new Workload(new Application(site, 'till', { labels: { team: 'pos' } }), 'pos', { ...BASE, ...props });
  return { app, ...projectOf(app), main: projectOf(app).services['till-pos'] };
}

describe('a workload on Compose', () => {
  it('is safe by default', () => {
    expect(render({}).main).toEqual({
      image: BASE.image,
      pull_policy: 'missing',
      restart: 'unless-stopped',
      init: true,
      user: '10001:10001',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      network_mode: 'none',
      volumes: [{ type: 'tmpfs', target: '/tmp', tmpfs: { size: '64m', mode: 0o1777 } }],
      deploy: { resources: { limits: { cpus: '0.5', memory: '256m', pids: 4096 } } },
      stop_grace_period: '30s',
      logging: { driver: 'local', options: { 'max-size': '10485760', 'max-file': '3' } },
      labels: { team: 'pos', 'sff-constructs.workload': 'pos.till', 'sff-constructs.container': 'pos' },
    });
  });

  it('keeps dollars, which Compose takes for variables', () => {
    const { main } = render({ env: { PRICE: `$5 \${HOME} $$` }, args: ['echo', '$PRICE'] });
    expect(main).toMatchObject({ environment: { PRICE: `$$5 $\${HOME} $$$$` }, command: ['echo', '$$PRICE'] });
  });

  it('runs its command with its arguments', () => {
    expect(render({ command: ['/opt/run'], args: ['--all'] }).main).toMatchObject({
      entrypoint: ['/opt/run'],
      command: ['--all'],
    });
  });

  it('runs as often as it says', () => {
    expect(render({ replicas: 3 }).main?.deploy?.replicas).toBe(3);
    expect(render({}).main?.deploy).not.toHaveProperty('replicas');
  });

  it('finds its secrets at their paths', () => {
    const { main } = render({ secrets: [{ secret: Secret.named('db', { key: 'password' }), mountPath: '/run/db' }] });
    expect(main?.secrets).toEqual([{ source: 'till.db.password', target: '/run/db' }]);
  });

  it('makes exceptions as they are declared', () => {
    const exceptions = { root: 'a', writableRootFilesystem: 'b', privilegeEscalation: 'c' };
    const capabilities = { add: ['CHOWN' as const], reason: 'd' };
    const { main } = render({ user: 0, exceptions, capabilities });
    expect(main).toMatchObject({ user: '0:0', cap_add: ['CHOWN'] });
    expect(Object.keys(main ?? {})).not.toEqual(expect.arrayContaining(['read_only', 'security_opt', 'volumes']));
  });

  it('declares a privileged container', () => {
    expect(render({ exceptions: { privileged: 'a scanner' } }).main).toMatchObject({ privileged: true });
  });

  it('leaves the user to the image where it says so', () => {
    expect(render({ user: 'image' }).main).not.toHaveProperty('user');
  });

  it('mounts each kind of volume', () => {
    const { app, main, volumes } = render({
      volumes: [
        { name: 'cache', mountPath: '/cache', size: Size.gibibytes(1), owner: 'image' },
        { name: 'data', mountPath: '/data', size: Size.gibibytes(1), owner: 'device' },
        { hostPath: '/srv/menu', mountPath: '/menu' },
        { tmpfs: Size.mebibytes(1.5), mountPath: '/tmp' },
      ],
    });
    const bind = { create_host_path: false };
    expect(main?.volumes).toEqual([
      { type: 'volume', source: 'till-pos-cache', target: '/cache' },
      { type: 'bind', source: '/var/lib/sff/volumes/till/pos/data', target: '/data', bind },
      { type: 'bind', source: '/srv/menu', target: '/menu', read_only: true, bind },
      { type: 'tmpfs', target: '/tmp', tmpfs: { size: '1536k', mode: 0o1777 } },
    ]);
    expect(volumes).toEqual({ 'till-pos-cache': {} });
    expect(factsOf(app).directories).toEqual([
      { path: '/var/lib/sff/volumes/till/pos/data', uid: 10001, gid: 10001, mode: '0750' },
    ]);
  });

  it("fills a new volume from the main container's image alone", () => {
    const named = { size: Size.gibibytes(1) };
    const { services } = render({
      volumes: [
        { name: 'cache', mountPath: '/cache', owner: 'image', ...named },
        { name: 'data', mountPath: '/data', owner: 'device', ...named },
      ],
      init: [
        {
          ...BASE,
          name: 'warm',
          mounts: [
            { volume: 'cache', mountPath: '/c' },
            { volume: 'data', mountPath: '/d', readOnly: true },
          ],
        },
      ],
    });
    expect(services['till-pos-warm']?.volumes).toMatchObject([
      { type: 'volume', source: 'till-pos-cache', target: '/c', volume: { nocopy: true } },
      { type: 'bind', source: '/var/lib/sff/volumes/till/pos/data', target: '/d', read_only: true },
      { type: 'tmpfs', target: '/tmp' },
    ]);
  });

  it("refuses a directory of the device for the image's user, whom nobody knows", () => {
    const { app, site } = kiosk();
    const volumes = [{ name: 'data', mountPath: '/data', size: Size.gibibytes(1), owner: 'device' as const }];
    new Workload(site, 'pos', { ...BASE, user: 'image', volumes });
    expect(problemsOf(app)).toEqual(['unsupported kiosks/k1/pos']);
  });

  it.each<[boolean, string, object]>([
    [true, 'the same user', { user: 10001 }],
    [true, 'the same group', { user: 10002, group: 10001 }],
    [
      true,
      'root that may pass by',
      { user: 0, exceptions: { root: 'a' }, capabilities: { add: ['DAC_OVERRIDE'], reason: 'b' } },
    ],
    [false, 'another user', { user: 10002 }],
    [false, 'a user whom nobody knows', { user: 'image' }],
    [false, 'root that may do nothing', { user: 0, exceptions: { root: 'a' } }],
  ])('opens a directory of the device, or not: %s for %s', (opens, _, container) => {
    const { app, site } = kiosk();
    const volumes = [{ name: 'data', mountPath: '/data', size: Size.gibibytes(1), owner: 'device' as const }];
    const init = [{ ...BASE, name: 'warm', mounts: [{ volume: 'data', mountPath: '/data' }], ...container }];
    new Workload(site, 'pos', { ...BASE, volumes, init });
    expect(problemsOf(app)).toEqual(opens ? [] : ['unsupported kiosks/k1/pos']);
  });

  it('refuses a share of a core that the kernel cannot keep', () => {
    const limited = (cpu: number) => {
      const { app, site } = kiosk();
      new Workload(site, 'pos', { ...BASE, limits: { ...BASE.limits, cpu } });
      return problemsOf(app);
    };
    expect(limited(0.01)).toEqual([]);
    expect(limited(0.009)).toEqual(['limits-invalid kiosks/k1/pos']);
  });

  it.each<[string, Health, string[]]>([
    ['a command', Health.command(['ready', '$X']), ['CMD', 'ready', '$$X']],
    [
      'wget',
      Health.httpGet({ path: '/ok', port: 'http', composeTool: 'wget' }),
      ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8080/ok'],
    ],
    [
      'curl',
      Health.httpGet({ path: '/ok', port: 'http', composeTool: 'curl' }),
      ['CMD', 'curl', '-fsS', '--noproxy', '*', '-o', '/dev/null', 'http://127.0.0.1:8080/ok'],
    ],
    ['nc', Health.tcp({ port: 'http', composeTool: 'nc' }), ['CMD', 'nc', '-z', '-w', '5', '127.0.0.1', '8080']],
  ])('checks its health with %s', (_, health, test) => {
    const { main } = render({ health, ports: [{ name: 'http', port: 8080 }] });
    expect(main?.healthcheck).toEqual({ test, interval: '10s', timeout: '5s', retries: 3, start_period: '30s' });
  });

  it('publishes ports where it says', () => {
    const { main } = render({
      ports: [
        { name: 'http', port: 8080, publish: 80 },
        { name: 'debug', port: 8081, publish: { port: 9081, on: 'loopback' } },
        { name: 'sync', port: 8082, protocol: 'udp', publish: { port: 9082, on: 'all' } },
        { name: 'inner', port: 8083 },
      ],
    });
    expect(main?.ports).toEqual([
      { target: 8080, published: '80', host_ip: '10.0.42.11', protocol: 'tcp', mode: 'host' },
      { target: 8081, published: '9081', host_ip: '127.0.0.1', protocol: 'tcp', mode: 'host' },
      { target: 8082, published: '9082', host_ip: '0.0.0.0', protocol: 'udp', mode: 'host' },
    ]);
    expect(main?.expose).toEqual(['8080/tcp', '8081/tcp', '8082/udp', '8083/tcp']);
  });

  it('runs init containers one after the other before the main one', () => {
    const { services } = render({
      init: [
        { ...BASE, name: 'one' },
        { ...BASE, name: 'two' },
      ],
    });
    const done = { condition: 'service_completed_successfully' };
    expect(services['till-pos']?.depends_on).toEqual({ 'till-pos-two': done });
    expect(services['till-pos-two']).toMatchObject({ restart: 'no', depends_on: { 'till-pos-one': done } });
    expect(services['till-pos-one']).not.toHaveProperty('depends_on');
  });

  it('puts sidecars into the network of the main container', () => {
    const compose = { sidecars: 'shared-network' as const, reason: 'a proxy' };
    const { services } = render({ compose, sidecars: [{ ...BASE, name: 'proxy' }] });
    expect(services['till-pos-proxy']).toMatchObject({ network_mode: 'service:till-pos', restart: 'unless-stopped' });
    expect(services['till-pos-proxy']).not.toHaveProperty('networks');
    // A container that is made anew has a new network, into which the sidecar has to follow.
    expect(services['till-pos-proxy']?.depends_on).toEqual({
      'till-pos': { condition: 'service_started', restart: true },
    });
  });

  it('gives each container an env file of its own, which Compose reads as it is', () => {
    const compose = { secretsInEnv: 'env-file', sidecars: 'shared-network', reason: 'r' } as const;
    const env = { TOKEN: Secret.named('api') };
    const { services } = render({ compose, env, sidecars: [{ ...BASE, name: 'proxy', env }] });
    const file = (path: string) => [{ path: `/etc/sff/secrets/till/${path}`, format: 'raw', required: true }];
    expect(services['till-pos']?.env_file).toEqual(file('pos.env'));
    expect(services['till-pos-proxy']?.env_file).toEqual(file('pos.proxy.env'));
  });

  it('hands in hardware, and says how soon to kill it', () => {
    const { main } = render({
      gpus: 1,
      peripherals: ['/dev/ttyUSB0'],
      priority: 'critical',
      reservations: { memory: Size.mebibytes(64) },
      stopGracePeriod: Duration.minutes(2),
    });
    expect(main).toMatchObject({
      devices: [{ source: '/dev/ttyUSB0', target: '/dev/ttyUSB0', permissions: 'rw' }],
      deploy: {
        resources: {
          reservations: { memory: '64m', devices: [{ driver: 'nvidia', count: 1, capabilities: ['gpu'] }] },
        },
      },
      oom_score_adj: -500,
      stop_grace_period: '120s',
    });
  });

  it('shares the network of the device where it has to', () => {
    const { main } = render({ hostNetwork: { reason: 'multicast' }, ports: [{ name: 'mdns', port: 5353 }] });
    expect(main).toMatchObject({ network_mode: 'host', expose: ['5353/tcp'] });
  });

  it('refuses to publish on the LAN from a device without address', () => {
    const { app, site } = kiosk({ address: 'dhcp' });
    new Workload(site, 'pos', { ...BASE, ports: [{ name: 'http', port: 8080, publish: 80 }] });
    expect(problemsOf(app)).toEqual(['publish-without-address kiosks/k1/pos']);
  });

  it('refuses one port of the device twice', () => {
    const { app, site } = kiosk();
    const ports = [{ name: 'http', port: 8080, publish: 80 }];
    new Workload(site, 'a', { ...BASE, ports });
    new Workload(site, 'b', { ...BASE, ports });
    new Workload(site, 'c', { ...BASE, hostNetwork: { reason: 'r' }, ports: [{ name: 'http', port: 80 }] });
    expect(problemsOf(app)).toEqual(['port-collision kiosks/k1/b', 'port-collision kiosks/k1/c']);
  });
});
