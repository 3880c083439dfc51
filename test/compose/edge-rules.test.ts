import { restartPolicyOf } from '../../lib/compose/facts';
import { variablesIn } from '../../lib/compose/interpolation';
import { readDevice, readMount } from '../../lib/compose/mount-forms';
import { readPort } from '../../lib/compose/port-forms';
import type { ComposeServiceDefinition } from '../../lib/compose/spec';
import { Egress } from '../../lib/portable/egress';
import { Workload } from '../../lib/workload/workload';
import { BASE, DIGEST, GOOD, kiosk, problemsOf } from './compose-fixture';

/** Codes of the problems of an adopted service. */
function codes(service: object, rest: object = {}): string[] {
  const { app, site } = kiosk();
  site.addProject({ services: { old: { ...GOOD, ...service } }, ...rest });
  return problemsOf(app).map((problem) => problem.split(' ')[0] ?? '');
}

describe('an adopted service', () => {
  it.each<[string, object]>([
    ['image-malformed', { image: undefined }],
    ['image-malformed', { image: 'registry.contoso.com/POS:1' }],
    ['image-not-pinned', { image: 'registry.contoso.com/pos:1' }],
    ['image-latest', { image: 'pos' }],
    ['image-pull-always', { pull_policy: 'always' }],
    ['image-pull-always', { pull_policy: 'every_12h' }],
    ['limits-missing', { deploy: undefined }],
    ['limits-missing', { deploy: { resources: { limits: { cpus: 0, memory: '64m' } } } }],
    ['limits-missing', { deploy: { resources: { limits: { memory: '64m' } } }, cpu_quota: '-1' }],
    ['privileged', { privileged: true }],
    ['privileged', { privileged: 'true' }],
    ['privileged', { post_start: [{ command: 'true', privileged: true }] }],
    ['privileged', { privileged: 'y' }],
    ['capability-added', { cap_add: ['CHOWN', 'cap_sys_admin'] }],
    ['runs-as-root', { user: '0:1000' }],
    ['runs-as-root', { user: 'root' }],
    ['runs-as-root', { user: '+0' }],
    ['runs-as-root', { user: ':1000' }],
    ['runs-as-root', { user: '1000', post_start: [{ command: 'true', user: 'root' }] }],
    ['host-namespace', { network_mode: 'host' }],
    ['host-namespace', { pid: 'host' }],
    ['host-namespace', { ipc: 'host' }],
    ['host-namespace', { userns_mode: 'host' }],
    ['unconfined', { security_opt: ['seccomp=unconfined'] }],
    ['unconfined', { security_opt: ['seccomp:unconfined', 'no-new-privileges:true'] }],
    ['unconfined', { security_opt: ['apparmor=unconfined'] }],
    ['unconfined', { security_opt: ['label=disable'] }],
    ['unconfined', { security_opt: ['label:disable'] }],
    ['unconfined', { security_opt: ['systempaths=unconfined'] }],
    ['unconfined', { security_opt: ['label=type:spc_t'] }],
    ['unconfined', { security_opt: ['label:type:spc_t'] }],
    ['host-path', { volumes: ['/var/run/docker.sock:/var/run/docker.sock:ro'] }],
    ['host-path', { volumes: [{ type: 'bind', source: '/etc', target: '/host' }] }],
    ['host-path', { use_api_socket: true }],
    ['host-path', { devices: ['/dev/sda:/dev/sda:r'] }],
    ['host-path', { devices: ['dev/sda:/dev/sda'] }],
    ['host-path', { device_cgroup_rules: ['b *:* rwm'] }],
    ['restart-missing', { restart: undefined }],
    ['restart-missing', { restart: 'on-failure:3' }],
    ['restart-missing', { deploy: { ...GOOD.deploy, restart_policy: { condition: 'none' } } }],
    ['build-on-device', { build: '.' }],
    ['interpolation', { command: ['run', `--site=\${SITE:-none}`] }],
    ['interpolation', { image: `\${REGISTRY}/pos:1@${DIGEST}` }],
    ['interpolation', { image: '$IMAGE' }],
    ['interpolation', { volumes: [`\${UPLOADS:-/srv}:/data`] }],
    ['interpolation', { environment: ['TZ', 'A=b'] }],
    ['interpolation', { environment: { TZ: null, A: 'b' } }],
    ['interpolation', { post_start: [{ command: 'true', environment: ['TZ'] }] }],
    ['image-latest', { volumes: [{ type: 'image', source: 'alpine:latest', target: '/a' }] }],
    ['limits-invalid', { deploy: { resources: { limits: { cpus: '0.009', memory: '64m' } } } }],
    ['limits-invalid', { deploy: undefined, cpus: 0.001, mem_limit: '64m' }],
    ['limits-invalid', { deploy: { resources: { limits: { cpus: '1', memory: '5.9M' } } } }],
    ['limits-invalid', { deploy: undefined, cpus: 1, mem_limit: 1024 }],
    ['restart-missing', { deploy: { ...GOOD.deploy, restart_policy: { delay: '5s' } } }],
    ['compose-invalid', { restart: 'always:3' }],
    ['mount-duplicate', { tmpfs: ['/run'], volumes: ['/run'] }],
    ['port-on-all-interfaces', { ports: ['80:80'] }],
    ['port-on-all-interfaces', { ports: [8080] }],
    ['port-on-all-interfaces', { ports: [{ target: 80, published: 80 }] }],
    ['credential-in-output', { environment: { URL: `postgres://till:${'hunter'}2@db/till` } }],
  ])('is refused: %s, by %j', (code, service) => {
    expect(codes(service)).toEqual([code]);
  });

  it.each<[string, object]>([
    ['limits of the old form', { deploy: undefined, cpus: '0.5', mem_limit: '64m' }],
    ['as little as Docker takes', { deploy: { resources: { limits: { cpus: '0.01', memory: '6mb' } } } }],
    ['limits of both forms that agree', { cpus: 0.5, mem_limit: '128m' }],
    ['no pull policy', { pull_policy: undefined }],
    ['profiles of its own', { security_opt: ['seccomp=/etc/pos.json', 'apparmor=pos', 'label=type:pos_t'] }],
    ['baseline capabilities', { cap_add: ['CAP_NET_BIND_SERVICE'] }],
    ['an escaped dollar, and one that is none of a variable', { command: ['echo', '$$HOME costs $5'] }],
    ['an address of every interface, since it says so', { ports: ['0.0.0.0:80:80'] }],
    ['ports that are not published', { expose: ['80', 81] }],
    ['a restart policy that wins', { restart: 'no', deploy: { ...GOOD.deploy, restart_policy: { condition: 'any' } } }],
    ['a CDI name', { devices: ['nvidia.com/gpu=all'] }],
  ])('may have %s', (_, service) => {
    expect(codes(service)).toEqual([]);
  });

  it('may run once where another awaits its end', () => {
    const done = { condition: 'service_completed_successfully' };
    const { restart, ...once } = GOOD;
    const { app, site } = kiosk();
    site.addProject({ services: { migrate: once, web: { ...GOOD, depends_on: { migrate: done } as never } } });
    expect(problemsOf(app)).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    ['a directory of the device', { type: 'none', o: 'bind', device: '/etc' }, ['host-path']],
    ['one from where Docker runs', { type: 'none', o: 'ro,bind', device: 'etc' }, ['host-path']],
    ['a disk of the device', { type: 'ext4', device: '/dev/sda1' }, ['host-path']],
    ['layers of it', { type: 'overlay', device: 'overlay', o: 'ro,lowerdir=/etc:/srv' }, ['host-path']],
    ['a share of another host', { type: 'nfs', o: 'addr=10.0.42.5', device: ':/srv' }, []],
    ['a share of Windows', { type: 'cifs', o: 'addr=10.0.42.5', device: '//nas/srv' }, []],
    ['a tmpfs', { type: 'tmpfs', device: 'tmpfs' }, []],
  ])('is held to the device where a named volume is %s', (_, driver_opts, found) => {
    expect(codes({ volumes: ['data:/data'] }, { volumes: { data: { driver: 'local', driver_opts } } })).toEqual(found);
  });

  it.each<[string, string[]]>([
    ['/etc/signage/token', []],
    ['/var/run/docker.sock', ['host-path']],
    ['/proc/1/environ', ['host-path']],
    ['/', ['host-path']],
    ['/srv/..', ['host-path']],
  ])('may have a secret from a file, and nothing else of the device: %s', (file, found) => {
    expect(codes({ secrets: ['s'] }, { secrets: { s: { file } } })).toEqual(found);
  });

  it('is looked into with the containers that run before it', () => {
    // Compose gives it no limits, whatever it states, and the image of the service, where it states none.
    const hook = { command: 'true', cpus: 1, mem_limit: '64m', privileged: true };
    expect(codes({ pre_start: [hook] })).toEqual(['limits-missing', 'privileged']);
    expect(codes({ pre_start: [{ ...hook, image: 'pos' }] })).toContain('image-latest');
  });

  it('is refused where the device has the port already', () => {
    const { app, site } = kiosk();
    site.addService('a', { ...GOOD, ports: ['127.0.0.1:8000-8010:8000-8010'] });
    site.addService('b', { ...GOOD, ports: ['10.0.42.11:8005:80'] });
    site.addService('c', { ...GOOD, ports: ['0.0.0.0:8010:80'] });
    expect(problemsOf(app)).toEqual(['port-collision kiosks/k1/c']);
  });

  it('is refused where it is told an endpoint, and is in no network of the workload', () => {
    const { app, site } = kiosk();
    const ports = [{ name: 'http', port: 8080 }];
    const pos = new Workload(site, 'pos', { ...BASE, ports, egress: [Egress.internet()] });
    const environment = { POS: `http://${pos.endpoint('http')}/` };
    site.addService('apart', { ...GOOD, environment });
    site.addService('beside', { ...GOOD, environment, networks: ['apps-pos.egress'] });
    expect(problemsOf(app)).toEqual(['endpoint-without-connection kiosks/k1/apart']);
  });

  it('shares names of containers with every project of the device', () => {
    const { app, site } = kiosk();
    for (const id of ['a', 'b']) site.addService(id, { ...GOOD, container_name: 'old' });
    expect(problemsOf(app)).toEqual(['name-duplicate kiosks/k1/b']);
  });
});

