import { Workload } from 'sff-constructs';
import type { Outcome } from '../../standin-answers';
import type { Scene } from '../behaviour';
import { type RunningSite, selfOf, writes } from '../running-site';
import { image, SMALL } from '../sites';

const reason = 'The suite shows what it means.';

/** What a container may do. */
export const rights: Scene = {
  id: 'rights',
  program(application) {
    new Workload(application, 'plain', { ...SMALL, image: image('plain') });
    new Workload(application, 'grouped', { ...SMALL, group: 2000, image: image('grouped') });
    new Workload(application, 'imaged', { ...SMALL, user: 'image', image: image('imaged') });
    new Workload(application, 'rooted', {
      ...SMALL,
      user: 0,
      image: image('rooted'),
      exceptions: { root: reason, writableRootFilesystem: reason },
      capabilities: { add: ['CHOWN', 'NET_BIND_SERVICE'], reason },
    });
    new Workload(application, 'privileged', {
      ...SMALL,
      user: 0,
      image: image('privileged'),
      exceptions: { root: reason, privileged: reason },
    });
    new Workload(application, 'escalating', {
      ...SMALL,
      image: image('escalating'),
      exceptions: { privilegeEscalation: reason },
    });
  },
  behaviours: [
    {
      id: 'user',
      title: 'User and group of a container that states a user',
      features: ['user'],
      observe: (site) => identity(site, 'rights/plain'),
      expect: { both: { user: 10001, group: 10001 } },
    },
    {
      id: 'group',
      title: 'User and group of a container that states both',
      features: ['group'],
      observe: (site) => identity(site, 'rights/grouped'),
      expect: { both: { user: 10001, group: 2000 } },
    },
    {
      id: 'user-image',
      title: "User and group with `user: 'image'`, of an image that says 4321:4321",
      features: ['user-image'],
      observe: (site) => identity(site, 'rights/imaged'),
      expect: {
        k3s: { user: 4321, group: 0 },
        'docker-compose': { user: 4321, group: 4321 },
        noted: 'user-image',
      },
    },
    {
      id: 'safe-defaults',
      title: 'What a container may do that states no exception',
      features: ['capabilities', 'exceptions'],
      observe: (site) => powers(site, 'rights/plain'),
      expect: {
        both: {
          capabilities: 'none',
          'may escalate': false,
          'system calls': 'filtered',
          'writes to / /etc /run': false,
          'writes to /tmp': true,
          'becomes root, mounts, opens raw sockets': false,
        },
      },
    },
    {
      id: 'exceptions',
      title: 'Root with CHOWN and NET_BIND_SERVICE and a writable root file system',
      features: ['capabilities', 'exceptions'],
      observe: async (site) => ({
        ...(await identity(site, 'rights/rooted')),
        ...(await powers(site, 'rights/rooted')),
      }),
      expect: {
        both: {
          user: 0,
          group: 0,
          capabilities: 'CHOWN NET_BIND_SERVICE',
          'may escalate': false,
          'system calls': 'filtered',
          'writes to / /etc /run': true,
          'writes to /tmp': true,
          'becomes root, mounts, opens raw sockets': false,
        },
      },
    },
    {
      id: 'privileged',
      title: 'A privileged container',
      features: ['exceptions'],
      observe: async (site) => {
        const { capabilities, ...others } = await powers(site, 'rights/privileged');
        return { 'all capabilities': capabilities.startsWith('all'), ...others };
      },
      expect: {
        both: {
          'all capabilities': true,
          'may escalate': true,
          'system calls': 'all',
          'writes to / /etc /run': false,
          'writes to /tmp': true,
          'becomes root, mounts, opens raw sockets': true,
        },
      },
    },
    {
      id: 'escalation',
      title: 'A container that may escalate',
      features: ['exceptions'],
      observe: async (site) => ({ 'may escalate': (await powers(site, 'rights/escalating'))['may escalate'] }),
      expect: { both: { 'may escalate': true } },
    },
  ],
};

async function identity(site: RunningSite, container: string) {
  const { uid, gid, groups } = await selfOf(site, container);
  const others = groups.filter((group) => group !== gid);
  return { user: uid, group: gid, ...(others.length === 0 ? {} : { 'other groups': others }) };
}

/** Bits of capabilities (linux/capability.h). */
const CAPABILITIES: Readonly<Record<string, bigint>> = { CHOWN: 1n << 0n, NET_BIND_SERVICE: 1n << 10n };
const SYS_ADMIN = 1n << 21n;

async function powers(site: RunningSite, container: string) {
  const { status, uid } = await selfOf(site, container);
  const bounds = BigInt(`0x${status.CapBnd}`);
  const known = Object.entries(CAPABILITIES).filter(([, bit]) => (bounds & bit) !== 0n);
  const rest = known.reduce((left, [, bit]) => left & ~bit, bounds);
  const { setuid, ...attempts } = await site.ask<Record<string, Outcome>>(container, 'escalate');
  const elsewhere = await Promise.all(['/', '/etc', '/run'].map((path) => writes(site, container, path)));
  return {
    capabilities:
      (rest & SYS_ADMIN) !== 0n
        ? 'all'
        : [...known.map(([name]) => name), ...(rest === 0n ? [] : [`${rest}`])].join(' ') || 'none',
    'may escalate': status.NoNewPrivs === '0',
    'system calls': status.Seccomp === '2' ? 'filtered' : 'all',
    'writes to / /etc /run': elsewhere.includes(true),
    'writes to /tmp': await writes(site, container, '/tmp'),
    'becomes root, mounts, opens raw sockets':
      (uid !== 0 && setuid?.ok === true) || Object.values(attempts).some(({ ok }) => ok),
  };
}
