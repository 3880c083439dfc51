import { JsonPatch, Size } from 'cdk8s';
import { parse } from 'yaml';
import { DockerComposeSite } from '../../lib/compose/site';
import type { ComposeSpecification } from '../../lib/compose/spec';
import { SffDevice } from '../../lib/device';
import { Fleet } from '../../lib/fleet';
import { Testing } from '../../lib/testing';
import { Rules } from '../../lib/validation/waiver';
import { Workload } from '../../lib/workload/workload';
import {
  BASE,
  DIGEST,
  factsOf,
  filesOf,
  fixesOf,
  GOOD,
  IMAGE,
  kiosk,
  messagesOf,
  problemsOf,
  projectOf,
} from './compose-fixture';

const LEGACY: ComposeSpecification = parse(
  `
version: "3.8"
name: signage
x-common: &common
  image: ${IMAGE}
  restart: always
  cpus: 0.5
  mem_limit: 128m
services:
  player:
    <<: *common
    command: play --loop "on"
    environment: [MODE=on, EMPTY=]
    ports: ["127.0.0.1:9000:9000", "10.0.42.11:9001:9001/udp"]
    volumes: ["media:/media:ro", "/media/cache"]
    depends_on: [sync]
    networks: [front]
  sync:
    <<: *common
    environment: { INTERVAL: 10, VERBOSE: false }
    volumes: [{ type: volume, source: media, target: /media }]
    networks: { front: { aliases: [sync.signage] } }
    secrets: [token]
networks: { front: }
volumes:
  media:
  archive: { name: archive }
secrets: { token: { file: /etc/signage/token } }
`,
  { merge: true },
);

/** The problems of a project with one service, `old`. */
function problems(service: object, rest: object = {}): string[] {
  const { app, site } = kiosk();
  site.addProject({ services: { old: { ...GOOD, ...service } }, ...rest });
  return problemsOf(app);
}

