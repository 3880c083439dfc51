import { Size } from 'cdk8s';
import { Workload } from 'sff-constructs';
import type { Scene } from '../behaviour';
import { entries } from '../running-site';
import { image, SMALL } from '../sites';

/** What a later version of the program changes, and what it leaves alone. Its behaviours follow one another. */
export const delivery: Scene = {
  id: 'delivery',
  program(application, { greeting }) {
    const diary = (name: string) => ({ STANDIN_DIARY: '/work/diary', STANDIN_NAME: name });
    new Workload(application, 'greeter', {
      ...SMALL,
      image: image('greeter'),
      configFiles: [{ path: '/etc/greeter/greeting.txt', content: greeting }],
    });
    new Workload(application, 'prepared', {
      ...SMALL,
      image: image('unchanged'),
      env: diary('main'),
      configFiles: [{ path: '/etc/unchanged.txt', content: 'the same' }],
      volumes: [{ name: 'work', mountPath: '/work', size: Size.mebibytes(8), owner: 'image' }],
      init: [
        {
          ...SMALL,
          name: 'first',
          image: image('preparing'),
          env: diary('init'),
          mounts: [{ volume: 'work', mountPath: '/work' }],
        },
      ],
    });
  },
  behaviours: [
    {
      id: 'config-change',
      title: 'A config file of one workload changes: which workloads of the site are made anew',
      features: ['config-files'],
      async observe(site) {
        const changed = await site.change({ greeting: 'good morning' });
        const file = await site.ask('delivery/greeter', 'read?path=/etc/greeter/greeting.txt');
        return { 'made anew': changed, 'the file says': file.content ?? '' };
      },
      expect: { both: { 'made anew': ['delivery/greeter'], 'the file says': 'good morning' } },
    },
    {
      id: 'same-again',
      title: 'The same is delivered again: which workloads are made anew',
      features: [],
      observe: async (site) => ({ 'made anew': await site.change({ greeting: 'good morning' }) }),
      expect: { both: { 'made anew': [] } },
    },
    {
      id: 'init-again',
      title: 'An init container of a workload that no delivery has changed',
      features: ['init'],
      async observe(site) {
        const [first = '', second = '', third = '', ...later] = await entries(site, 'delivery/prepared');
        return {
          'at the start': [first, second, third],
          'ran again beside the main one': later.includes('init starts'),
        };
      },
      expect: {
        k3s: { 'at the start': ['init starts', 'init ends', 'main starts'], 'ran again beside the main one': false },
        'docker-compose': {
          'at the start': ['init starts', 'init ends', 'main starts'],
          'ran again beside the main one': true,
        },
        noted: 'init',
      },
    },
  ],
};
