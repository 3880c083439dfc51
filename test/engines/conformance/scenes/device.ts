import { Workload } from 'sff-constructs';
import type { Scene } from '../behaviour';
import { selfOf } from '../running-site';
import { image, SMALL } from '../sites';
import { calls } from './network';

const reason = 'The suite shows what it means.';

/** Workloads that share something of the device. */
export const shared: Scene = {
  id: 'device',
  program(application) {
    new Workload(application, 'scanner', {
      ...SMALL,
      image: image('scanner'),
      ports: [{ name: 'http', port: 8085 }],
      hostNetwork: { reason },
    });
    new Workload(application, 'serial', { ...SMALL, image: image('serial'), peripherals: ['/dev/ttyS0'] });
  },
  behaviours: [
    {
      id: 'host-network',
      title: "A workload in the device's network",
      features: ['host-network'],
      observe: async (site) => ({
        'its port opens from the LAN': await site.opens('lan', 'device/scanner', 8085),
        ...(await calls(site, 'device/scanner')),
      }),
      expect: { both: { 'its port opens from the LAN': true, LAN: true, internet: true, 'the device': true } },
    },
    {
      id: 'peripherals',
      title: 'A serial port of the device',
      features: ['peripherals'],
      async observe(site) {
        const { entries } = await site.ask<{ entries: readonly string[] }>('device/serial', 'read?path=/dev');
        const { status } = await selfOf(site, 'device/serial');
        return { 'is there': entries.includes('ttyS0'), 'the container is privileged': status.Seccomp === '0' };
      },
      expect: {
        k3s: { 'is there': true, 'the container is privileged': true },
        'docker-compose': { 'is there': true, 'the container is privileged': false },
        noted: 'peripherals',
      },
    },
  ],
};