describe('an adopted project', () => {
  it('is merged into the project of the site, as it was written', () => {
    const { app, site } = kiosk();
    new Workload(site, 'pos', BASE);
    site.addProject(LEGACY);
    const project = projectOf(app);
    expect(project.name).toBe('k1');
    expect(project).not.toHaveProperty('version');
    expect(Object.keys(project.services)).toEqual(['apps-pos', 'player', 'sync']);
    expect(project.services).toMatchObject(LEGACY.services as object);
    expect(project.secrets).toEqual(LEGACY.secrets);
    expect(project['x-common']).toEqual(LEGACY['x-common']);
    expect(factsOf(app).notes).toContainEqual(expect.objectContaining({ feature: 'foreign-services' }));
  });

  it('finds its volumes again, which Docker knows by its old name', () => {
    const { app, site } = kiosk();
    site.addProject(LEGACY);
    expect(projectOf(app).volumes).toEqual({ media: { name: 'signage_media' }, archive: { name: 'archive' } });
  });

  it('keeps names of volumes as they are where its name is that of the site', () => {
    const { app, site } = kiosk();
    site.addProject({ ...LEGACY, name: 'k1' });
    expect(projectOf(app).volumes).toMatchObject({ media: null });
  });

  it('gets the digests of its images from the lock', () => {
    const { app, site } = kiosk({ images: { 'registry.contoso.com/old:1': DIGEST } });
    const image = 'registry.contoso.com/old:1';
    const volumes = [{ type: 'image' as const, source: image, target: '/content' }];
    site.addService('old', { ...GOOD, image, volumes, pre_start: [{ image, command: 'true' }] });
    Rules.waive(site, ['limits-missing'], { reason: 'a hook' });
    const { old } = projectOf(app).services;
    expect([old?.image, old?.pre_start, old?.volumes]).toMatchObject([
      `${image}@${DIGEST}`,
      [{ image: `${image}@${DIGEST}` }],
      [{ source: `${image}@${DIGEST}` }],
    ]);
    expect(factsOf(app).images).toEqual([`${image}@${DIGEST}`]);
  });

  it('is refused where its image has another digest than the lock', () => {
    const { app, site } = kiosk({ images: { 'registry.contoso.com/pos:1.4.2': `sha256:${'f'.repeat(64)}` } });
    site.addService('old', GOOD);
    expect(problemsOf(app)).toEqual(['image-lock-mismatch kiosks/k1/old']);
  });

  it('has a construct for each service, on which a waiver can stand', () => {
    const { app, site } = kiosk();
    const { restart, ...once } = GOOD;
    const project = site.addProject({ services: { player: { ...GOOD, privileged: true }, constructor: once } });
    expect(problemsOf(app)).toEqual([
      'privileged kiosks/k1/project/player',
      'restart-missing kiosks/k1/project/service constructor',
    ]);
    Rules.waive(project.service('player'), ['privileged'], { reason: 'drives the display' });
    Rules.waive(project, ['restart-missing'], { reason: 'runs once' });
    expect(problemsOf(app)).toEqual([]);
    expect(factsOf(app).waivers).toHaveLength(2);
  });

  it('says where there is no such service', () => {
    const { app, site } = kiosk();
    site.addProject({ services: { player: GOOD } }).service('plyer');
    expect(problemsOf(app)).toEqual(['reference-unknown kiosks/k1/project']);
  });

  it('is refused where a name is taken', () => {
    const { app, site } = kiosk();
    new Workload(site, 'pos', BASE);
    site.addProject({ name: 'k1', services: { 'apps-pos': GOOD, db: GOOD }, volumes: { data: null } }, 'first');
    site.addProject({ name: 'two', services: { db: GOOD }, volumes: { data: null } }, 'second');
    expect(problemsOf(app)).toEqual([
      'name-duplicate kiosks/k1/first/apps-pos',
      'name-duplicate kiosks/k1/second',
      'name-duplicate kiosks/k1/second/db',
    ]);
  });

  it.each<[string, object]>([
    ['include', { include: ['other.yaml'] }],
    ['jobs', { jobs: { nightly: { ...GOOD, triggers: {} } } }],
    ['models', { models: { llm: { model: 'ai/smollm2' } } }],
    ['an unknown key', { service: {} }],
    ['a bad name', { name: 'Signage' }],
    ['networks in a list', { networks: ['front'] }],
  ])('is refused with %s', (_, rest) => {
    expect(problems({}, rest)).toEqual(['compose-invalid kiosks/k1/project']);
  });

  it('is refused without services, unless others of the site use what it has', () => {
    const volumes = { data: null };
    const alone = kiosk();
    alone.site.addProject({ name: 'k1', services: {}, volumes, networks: { front: {} } });
    expect(problemsOf(alone.app)).toEqual(['compose-invalid kiosks/k1/project']);
    const used = kiosk();
    used.site.addProject({ name: 'k1', volumes });
    used.site.addService('db', { ...GOOD, volumes: [{ type: 'volume', source: 'data', target: '/data' }] });
    expect(projectOf(used.app)).toMatchObject({ volumes: { data: {} } });
    const empty = kiosk();
    empty.site.addProject({});
    expect(problemsOf(empty.app)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['a text', 'services: {}'],
    ['nothing', null],
    ['a map', new Map([['services', new Map()]])],
    ['a promise', Promise.resolve({ services: { web: GOOD } })],
    ['a list of documents', [{ services: { web: GOOD } }]],
    ['a mapping with a map', { services: new Map([['web', GOOD]]) }],
    ['a mapping with a list', { services: [GOOD] }],
  ])('is refused where it is no project at all, but %s', (_, project) => {
    const { app, site } = kiosk();
    site.addProject(project as never);
    expect(problemsOf(app)).toEqual(['compose-invalid kiosks/k1/project']);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a list', [GOOD]],
    ['a map', new Map(Object.entries(GOOD))],
  ])('has no service that is %s', (_, service) => {
    const { app, site } = kiosk();
    site.addService('old', service as never);
    expect(problemsOf(app)).toContain('compose-invalid kiosks/k1/old');
  });

  it('is what it was when it was given, for the next site to have another', () => {
    const app = Testing.app();
    const kiosks = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });
    const environment: Record<string, string> = {};
    const web = { ...GOOD, environment };
    for (const id of ['k1', 'k2']) {
      const site = new DockerComposeSite(kiosks, id, { network: { lan: '10.0.42.0/24' } });
      new SffDevice(site, 'pc', { architecture: 'amd64', cores: 4, memory: Size.gibibytes(8) });
      environment.SITE = id;
      site.addProject({ services: { web } });
      site.addService('old', web);
    }
    expect(projectOf(app).services).toMatchObject({ web: { environment: { SITE: 'k1' } } });
    expect(projectOf(app).services.old?.environment).toEqual({ SITE: 'k1' });
  });

  it('has to say its name where Docker has data under it', () => {
    const project = { services: { old: GOOD } };
    const named = (volumes: object, name?: string) => {
      const { app, site } = kiosk();
      site.addProject({ ...project, volumes: volumes as never, ...(name === undefined ? {} : { name }) });
      return problemsOf(app);
    };
    expect(named({ data: null })).toEqual(['compose-invalid kiosks/k1/project']);
    expect(named({ data: null }, 'signage')).toEqual([]);
    expect(named({ data: { name: 'data' }, other: { external: true } })).toEqual([]);
    expect(named({ nfs: { driver_opts: { type: 'nfs', o: 'addr=10.0.42.2', device: ':/data' } } })).toEqual([]);
  });

  it('says how its volumes keep their data where another has the key', () => {
    const { app, site } = kiosk();
    for (const name of ['one', 'two']) {
      site.addProject({ name, services: { [name]: GOOD }, volumes: { data: { external: 'false' } } }, name);
    }
    expect(fixesOf(app)).toEqual([expect.stringContaining("name: 'two_data'")]);
  });

  it('shares with others what is there already', () => {
    const { app, site } = kiosk();
    const proxy = { proxy: { external: true } };
    for (const id of ['one', 'two']) {
      site.addProject({ services: { [id]: { ...GOOD, networks: ['proxy'] } }, networks: proxy }, id);
    }
    expect(projectOf(app).networks).toEqual(proxy);
    site.addProject({ networks: { proxy: { external: true, name: 'other' } } }, 'three');
    expect(problemsOf(app)).toEqual(['name-duplicate kiosks/k1/three']);
  });

  it('is refused with merge keys that the parser has left, wherever they are', () => {
    const text = 'x-env: &e { TZ: UTC }\nservices: { old: { environment: { <<: *e } } }';
    const { app, site } = kiosk();
    const { services } = parse(text);
    site.addProject({ services: { old: { ...GOOD, ...services.old } } });
    expect(messagesOf(app)).toEqual([expect.stringContaining('/services/old/environment')]);
    expect(fixesOf(app)).toEqual([expect.stringContaining('{ merge: true }')]);
  });

  it('is refused where it contains itself', () => {
    const labels: Record<string, unknown> = {};
    labels.self = labels;
    expect(problems({ labels })).toContain('text-invalid kiosks/k1/project/old');
    expect(problems({}, { 'x-a': labels })).toEqual(['text-invalid kiosks/k1']);
    expect(problems({ ports: [labels], user: 5n })).toContain('text-invalid kiosks/k1/project/old');
  });

  it('is refused with what no YAML document can hold', () => {
    expect(problems({ 'x-since': new Date(0) })).toEqual(['text-invalid kiosks/k1/project/old']);
  });

  it.each<[string, object]>([
    ['network', { networks: ['back'] }],
    ['network, in a mapping', { networks: { back: { aliases: ['a'] } } }],
    ['volume', { volumes: ['data:/data'] }],
    ['volume, in the long form', { volumes: [{ type: 'volume', source: 'data', target: '/data' }] }],
    ['secret', { secrets: ['token'] }],
    ['config', { configs: [{ source: 'conf', target: '/c' }] }],
    ['service to depend on', { depends_on: ['db'] }],
    ['service to wait for', { depends_on: { db: { condition: 'service_healthy' } } }],
    ['service whose network it shares', { network_mode: 'service:db' }],
    ['service whose volumes it has', { volumes_from: ['db:ro'] }],
    ['service that it links', { links: ['db:database'] }],
  ])('is refused where it does not define a %s', (_, service) => {
    expect(problems(service)).toEqual(['compose-invalid kiosks/k1/project/old']);
  });

  it.each<[string, object]>([
    ['a key that Compose does not know', { restrat: 'always' }],
    ['extends', { extends: 'base' }],
    ['profiles', { profiles: ['debug'] }],
    ['a provider', { provider: { type: 'model' } }],
    ['a container of another project', { network_mode: 'container:vpn' }],
    ['an env file beside it', { env_file: '.env' }],
    ['one of several env files beside it', { env_file: ['/etc/a.env', { path: './b.env' }] }],
    ['a directory beside it', { volumes: ['./data:/data'] }],
    ['a port that is none', { ports: ['127.0.0.1:80:http'] }],
    ['a volume that is none', { volumes: ['a::b'] }],
    ['a user that is a number', { user: 1000 }],
    ['a container_name and replicas', { container_name: 'old', scale: 2 }],
    ['network_mode and networks', { network_mode: 'none', networks: ['default'] }],
    ['half a variable', { command: ['echo', '${'] }],
    ['a health check that names no way to run it', { healthcheck: { test: ['curl', '-f', 'http://localhost'] } }],
    ['a pid that is nothing', { pid: null }],
    ['a host without address', { extra_hosts: ['printer'] }],
    ['limits of both forms that differ', { cpus: 1 }],
    ['a limit of the older form beside others of deploy', { pids_limit: 100 }],
    ['another scale than replicas', { scale: 2, deploy: { ...GOOD.deploy, replicas: 3 } }],
    ['a port of an address that is none', { ports: ['localhost:80:80'] }],
    ['replicas that publish one port', { scale: 2, ports: ['127.0.0.1:80:80'] }],
  ])('is refused with %s', (_, service) => {
    expect(problems(service)).toEqual(['compose-invalid kiosks/k1/project/old']);
  });

  it.each<[string, object]>([
    ['a secret beside it', { secrets: { token: { file: './token' } } }],
    ['an external secret', { secrets: { token: { external: true } } }],
    ['a config of two contents', { configs: { conf: { file: '/etc/pos.conf', content: '' } } }],
    ['a secret of nothing', { secrets: { token: {} } }],
    ['a network that is none', { networks: { front: 'bridge' } }],
    ['a config beside it', { configs: { conf: { file: 'pos.conf' } } }],
    ['a network with an unknown key', { networks: { front: { internl: true } } }],
  ])('is refused with %s', (_, rest) => {
    expect(problems({}, rest)).toEqual(['compose-invalid kiosks/k1/project']);
  });

  it('is refused where Docker would have to write a config into a read-only root', () => {
    const configs = { conf: { content: 'a: 1\n' } };
    expect(problems({ configs: ['conf'] }, { configs })).toEqual([]);
    expect(problems({ configs: ['conf'], read_only: true }, { configs })).toEqual([
      'compose-invalid kiosks/k1/project/old',
    ]);
  });

  it.each<[string, object, object]>([
    ['depends_on', { depends_on: ['b'] }, { depends_on: { a: { condition: 'service_started' } } }],
    ['depends_on and links', { depends_on: ['b'] }, { links: ['a:alias'] }],
    ['volumes_from', { volumes_from: ['b:ro'] }, { depends_on: ['a'] }],
    ['the network of another', { depends_on: ['b'] }, { network_mode: 'service:a' }],
    ['the processes of another', { depends_on: ['b'] }, { pid: 'service:a' }],
  ])('is refused where services need each other to start, by %s', (_, a, b) => {
    const { app, site } = kiosk();
    const after = { ...GOOD, depends_on: ['b'] };
    site.addProject({ services: { '0-after': after, a: { ...GOOD, ...a }, b: { ...GOOD, ...b } } });
    expect(messagesOf(app)).toEqual([expect.stringContaining('a → b → a')]);
    expect(problemsOf(app)).toEqual(['compose-invalid kiosks/k1/project/a']);
  });

  it('is refused where a service needs itself, or a patch closes a circle', () => {
    expect(problems({ depends_on: ['old'] })).toEqual(['compose-invalid kiosks/k1/project/old']);
    const { app, site } = kiosk();
    site.addProject({ services: { a: GOOD, b: { ...GOOD, depends_on: ['c'] }, c: { ...GOOD, depends_on: ['a'] } } });
    site.patch(JsonPatch.add('/services/a/depends_on', ['b']));
    expect(messagesOf(app)).toEqual([expect.stringContaining('a → b → c → a')]);
  });

  it('is refused with half a variable in an extension, where a whole one does no harm', () => {
    expect(problems({}, { 'x-note': 'use ${ here' })).toEqual(['compose-invalid kiosks/k1']);
    expect(problems({}, { 'x-note': 'use $TAG here' })).toEqual([]);
  });

  it('is refused where a service publishes ports in the network of another', () => {
    const ports = ['127.0.0.1:80:80'];
    const { app, site } = kiosk();
    site.addProject({ services: { vpn: GOOD, web: { ...GOOD, network_mode: 'service:vpn', ports } } });
    expect(problemsOf(app)).toEqual(['compose-invalid kiosks/k1/project/web']);
  });

  it('may have services that several others need', () => {
    const { app, site } = kiosk();
    const on = (...names: string[]) => ({ ...GOOD, depends_on: names });
    site.addProject({ services: { a: on('b', 'c'), b: on('d'), c: on('b', 'd'), d: GOOD } });
    expect(problemsOf(app)).toEqual([]);
  });

  it('is not changed by rendering, patches included', () => {
    const { app, site } = kiosk({ images: { 'registry.contoso.com/old:1': DIGEST } });
    const service = { ...GOOD, image: 'registry.contoso.com/old:1', labels: { a: 'b' } };
    site.addService('old', service);
    site.patch(JsonPatch.replace('/services/old/labels/a', 'c'));
    const before = JSON.stringify(service);
    expect(filesOf(app)).toEqual(filesOf(app));
    expect(JSON.stringify(service)).toBe(before);
  });
});
