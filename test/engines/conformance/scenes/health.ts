import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from 'cdk8s';
import { Health, Workload } from 'sff-constructs';
import type { Scene } from '../behaviour';
import type { RunningSite } from '../running-site';
import { image, SMALL } from '../sites';

/** Docker starts a program for each check, so that many of them keep a small machine busy. */
const often = { interval: Duration.seconds(2), timeout: Duration.seconds(2), retries: 2 };
const seldom = { ...often, interval: Duration.seconds(5) };
const http = { ...often, path: '/healthz', port: 'http', composeTool: 'wget' } as const;
const ports = [{ name: 'http', port: 8080 }];

const FAILS_AND_HEALS = { 'says that it is not ready': true, 'started again': 0 };

/** What follows from a health check. */
export const health: Scene = {
  id: 'health',
  program(application) {
    const web = new Workload(application, 'web', {
      ...SMALL,
      image: image('web'),
      ports,
      health: Health.httpGet(http),
    });
    const caller = new Workload(application, 'caller', { ...SMALL, image: image('caller') });
    caller.connectTo(web);
    new Workload(application, 'commanded', {
      ...SMALL,
      image: image('commanded'),
      ports,
      health: Health.command(['/usr/bin/commanded', '--check'], often),
    });
    new Workload(application, 'connected', {
      ...SMALL,
      image: image('connected'),
      ports,
      health: Health.tcp({ ...seldom, port: 'http', composeTool: 'nc' }),
    });
    new Workload(application, 'slow', {
      ...SMALL,
      image: image('slow'),
      ports,
      env: { STANDIN_START: '5s' },
      health: Health.httpGet({ ...http, ...seldom, retries: 1, startPeriod: Duration.seconds(30) }),
    });
    new Workload(application, 'stuck', {
      ...SMALL,
      image: image('stuck'),
      ports,
      env: { STANDIN_START: '5s' },
      health: Health.httpGet({ ...http, startPeriod: Duration.seconds(30), restartAfter: Duration.seconds(4) }),
    });
  },
  behaviours: [
    {
      id: 'health-http',
      title: 'A check over HTTP fails, and passes again',
      features: ['health-http'],
      observe: (site) => failAndHeal(site, 'health/web'),
      expect: { both: FAILS_AND_HEALS },
    },
    {
      id: 'health-command',
      title: 'A command as a check fails, and passes again',
      features: ['health-command'],
      observe: (site) => failAndHeal(site, 'health/commanded'),
      expect: { both: FAILS_AND_HEALS },
    },
    {
      id: 'health-tcp',
      title: 'A check that a port accepts connections',
      features: ['health-tcp'],
      observe: async (site) => ({ ready: (await site.until('health/connected', ({ ready }) => ready)).ready }),
      expect: { both: { ready: true } },
    },
    {
      id: 'health-calls',
      title: 'Calls to a workload while its check fails',
      features: ['health-calls'],
      async observe(site) {
        const call = () => site.reaches('health/caller', 'web.health:8080');
        const before = await call();
        await site.ask('health/web', 'fail');
        await site.until('health/web', ({ ready }) => !ready);
        const meanwhile = await call();
        await site.ask('health/web', 'heal');
        await site.until('health/web', ({ ready }) => ready);
        return { before, meanwhile, afterwards: await call() };
      },
      expect: {
        k3s: { before: true, meanwhile: false, afterwards: true },
        'docker-compose': { before: true, meanwhile: true, afterwards: true },
        noted: 'health-calls',
      },
    },
    {
      id: 'health-start',
      title: 'A program takes 5 seconds to start, with a start period of 30',
      features: ['health-start'],
      async observe(site) {
        const { ready, restarts } = await site.until('health/slow', ({ ready }) => ready);
        return { ready, 'started again': restarts };
      },
      expect: { both: { ready: true, 'started again': 0 } },
    },
    {
      id: 'health-restart',
      title: 'A check fails for longer than `restartAfter`, after a slow start that it allowed',
      features: ['health-restart'],
      async observe(site) {
        const { restarts: before } = await site.until('health/stuck', ({ ready }) => ready);
        await site.ask('health/stuck', 'fail');
        await site.until('health/stuck', ({ ready }) => !ready);
        const after = await restartsWithin(site, 'health/stuck', 15);
        return { 'before it failed, started again': before, 'since, started again': after - before };
      },
      expect: {
        k3s: { 'before it failed, started again': 0, 'since, started again': 1 },
        'docker-compose': { 'before it failed, started again': 0, 'since, started again': 0 },
        noted: 'health-restart',
      },
    },
  ],
};

/** How often it was started by the end of some seconds, or at once when that is once more than before. */
async function restartsWithin(site: RunningSite, workload: string, seconds: number): Promise<number> {
  const { restarts: before } = await site.state(workload);
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(200)) {
    const { restarts } = await site.state(workload);
    if (restarts > before) return restarts;
  }
  return before;
}

async function failAndHeal(site: RunningSite, workload: string) {
  const before = await site.until(workload, ({ ready }) => ready);
  await site.ask(workload, 'fail');
  const failing = await site.until(workload, ({ ready }) => !ready);
  await site.ask(workload, 'heal');
  const healed = await site.until(workload, ({ ready }) => ready);
  return { 'says that it is not ready': !failing.ready, 'started again': healed.restarts - before.restarts };
}
