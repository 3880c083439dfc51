import { type Application, Egress, Workload } from 'sff-constructs';
import { DEVICE, INTERNET, PRINTER } from '../../../../engines/harness/device';
import type { Scene } from '../behaviour';
import type { RunningSite } from '../running-site';
import { image, SMALL } from '../sites';

/** Where a stand-in answers on the LAN and, on its own port, on the device. */
export const LAN_PORT = 9999;
export const DEVICE_PORT = 7777;

/** Who may call whom. */
export const network: Scene = {
  id: 'network',
  program(application: Application) {
    const server = new Workload(application, 'server', {
      ...SMALL,
      image: image('server'),
      ports: [
        { name: 'http', port: 8080 },
        { name: 'dns', port: 5353, protocol: 'udp' },
      ],
    });
    const client = new Workload(application, 'client', {
      ...SMALL,
      image: image('client'),
      ports: [{ name: 'http', port: 8081 }],
    });
    client.connectTo(server);
    new Workload(application, 'stranger', {
      ...SMALL,
      image: image('stranger'),
      ports: [{ name: 'http', port: 8082 }],
    });
    new Workload(application, 'online', { ...SMALL, image: image('online'), egress: [Egress.internet()] });
    new Workload(application, 'local', { ...SMALL, image: image('local'), egress: [Egress.lan()] });
    new Workload(application, 'printing', {
      ...SMALL,
      image: image('printing'),
      egress: [Egress.to(`${PRINTER}/32`, LAN_PORT)],
    });
  },
  behaviours: [
    {
      id: 'edge',
      title: 'A connected workload is called by its name',
      features: ['connect', 'ports'],
      observe: async (site) => ({
        tcp: await site.reaches('network/client', 'server.network:8080'),
        udp: await site.reaches('network/client', 'server.network:5353', 'udp'),
      }),
      expect: { both: { tcp: true, udp: true } },
    },
    {
      id: 'no-edge',
      title: 'Who is not connected is refused',
      features: ['connect'],
      async observe(site) {
        const address = await site.address('network/server');
        return {
          'by name': await site.reaches('network/stranger', 'server.network:8080'),
          'by address': await site.reaches('network/stranger', `${address}:8080`),
          'from another application': await site.reaches('values/reader', `${address}:8080`),
          'to another application': await site.reaches('network/server', 'stranger.network:8082'),
        };
      },
      expect: {
        both: {
          'by name': false,
          'by address': false,
          'from another application': false,
          'to another application': false,
        },
      },
    },
    {
      id: 'edge-width',
      title: 'What else a connection lets through',
      features: ['connect'],
      async observe(site) {
        const address = await site.address('network/server');
        return {
          'the other way round': await site.reaches('network/server', 'client.network:8081'),
          'a port that is not declared': await site.reaches(
            'network/client',
            `${address}:${await site.hiddenPort('network/server')}`,
          ),
        };
      },
      expect: {
        k3s: { 'the other way round': false, 'a port that is not declared': false },
        'docker-compose': { 'the other way round': true, 'a port that is not declared': true },
        noted: 'connect',
      },
    },
    {
      id: 'no-egress',
      title: 'Calls without egress',
      features: ['connect'],
      observe: (site) => calls(site, 'network/client'),
      expect: { both: { LAN: false, internet: false, 'the device': false } },
    },
    {
      id: 'egress-internet',
      title: '`Egress.internet()`',
      features: ['egress-internet'],
      observe: (site) => calls(site, 'network/online'),
      expect: {
        k3s: { LAN: false, internet: true, 'the device': false },
        'docker-compose': { LAN: true, internet: true, 'the device': true },
        noted: 'egress-internet',
      },
    },
    {
      id: 'egress-lan',
      title: '`Egress.lan()`',
      features: ['egress-lan'],
      observe: (site) => calls(site, 'network/local'),
      expect: {
        k3s: { LAN: true, internet: false, 'the device': true },
        'docker-compose': { LAN: true, internet: true, 'the device': true },
        noted: 'egress-lan',
      },
    },
    {
      id: 'egress-to',
      title: '`Egress.to(printer, port)`',
      features: ['egress-to'],
      observe: async (site) => ({
        'the port': await site.reaches('network/printing', `${PRINTER}:${LAN_PORT}`),
        'another port': await site.reaches('network/printing', `${PRINTER}:${LAN_PORT + 1}`),
        internet: await site.reaches('network/printing', `${INTERNET}:${LAN_PORT}`),
      }),
      expect: {
        k3s: { 'the port': true, 'another port': false, internet: false },
        'docker-compose': { 'the port': true, 'another port': true, internet: true },
        noted: 'egress-to',
      },
    },
  ],
};

/** Whom a container can call outside of its site's workloads. */
export async function calls(site: RunningSite, container: string) {
  return {
    LAN: await site.reaches(container, `${PRINTER}:${LAN_PORT}`),
    internet: await site.reaches(container, `${INTERNET}:${LAN_PORT}`),
    'the device': await site.reaches(container, `${DEVICE}:${DEVICE_PORT}`),
  };
}
