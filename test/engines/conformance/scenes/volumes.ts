import { Size } from 'cdk8s';
import { Workload } from 'sff-constructs';
import type { FileFacts } from '../../standin-answers';
import type { Scene } from '../behaviour';
import { type RunningSite, writes } from '../running-site';
import { image, SMALL } from '../sites';

/** Where a device has what its workloads mount. */
export const DEVICE_DIRECTORY = '/var/lib/conformance';

/** Data that outlives containers, and directories of the device. */
export const volumes: Scene = {
  id: 'volumes',
  program(application) {
    const size = Size.mebibytes(64);
    new Workload(application, 'keeper', {
      ...SMALL,
      image: image('keeper'),
      volumes: [
        { name: 'data', mountPath: '/data', size, owner: 'image' },
        { name: 'archive', mountPath: '/archive', size, owner: 'device' },
      ],
    });
    new Workload(application, 'mounting', {
      ...SMALL,
      image: image('mounting'),
      volumes: [
        { hostPath: `${DEVICE_DIRECTORY}/plans`, mountPath: '/plans' },
        { hostPath: `${DEVICE_DIRECTORY}/results`, mountPath: '/results', readOnly: false },
      ],
    });
  },
  behaviours: [
    {
      id: 'volume',
      title: 'Data of a named volume',
      features: ['volume-named'],
      async observe(site) {
        await site.ask('volumes/keeper', 'put?path=/data/kept&text=data');
        const before = await site.state('volumes/keeper');
        await site.ask('volumes/keeper', 'exit?code=1').catch(() => undefined);
        await site.until('volumes/keeper', ({ restarts, ready }) => restarts > before.restarts && ready);
        const restarted = await site.ask('volumes/keeper', 'read?path=/data/kept');
        await site.recreate('volumes/keeper');
        const recreated = await site.ask('volumes/keeper', 'read?path=/data/kept');
        return { 'after a restart': restarted.content ?? '', 'in a new container': recreated.content ?? '' };
      },
      expect: { both: { 'after a restart': 'data', 'in a new container': 'data' } },
    },
    {
      id: 'volume-owner-stated',
      title: 'A named volume and a user that is not root',
      features: ['volume-owner-stated', 'volume-named'],
      observe: async (site) => ({
        "with owner 'image'": await ownership(site, '/data'),
        "with owner 'device'": await ownership(site, '/archive'),
      }),
      expect: {
        k3s: { "with owner 'image'": 'owner 0, writable', "with owner 'device'": 'owner 0, writable' },
        'docker-compose': {
          "with owner 'image'": 'owner 10001, writable',
          "with owner 'device'": 'owner 10001, writable',
        },
        noted: 'volume-owner-stated',
      },
    },
    {
      id: 'host-path',
      title: 'Directories of the device',
      features: ['volume-host'],
      observe: async (site) => ({
        content: (await site.ask('volumes/mounting', 'read?path=/plans/a')).content ?? '',
        'writes where it may only read': await writes(site, 'volumes/mounting', '/plans'),
        'writes where it may': await writes(site, 'volumes/mounting', '/results'),
      }),
      expect: { both: { content: 'plan', 'writes where it may only read': false, 'writes where it may': true } },
    },
  ],
};

/** Makes what the program mounts, as a device has it. */
export async function prepareDevice({ device }: Pick<RunningSite, 'device'>): Promise<void> {
  const script = 'mkdir -p plans results && chown 10001 plans results && printf plan > plans/a';
  await device.onDevice(['sh', '-c', `mkdir -p ${DEVICE_DIRECTORY} && cd ${DEVICE_DIRECTORY} && ${script}`]);
}

async function ownership(site: RunningSite, path: string): Promise<string> {
  const { uid } = await site.ask<FileFacts>('volumes/keeper', `read?path=${path}`);
  return `owner ${uid}, ${(await writes(site, 'volumes/keeper', path)) ? 'writable' : 'not writable'}`;
}