describe('the forms of a port', () => {
  it.each<[unknown, ReturnType<typeof readPort>]>([
    [80, { address: undefined, ports: [], protocol: 'tcp' }],
    ['80', { address: undefined, ports: [], protocol: 'tcp' }],
    ['3000-3002', { address: undefined, ports: [], protocol: 'tcp' }],
    ['80:8080', { address: undefined, ports: [80], protocol: 'tcp' }],
    ['127.0.0.1:80:8080/udp', { address: '127.0.0.1', ports: [80], protocol: 'udp' }],
    ['[::1]:80:8080', { address: '::1', ports: [80], protocol: 'tcp' }],
    ['127.0.0.1::8080', { address: '127.0.0.1', ports: [], protocol: 'tcp' }],
    ['80-81:8080-8081', { address: undefined, ports: [80, 81], protocol: 'tcp' }],
    ['80-90:8080', { address: undefined, ports: [], protocol: 'tcp' }],
    ['80-90:8080-8081', undefined],
    ['80:http', undefined],
    ['70000:80', undefined],
    ['80:80/icmp', undefined],
    [
      { target: 80, published: '8080', host_ip: '10.0.42.11' },
      { address: '10.0.42.11', ports: [8080], protocol: 'tcp' },
    ],
    [
      { target: 80, published: 8080, protocol: 'sctp' },
      { address: undefined, ports: [8080], protocol: 'sctp' },
    ],
    [{ published: 80 }, undefined],
    [null, undefined],
  ])('%j', (entry, read) => {
    expect(readPort(entry)).toEqual(read);
  });
});

