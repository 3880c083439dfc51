import { Secret, Workload } from 'sff-constructs';
import { secretOf } from '../../../../engines/harness/secret';
import type { FileFacts } from '../../standin-answers';
import type { Scene } from '../behaviour';
import { asStated, selfOf } from '../running-site';
import { image, SMALL } from '../sites';

/** What a shell, a YAML reader, Compose or the kubelet might take for something else. */
const ODD = {
  REFERENCE: `$(HOME) $$ $${'{HOME}'} $HOME`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is to stay as it is
  LITERAL: '$5 ${X:-y} \\ `id` "quoted" #no: comment',
  LINES: 'one\ntwo\n\tthree: - #',
  NUMBER: '0123',
  BOOLEAN: 'yes',
  UNICODE: 'Grüße 🚜',
  EMPTY: '',
};
const ARGS = ['$(HOME)', '', 'a b', '-', '$HOME $$x'];
const TEXT = 'a: 1\r\n\ttab\n---\nno end';

/** What a container is given: arguments, environment, files. */
export const values: Scene = {
  id: 'values',
  program(application) {
    new Workload(application, 'reader', {
      ...SMALL,
      group: 2000,
      image: image('reader'),
      command: ['/usr/bin/reader', '--first'],
      args: ARGS,
      env: { ...ODD, PASSWORD: Secret.named('reader', { key: 'password' }) },
      configFiles: [{ path: '/etc/reader/odd.txt', content: TEXT }],
      secrets: [{ secret: Secret.named('reader', { key: 'token' }), mountPath: '/run/secrets/token' }],
    });
    new Workload(application, 'bystander', {
      ...SMALL,
      image: image('bystander'),
      args: ['serve'],
      configFiles: [{ path: '/etc/bystander.txt', content: TEXT }],
    });
  },
  behaviours: [
    {
      id: 'arguments',
      title: 'Command and arguments, to the letter',
      features: ['image', 'command', 'args'],
      async observe(site) {
        const [reader, bystander] = [await selfOf(site, 'values/reader'), await selfOf(site, 'values/bystander')];
        return {
          'command and args': asStated(reader.args, ['/usr/bin/reader', '--first', ...ARGS]),
          'args alone': asStated(bystander.args, ['/bin/standin', 'serve']),
        };
      },
      expect: { both: { 'command and args': 'as stated', 'args alone': 'as stated' } },
    },
    {
      id: 'environment',
      title: 'Variables, to the letter: `$`, quotes, lines, what looks like a number',
      features: ['env'],
      async observe(site) {
        const { env } = await selfOf(site, 'values/reader');
        return asStated(Object.fromEntries(Object.keys(ODD).map((name) => [name, env[name]])), ODD);
      },
      expect: { both: 'as stated' },
    },
    {
      id: 'secret-variable',
      title: 'A secret as a variable',
      features: ['env-secret'],
      async observe(site) {
        const { env } = await selfOf(site, 'values/reader');
        return asStated(env.PASSWORD, secretOf('values', 'reader', 'password'));
      },
      expect: { both: 'as stated' },
    },
    {
      id: 'config-file',
      title: 'A config file',
      features: ['config-files'],
      async observe(site) {
        const file = await site.ask<FileFacts>('values/reader', 'read?path=/etc/reader/odd.txt');
        const change = await site.ask('values/reader', 'put?path=/etc/reader/odd.txt&text=x');
        return {
          content: asStated(file.content, TEXT),
          owner: file.uid,
          'every user may read it': file.mode.endsWith('r--'),
          'the container may change it': change.ok,
        };
      },
      expect: {
        both: {
          content: 'as stated',
          owner: 0,
          'every user may read it': true,
          'the container may change it': false,
        },
      },
    },
    {
      id: 'secret-file',
      title: 'A secret as a file',
      features: ['secrets'],
      async observe(site) {
        const file = await site.ask<FileFacts>('values/reader', 'read?path=/run/secrets/token');
        const change = await site.ask('values/reader', 'put?path=/run/secrets/token&text=x');
        const other = await site.ask('values/bystander', 'read?path=/run/secrets/token');
        return {
          content: asStated(file.content, secretOf('values', 'reader', 'token')),
          mode: file.mode,
          owner: `${file.uid}:${file.gid}`,
          'the container may change it': change.ok,
          'another workload has it': other.ok,
        };
      },
      expect: {
        k3s: {
          content: 'as stated',
          mode: '-r--r-----',
          owner: '0:2000',
          'the container may change it': false,
          'another workload has it': false,
        },
        'docker-compose': {
          content: 'as stated',
          mode: '-r--------',
          owner: '10001:2000',
          'the container may change it': false,
          'another workload has it': false,
        },
        noted: 'secrets',
      },
    },
  ],
};
