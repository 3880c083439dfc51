import { Duration, Size } from 'cdk8s';
import { SffDevice, Workload } from 'sff-constructs';
import { NODE_NAME } from '../../../../engines/harness/node-files';
import type { Scene } from '../behaviour';
import { entries, type RunningSite, selfOf } from '../running-site';
import { image, SMALL } from '../sites';

const MiB = 1024 ** 2;
const diary = (name: string) => ({ STANDIN_DIARY: '/work/diary', STANDIN_NAME: name });
const work = { name: 'work', mountPath: '/work', size: Size.mebibytes(8), owner: 'image' } as const;

/** Starting, ending, and what is said of a workload as a whole. */
export const life: Scene = {
  id: 'life',
  program(application) {
    new Workload(application, 'patient', {
      ...SMALL,
      image: image('patient'),
      env: diary('main'),
      volumes: [work],
      stopGracePeriod: Duration.seconds(20),
    });
    new Workload(application, 'hasty', {
      ...SMALL,
      image: image('hasty'),
      env: diary('main'),
      volumes: [work],
      stopGracePeriod: Duration.seconds(2),
    });
    new Workload(application, 'crashing', { ...SMALL, image: image('crashing') });
    const device = application.node.scopes.flatMap(({ node }) => node.tryFindChild(NODE_NAME) ?? [])[0];
    if (!(device instanceof SffDevice)) throw new Error('The site has no device.');
    new Workload(application, 'minor', {
      ...SMALL,
      image: image('minor'),
      priority: 'best-effort',
      labels: { team: 'energy' },
      on: device,
    });
  },
  behaviours: [
    {
      id: 'stop-in-time',
      title: 'A workload is replaced that ends 2 seconds after it is asked to, with a grace of 20',
      features: ['stop-grace'],
      observe: (site) => replaced(site, 'life/patient', '2s', [2, 15]),
      expect: { both: { 'its diary': ['main starts', 'main ends', 'main starts'], 'took 2 to 15 seconds': true } },
    },
    {
      id: 'stop-too-late',
      title: 'A workload is replaced that would take a minute to end, with a grace of 2 seconds',
      features: ['stop-grace'],
      observe: (site) => replaced(site, 'life/hasty', '60s', [2, 15]),
      expect: { both: { 'its diary': ['main starts', 'main starts'], 'took 2 to 15 seconds': true } },
    },
    {
      id: 'crash',
      title: 'A program ends, with 1 or with 0',
      features: ['restart'],
      async observe(site) {
        const before = await site.state('life/crashing');
        await site.ask('life/crashing', 'exit?code=1').catch(() => undefined);
        await site.until('life/crashing', ({ restarts, ready }) => restarts === before.restarts + 1 && ready);
        await site.ask('life/crashing', 'exit?code=0').catch(() => undefined);
        const after = await site.until(
          'life/crashing',
          ({ restarts, ready }) => restarts > before.restarts + 1 && ready,
        );
        return { 'started again': after.restarts - before.restarts, 'made anew': after.id !== before.id };
      },
      expect: { both: { 'started again': 2, 'made anew': false } },
    },
    {
      id: 'labels',
      title: 'A label of the workload, on what the orchestrator runs',
      features: ['labels'],
      observe: async (site) => (await site.labels('life/minor')).team ?? 'none',
      expect: { both: 'energy' },
    },
    {
      id: 'on',
      title: 'A workload runs on the device that the program names',
      features: ['on'],
      observe: async (site) => (await site.state('life/minor')).ready,
      expect: { both: true },
    },
    {
      id: 'priority',
      title: 'Priority `best-effort`, beside a workload of normal priority',
      features: ['priority'],
      async observe(site) {
        const score = async (workload: string) =>
          Number((await site.ask(workload, 'read?path=/proc/self/oom_score_adj')).content);
        return {
          'the kernel ends it first': (await score('life/minor')) > (await score('life/crashing')),
          'the scheduler gives its place to the other':
            (await site.rank('life/minor')) < (await site.rank('life/crashing')),
        };
      },
      expect: {
        k3s: { 'the kernel ends it first': false, 'the scheduler gives its place to the other': true },
        'docker-compose': { 'the kernel ends it first': true, 'the scheduler gives its place to the other': false },
        noted: 'priority',
      },
    },
    {
      id: 'logging',
      title: '4 MiB of log lines, with `logging` of 2 files of 1 MiB each',
      features: ['logging'],
      async observe(site) {
        await site.ask('life/patient', `print?lines=${(4 * MiB) / 1024}`);
        return { 'all are kept': (await site.logLines('life/patient')) >= (4 * MiB) / 1024 };
      },
      expect: { k3s: { 'all are kept': true }, 'docker-compose': { 'all are kept': false }, noted: 'logging' },
    },
  ],
};

