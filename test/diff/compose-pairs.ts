import type { Data } from './outputs';

/** A project before and after, and what is said of the change. */
export interface ComposePair {
  readonly title: string;
  readonly old: Data;
  readonly new: Data;
  readonly changes: readonly string[];
  /** Services whose containers are replaced, or stopped and started. */
  readonly restarts: readonly string[];
  /** What Docker refuses of it, where services take the time to stop that they have. */
  readonly refused?: RegExp;
}

/** One image of these names is enough for all. */
export const IMAGES = ['standin.invalid/any:1', 'standin.invalid/any:2'] as const;

const [IMAGE, NEXT_IMAGE] = IMAGES;

function service(fields: Data = {}): Data {
  return { image: IMAGE, user: '1000', read_only: true, cap_drop: ['ALL'], restart: 'unless-stopped', ...fields };
}

const LABELS = { 'sff-constructs.workload': 'ui.kiosk', 'sff-constructs.container': 'ui' };

/** A workload of ours, and beside it a service that never changes. */
function project(ui: Data = {}, more: Data = {}): Data {
  const { services = {}, ...rest } = more as { readonly services?: Data };
  return { services: { 'kiosk-ui': service({ labels: LABELS, ...ui }), other: service(), ...services }, ...rest };
}

function volumes(...names: readonly string[]): Data {
  return { volumes: Object.fromEntries(names.map((name) => [name, {}])) };
}

function mounting(volume: string): Data {
  return { volumes: [{ type: 'volume', source: volume, target: '/data' }] };
}

function network(subnet: string): Data {
  return { networks: { inside: { internal: true, ipam: { config: [{ subnet }] } } } };
}

/** A project in such networks. */
function attached(subnets: Readonly<Record<string, string>>, ui: Data = {}): Data {
  const names = Object.keys(subnets);
  const networks = Object.entries(subnets).map(([name, subnet]) => [name, { ipam: { config: [{ subnet }] } }]);
  return project(
    { networks: Object.fromEntries(names.map((name) => [name, {}])), ...ui },
    { networks: Object.fromEntries(networks) },
  );
}

/** A project with a service in each of two networks, of which one takes its time to leave. */
function apart(one: string, two: string): Data {
  const definitions = Object.entries({ one, two }).map(([name, subnet]) => [name, { ipam: { config: [{ subnet }] } }]);
  return project(
    { networks: { one: {} } },
    { services: { other: service({ networks: { two: {} }, ...SLOW }) }, networks: Object.fromEntries(definitions) },
  );
}

/** No process ends of this signal. */
const SLOW = { stop_signal: 'SIGCONT', stop_grace_period: '30s' };

const READING = { configs: [{ source: 'greeting', target: '/etc/greeting' }], read_only: false };

const INSIDE = { networks: { inside: {} } };