describe('the forms of a mount', () => {
  it.each<[unknown, ReturnType<typeof readMount>]>([
    ['/data', { type: 'volume', source: undefined }],
    ['data:/data:ro', { type: 'volume', source: 'data' }],
    ['/srv:/data', { type: 'bind', source: '/srv' }],
    ['./srv:/data', { type: 'bind', source: './srv' }],
    ['~/srv:/data', { type: 'bind', source: '~/srv' }],
    [
      { type: 'tmpfs', target: '/t' },
      { type: 'tmpfs', source: undefined },
    ],
    [`\${DATA:-/srv}:/data`, { type: 'volume', source: undefined }],
    ['pos-$SITE:/data', { type: 'volume', source: undefined }],
    [`/srv/\${SITE}:/data`, { type: 'bind', source: `/srv/\${SITE}` }],
    [
      { type: 'volume', source: '$DATA', target: '/data' },
      { type: 'volume', source: undefined },
    ],
    ['a:b:c:d', undefined],
    [7, undefined],
  ])('%j', (entry, read) => {
    expect(readMount(entry)).toEqual(read);
  });

  it.each<[string, (length: number) => unknown]>([
    ['a mount', (length) => readMount(':'.repeat(length))],
    ['variables that do not end', (length) => variablesIn(`\${a-`.repeat(length))],
  ])('takes as much longer as it is longer: %s', (_, read) => {
    const best = (length: number) =>
      Math.min(
        ...[1, 2, 3].map(() => {
          const start = performance.now();
          read(length);
          return performance.now() - start;
        }),
      );
    // Eight times as long takes 64 times the time where each colon, or brace, is looked ahead from.
    expect(best(160_000) / best(20_000)).toBeLessThan(32);
  });

  it('of a device node', () => {
    expect(['/dev/a:/dev/b:rw', { source: '/dev/a' }, 'vendor.com/gpu=0', null].map(readDevice)).toEqual([
      '/dev/a',
      '/dev/a',
      undefined,
      undefined,
    ]);
  });
});