/** Init containers and sidecars. */
export const others: Scene = {
  id: 'others',
  program(application) {
    const mounts = [{ volume: 'work', mountPath: '/work' }];
    const init = (name: string) => ({
      ...SMALL,
      name,
      image: image(name),
      mounts,
      env: { ...diary(name), STANDIN_START: '500ms' },
    });
    new Workload(application, 'prepared', {
      ...SMALL,
      image: image('prepared'),
      env: diary('main'),
      volumes: [work],
      init: [init('first'), init('second')],
    });
    new Workload(application, 'paired', {
      ...SMALL,
      image: image('paired'),
      env: diary('main'),
      ports: [{ name: 'http', port: 8080 }],
      volumes: [work],
      configFiles: [{ path: '/etc/paired.txt', content: 'for the main container' }],
      sidecars: [
        {
          ...SMALL,
          name: 'beside',
          image: image('beside'),
          user: 10002,
          limits: { cpu: 0.25, memory: Size.mebibytes(40), pids: 30 },
          env: diary('beside'),
          mounts: [{ volume: 'work', mountPath: '/work' }],
        },
        {
          ...SMALL,
          name: 'reading',
          image: image('reading'),
          mounts: [{ volume: 'work', mountPath: '/work', readOnly: true }],
        },
      ],
    });
  },
  behaviours: [
    {
      id: 'init',
      title: 'Two init containers, and a restart of the main one',
      features: ['init'],
      async observe(site) {
        const before = await entries(site, 'others/prepared');
        const { restarts: once } = await site.state('others/prepared');
        await site.ask('others/prepared', 'exit?code=1').catch(() => undefined);
        await site.until('others/prepared', ({ restarts, ready }) => restarts > once && ready);
        return { before: before.slice(0, 5), since: (await entries(site, 'others/prepared')).slice(before.length) };
      },
      expect: {
        both: {
          before: ['first starts', 'first ends', 'second starts', 'second ends', 'main starts'],
          since: ['main starts'],
        },
      },
    },
    {
      id: 'sidecar',
      title: 'A sidecar beside the main container',
      features: ['sidecars'],
      async observe(site) {
        const { uid } = await selfOf(site, 'others/paired/beside');
        const volume = await site.ask('others/paired/beside', 'read?path=/work/diary');
        return {
          user: uid,
          'reaches the main one on 127.0.0.1': await site.reaches('others/paired/beside', '127.0.0.1:8080'),
          'sees the volume': volume.ok,
          'writes it where it may only read': (await site.ask('others/paired/reading', 'write?path=/work')).ok,
          "has the main one's config file": (await site.ask('others/paired/beside', 'read?path=/etc/paired.txt')).ok,
        };
      },
      expect: {
        both: {
          user: 10002,
          'reaches the main one on 127.0.0.1': true,
          'sees the volume': true,
          'writes it where it may only read': false,
          "has the main one's config file": false,
        },
      },
    },
    {
      id: 'sidecar-order',
      title: 'Which starts first, sidecar or main container',
      features: ['sidecars'],
      observe: async (site) => (await entries(site, 'others/paired')).slice(0, 2),
      expect: {
        k3s: ['beside starts', 'main starts'],
        'docker-compose': ['main starts', 'beside starts'],
        noted: 'sidecars',
      },
    },
    {
      id: 'sidecar-network',
      title: 'The network of a sidecar after a restart of the main container',
      features: ['sidecars'],
      async observe(site) {
        const before = await site.state('others/paired');
        await site.ask('others/paired', 'exit?code=1').catch(() => undefined);
        await site.until('others/paired', ({ restarts, ready }) => restarts > before.restarts && ready);
        return { 'reaches the main one': await site.reaches('others/paired/beside', '127.0.0.1:8080') };
      },
      expect: {
        k3s: { 'reaches the main one': true },
        'docker-compose': { 'reaches the main one': false },
        noted: 'sidecars',
      },
    },
  ],
};

async function replaced(site: RunningSite, workload: string, linger: string, [least, most]: readonly [number, number]) {
  await site.ask(workload, `linger?for=${linger}`);
  const seconds = await site.recreate(workload);
  return {
    'its diary': await entries(site, workload),
    [`took ${least} to ${most} seconds`]: seconds > least - 0.2 && seconds < most,
  };
}