/** What `docker compose up` recreates, stops and starts, or leaves alone. */
export const COMPOSE_PAIRS: readonly ComposePair[] = [
  {
    title: 'an image',
    old: project(),
    new: project({ image: NEXT_IMAGE }),
    changes: ['restart | kiosk/ui: image 1 → 2, one restart'],
    restarts: ['kiosk-ui'],
  },
  {
    title: 'a variable',
    old: project({ environment: { BROKER: 'broker:1883' } }),
    new: project({ environment: { BROKER: 'broker:1884' } }),
    changes: ['restart | kiosk/ui: env BROKER broker:1883 → broker:1884, one restart'],
    restarts: ['kiosk-ui'],
  },
  {
    title: 'the order of variables',
    old: project({ environment: { A: '1', B: '2' } }),
    new: project({ environment: { B: '2', A: '1' } }),
    changes: ['information | site: written in another way, with the same meaning: compose/compose.yaml'],
    restarts: [],
  },
  {
    title: 'a limit',
    old: project({ deploy: { resources: { limits: { memory: '64m' } } } }),
    new: project({ deploy: { resources: { limits: { memory: '96m' } } } }),
    changes: ['restart | kiosk/ui: memory limit 64m → 96m, one restart'],
    restarts: ['kiosk-ui'],
  },
  {
    title: 'when an image is pulled',
    old: project({ pull_policy: 'missing' }),
    new: project({ pull_policy: 'never' }),
    changes: ['change | kiosk/ui: changed without a restart: /pull_policy missing → never (service kiosk-ui)'],
    restarts: [],
  },
  {
    title: 'replicas',
    old: project({ deploy: { replicas: 1 } }),
    new: project({ deploy: { replicas: 2 } }),
    changes: ['change | kiosk/ui: replicas 1 → 2'],
    restarts: [],
  },
  {
    title: 'what a service waits for',
    old: project(),
    new: project({ depends_on: ['other'] }),
    changes: ['change | kiosk/ui: changed without a restart: /depends_on = ["other"] (service kiosk-ui)'],
    restarts: [],
  },
  {
    title: 'an extension',
    old: project({ 'x-owner': 'kiosk' }),
    new: project({ 'x-owner': 'signage' }),
    changes: ['change | kiosk/ui: changed without a restart: /x-owner kiosk → signage (service kiosk-ui)'],
    restarts: [],
  },
  {
    title: 'a port',
    old: project({ ports: [{ target: 8080, published: '8080', host_ip: '127.0.0.1', protocol: 'tcp', mode: 'host' }] }),
    new: project({ ports: [{ target: 8080, published: '8080', host_ip: '0.0.0.0', protocol: 'tcp', mode: 'host' }] }),
    changes: [
      'restart | kiosk/ui: ports 127.0.0.1 → 0.0.0.0, one restart',
      'network | kiosk/ui: port opened: 8080/tcp on loopback → on every address',
    ],
    restarts: ['kiosk-ui'],
  },
  {
    title: 'a volume of another name',
    old: project(mounting('kiosk-ui-data'), volumes('kiosk-ui-data')),
    new: project(mounting('kiosk-ui-data'), { volumes: { 'kiosk-ui-data': { name: 'tables' } } }),
    changes: [
      'data-loss | kiosk/ui: volume data removed: name kiosk-0001_kiosk-ui-data → tables, DATA LOSS',
      'restart | kiosk/ui: volume kiosk-ui-data, one restart',
      'change | kiosk/ui: volume data added',
    ],
    restarts: ['kiosk-ui'],
  },
  {
    title: 'a volume that is gone',
    old: project(mounting('kiosk-ui-data'), volumes('kiosk-ui-data')),
    new: project(),
    changes: ['data-loss | kiosk/ui: volume data removed, DATA LOSS', 'restart | kiosk/ui: volumes, one restart'],
    restarts: ['kiosk-ui'],
  },
  {
    title: 'a volume beside those of before',
    old: project(),
    new: project({}, volumes('spare')),
    changes: ['change | project kiosk-0001: volume spare added'],
    restarts: [],
  },
  {
    title: 'the labels of a volume',
    old: project(mounting('kiosk-ui-data'), volumes('kiosk-ui-data')),
    new: project(mounting('kiosk-ui-data'), { volumes: { 'kiosk-ui-data': { labels: { team: 'kiosk' } } } }),
    changes: [
      'change | volume kiosk-ui-data: settings changed: Compose asks before it deletes the data for them, and keeps all without an answer: /labels = {"team":"kiosk"}',
    ],
    restarts: [],
  },
  {
    title: 'the content of a config that no label tells of',
    old: project(READING, { configs: { greeting: { content: 'hello' } } }),
    new: project(READING, { configs: { greeting: { content: 'good day' } } }),
    changes: ['change | config greeting: changed: /content hello → good day'],
    restarts: [],
  },
  {
    title: 'the addresses of a network',
    old: project(INSIDE, network('172.30.1.0/29')),
    new: project(INSIDE, network('172.30.2.0/29')),
    changes: [
      'restart | kiosk/ui: network inside, one restart',
      'network | network inside: network changed: /ipam/config/0/subnet 172.30.1.0/29 → 172.30.2.0/29',
    ],
    restarts: ['kiosk-ui'],
  },
  {
    title: 'an image, and the addresses of its network',
    old: project(INSIDE, network('172.30.1.0/29')),
    new: project({ ...INSIDE, image: NEXT_IMAGE }, network('172.30.2.0/29')),
    changes: [
      'restart | kiosk/ui: image 1 → 2, one restart',
      'network | network inside: network changed: /ipam/config/0/subnet 172.30.1.0/29 → 172.30.2.0/29',
    ],
    restarts: ['kiosk-ui'],
  },
  {
    title: 'more addresses',
    old: attached({ one: '172.30.1.0/29' }),
    new: attached({ one: '172.30.1.0/28' }),
    changes: [
      'restart | kiosk/ui: network one, one restart',
      'network | network one: network changed: /ipam/config/0/subnet 172.30.1.0/29 → 172.30.1.0/28',
    ],
    restarts: ['kiosk-ui'],
  },
  {
    title: 'a new network with addresses of one that is gone',
    old: attached({ one: '172.30.1.0/24' }),
    new: attached({ two: '172.30.1.8/29' }),
    changes: [
      'apply-fails | network two: would get addresses that Docker still has for another one: network one',
      'restart | kiosk/ui: networks, one restart',
      'network | kiosk/ui: may call less: network one',
      'network | kiosk/ui: may call more: network two',
      'change | network one: removed',
      'change | network two: added',
    ],
    restarts: ['kiosk-ui'],
    refused: /Pool overlaps/,
  },
  {
    title: 'a network that moves to the addresses of one that is gone',
    old: attached({ one: '172.30.1.0/29', two: '172.30.2.0/29' }),
    new: attached({ two: '172.30.1.0/29' }),
    changes: [
      'apply-fails | network two: would get addresses that Docker still has for another one: network one',
      'restart | kiosk/ui: networks removed, was {}, one restart',
      'network | kiosk/ui: may call less: network one',
      'network | network two: network changed: /ipam/config/0/subnet 172.30.2.0/29 → 172.30.1.0/29',
      'change | network one: removed',
    ],
    restarts: ['kiosk-ui'],
    refused: /Pool overlaps/,
  },
  {
    title: 'a new network with addresses that another one has yet to leave',
    old: attached({ one: '172.30.1.0/29' }, SLOW),
    new: attached({ one: '172.30.3.0/29', two: '172.30.1.0/29' }, SLOW),
    changes: [
      'apply-fails | network two: would get addresses that Docker still has for another one: network one',
      'restart | kiosk/ui: networks = {}, one restart',
      'network | kiosk/ui: may call more: network two',
      'network | network one: network changed: /ipam/config/0/subnet 172.30.1.0/29 → 172.30.3.0/29',
      'change | network two: added',
    ],
    restarts: ['kiosk-ui'],
    refused: /Pool overlaps/,
  },
  {
    title: 'addresses that two networks exchange',
    old: apart('172.30.1.0/29', '172.30.2.0/29'),
    new: apart('172.30.2.0/29', '172.30.1.0/29'),
    changes: [
      'apply-fails | network one: would get addresses that Docker still has for another one: network two',
      'apply-fails | network two: would get addresses that Docker still has for another one: network one',
      'restart | kiosk/ui: network one, one restart',
      'restart | other: network two, one restart',
      'network | network one: network changed: /ipam/config/0/subnet 172.30.1.0/29 → 172.30.2.0/29',
      'network | network two: network changed: /ipam/config/0/subnet 172.30.2.0/29 → 172.30.1.0/29',
    ],
    restarts: ['kiosk-ui', 'other'],
    refused: /Pool overlaps/,
  },
  {
    title: 'what a service is attached to',
    old: project({}, network('172.30.1.0/29')),
    new: project(INSIDE, network('172.30.1.0/29')),
    changes: [
      'restart | kiosk/ui: networks = {"inside":{}}, one restart',
      'network | kiosk/ui: may call more: network inside',
    ],
    restarts: ['kiosk-ui'],
  },
  {
    title: 'a service whose network another one shares',
    old: project({}, { services: { proxy: service({ network_mode: 'service:kiosk-ui' }) } }),
    new: project({ image: NEXT_IMAGE }, { services: { proxy: service({ network_mode: 'service:kiosk-ui' }) } }),
    changes: ['restart | kiosk/ui: image 1 → 2, one restart', 'restart | proxy: shares with kiosk-ui, one restart'],
    restarts: ['kiosk-ui', 'proxy'],
  },
  {
    title: 'a service with which another one asks to be restarted',
    old: project({}, { services: { proxy: service({ depends_on: restartWith('kiosk-ui') }) } }),
    new: project({ image: NEXT_IMAGE }, { services: { proxy: service({ depends_on: restartWith('kiosk-ui') }) } }),
    changes: ['restart | kiosk/ui: image 1 → 2, one restart', 'restart | proxy: depends on kiosk-ui, one restart'],
    restarts: ['kiosk-ui', 'proxy'],
  },
  {
    title: 'a service that another one waits for',
    old: project({}, { services: { proxy: service({ depends_on: ['kiosk-ui'] }) } }),
    new: project({ image: NEXT_IMAGE }, { services: { proxy: service({ depends_on: ['kiosk-ui'] }) } }),
    changes: ['restart | kiosk/ui: image 1 → 2, one restart'],
    restarts: ['kiosk-ui'],
  },
  {
    title: 'a capability',
    old: project(),
    new: project({ cap_add: ['CHOWN'] }),
    changes: [
      'restart | kiosk/ui: cap_add = ["CHOWN"], one restart',
      'security | kiosk/ui: may do other things: capability CHOWN',
    ],
    restarts: ['kiosk-ui'],
  },
];

function restartWith(service: string): Data {
  return { [service]: { condition: 'service_started', restart: true } };
}