describe('variables', () => {
  it.each<[string, string[], boolean]>([
    [`$A \${B} \${C:-d} \${_e?f}`, ['A', 'B', 'C', '_e'], false],
    ['$$A $5 $ $(date)', [], false],
    ['$$$A', ['A'], false],
    ['${', [], true],
    [`\${5}`, [], true],
  ])('in %j', (text, names, broken) => {
    expect(variablesIn(text)).toEqual({ names, broken });
  });
});

describe('a service after a power cut', () => {
  it.each<[ComposeServiceDefinition, boolean]>([
    [{ restart: 'always' }, true],
    [{ restart: 'unless-stopped' }, true],
    [{ restart: 'no' }, false],
    [{ restart: 'on-failure' }, false],
    [{}, false],
    [{ restart: 'always', deploy: { restart_policy: { condition: 'on-failure' } } }, false],
    [{ deploy: { restart_policy: { condition: 'any' } } }, true],
    [{ deploy: { restart_policy: { condition: 'always' } } }, true],
    [{ deploy: { restart_policy: { condition: 'unless-stopped' } } }, true],
    // Compose makes this RestartPolicy "no", also where `restart` says otherwise.
    [{ restart: 'always', deploy: { restart_policy: { delay: '5s' } } }, false],
  ])('comes back or not: %j', (service, back) => {
    expect(restartPolicyOf(service).afterBoot).toBe(back);
  });

  it.each<[ComposeServiceDefinition, boolean]>([
    [{ restart: 'on-failure:3' }, false],
    [{ restart: 'always:3' }, true],
    [{ deploy: { restart_policy: { condition: 'on-failure', max_attempts: 3 } } }, false],
    [{ deploy: { restart_policy: { condition: 'any', max_attempts: 3 } } }, true],
    [{ deploy: { restart_policy: { condition: 'none', max_attempts: 3 } } }, true],
    [{ deploy: { restart_policy: { max_attempts: 3 } } }, false],
  ])('may not count its attempts: %j', (service, refused) => {
    expect(restartPolicyOf(service).isRefused).toBe(refused);
  });
});
