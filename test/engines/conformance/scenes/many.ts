import { Duration } from 'cdk8s';
import { Health, Workload } from 'sff-constructs';
import { eventually } from '../../../../engines/harness/command';
import type { Self } from '../../standin-answers';
import type { Scene } from '../behaviour';
import type { RunningSite } from '../running-site';
import { image, SMALL } from '../sites';

/** So many calls that one of three replicas is missed once in a million times. */
const CALLS = 40;

/** Replicas. */
export const many: Scene = {
  id: 'many',
  program(application) {
    const counter = new Workload(application, 'counter', {
      ...SMALL,
      image: image('counter'),
      ports: [{ name: 'http', port: 8080 }],
      replicas: 3,
      health: Health.httpGet({
        path: '/healthz',
        port: 'http',
        composeTool: 'curl',
        interval: Duration.seconds(2),
        retries: 1,
      }),
    });
    new Workload(application, 'caller', { ...SMALL, image: image('customer') }).connectTo(counter);
  },
  behaviours: [
    {
      id: 'replicas',
      title: 'Which of three replicas a caller gets, all healthy, and one not',
      features: ['replicas'],
      async observe(site) {
        const healthy = await answering(site);
        await site.ask('many/caller', `fetch?url=${urlOf('standin/fail')}`);
        await eventually(
          () => site.readyReplicas('many/counter'),
          (ready) => ready === 2,
        );
        // A proxy takes a moment to hear of it.
        let left = await answering(site);
        for (let tries = 0; tries < 10 && left === healthy; tries++) left = await answering(site);
        return { 'all healthy': healthy, 'one unhealthy': left };
      },
      expect: {
        k3s: { 'all healthy': 3, 'one unhealthy': 2 },
        'docker-compose': { 'all healthy': 3, 'one unhealthy': 3 },
        noted: 'replicas',
      },
    },
  ],
};

function urlOf(path: string): string {
  return encodeURIComponent(`http://counter.many:8080/${path}`);
}

/** How many replicas answer a caller. */
async function answering(site: RunningSite): Promise<number> {
  const question = `fetch?url=${urlOf('standin/self')}&times=${CALLS}`;
  const { bodies } = await site.ask<{ bodies: readonly string[] }>('many/caller', question);
  const hosts = new Set(bodies.map((body) => (JSON.parse(body) as Self).hostname));
  return hosts.size;
}
