import { type Application, type Orchestrator, Workload, type WorkloadProps } from 'sff-constructs';
import type { Scene } from '../behaviour';
import type { RunningSite } from '../running-site';
import { image, SMALL } from '../sites';
import { calls } from './network';

/** Ports of the device. */
export const published: Scene = {
  id: 'published',
  program(application) {
    new Workload(application, 'shop', {
      ...SMALL,
      image: image('shop'),
      ports: [{ name: 'http', port: 8080, publish: 80 }],
    });
    new Workload(application, 'open', {
      ...SMALL,
      image: image('open'),
      ports: [
        { name: 'http', port: 8080, publish: { port: 9100, on: 'all' } },
        { name: 'debug', port: 6060 },
      ],
    });
  },
  behaviours: [
    {
      id: 'publish-lan',
      title: 'A port that is published on the LAN',
      features: ['publish-lan'],
      observe: (site) => openFrom(site, 'published/shop', 80),
      expect: {
        k3s: { LAN: true, 'beyond the router': false },
        'docker-compose': { LAN: true, 'beyond the router': true },
        noted: 'publish-lan',
      },
    },
    {
      id: 'publish-all',
      title: 'A port that is published for all',
      features: ['publish-all'],
      observe: (site) => openFrom(site, 'published/open', 9100),
      expect: { both: { LAN: true, 'beyond the router': true } },
    },
    {
      id: 'not-published',
      title: 'A port that is not published',
      features: ['ports'],
      observe: (site) => openFrom(site, 'published/open', 6060),
      expect: { both: { LAN: false, 'beyond the router': false } },
    },
    {
      id: 'publish-without-egress',
      title: 'Calls of a workload that publishes a port and has no egress',
      features: ['publish-without-egress'],
      observe: (site) => calls(site, 'published/shop'),
      expect: {
        k3s: { LAN: false, internet: false, 'the device': false },
        'docker-compose': { LAN: false, internet: false, 'the device': true },
        noted: 'publish-without-egress',
      },
    },
  ],
};

/** Ports of the pod on the device: K3s binds loopback in no other way. */
export const hostPorts: Scene = {
  id: 'host-ports',
  program(application) {
    const props: WorkloadProps = {
      ...SMALL,
      image: image('console'),
      ports: [
        { name: 'admin', port: 8080, publish: { port: 8081, on: 'loopback' } },
        { name: 'http', port: 8082, publish: 8082 },
      ],
    };
    if (isOn('k3s', application)) new Workload(application, 'console', { ...props, k3s: { publish: 'hostPort' } });
    else new Workload(application, 'console', props);
  },
  behaviours: [
    {
      id: 'publish-loopback',
      title: 'A port that is published on loopback',
      features: ['publish-loopback', 'publish-host-port'],
      observe: async (site) => ({
        'the device itself': await site.opens('device', 'host-ports/console', 8081, '127.0.0.1'),
        LAN: await site.opens('lan', 'host-ports/console', 8081),
      }),
      expect: { both: { 'the device itself': true, LAN: false } },
    },
    {
      id: 'publish-host-port',
      title: 'A port that is published on the LAN by host port',
      features: ['publish-host-port'],
      observe: async (site) => ({ LAN: await site.opens('lan', 'host-ports/console', 8082) }),
      expect: { both: { LAN: true } },
    },
  ],
};

async function openFrom(site: RunningSite, workload: string, port: number) {
  return {
    LAN: await site.opens('lan', workload, port),
    'beyond the router': await site.opens('internet', workload, port),
  };
}

function isOn<O extends Orchestrator>(orchestrator: O, application: Application): application is Application<O> {
  return application.orchestrator === orchestrator;
}
