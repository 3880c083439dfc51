import { ComposeProject } from '../../engines/harness/compose-project';
import { INTERNET, PRINTER, ROUTER } from '../../engines/harness/device';
import { type DockerEngine, dockerEngine } from '../../engines/harness/docker';
import { shop } from './shop';
import type { Outcome } from './standin-answers';

describe('the network of a running Compose project', () => {
  let engine: DockerEngine;
  let project: ComposeProject;
  beforeAll(async () => {
    engine = await dockerEngine();
    await engine.serve('lan', 9999);
    await engine.serve('device', 7777);
    project = await ComposeProject.install(engine, shop().files);
    await project.up();
  });
  afterAll(() => engine?.stop());

  const bridges = ['ip', '-4', '-brief', 'address'];
  /** Addresses of the device on the bridges of the project. */
  const ofDevice = async () => (await engine.onDevice(bridges)).match(/172\.28\.\d+\.\d+/g) ?? [];

  /** Those of the attempts, from a service to a target, that come about. */
  const reached = async (tries: readonly (readonly [from: string, target: string])[]) => {
    const results = await Promise.all(tries.map(([from, target]) => project.reaches(from, target)));
    return tries.filter((_, i) => results[i]);
  };

  it('refuses what no connection allows, by name and by address', async () => {
    const addresses = async (service: string) =>
      (await project.inspect(service, '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}')).split(' ');
    const strangers = ['office-report', 'office-discovery', 'office-alone'];
    const ofDb = ['db.till', ...(await addresses('till-db'))].map((host) => `${host}:5432`);
    const ofPos = ['pos.till', ...(await addresses('till-pos'))].map((host) => `${host}:6060`);
    const tries = strangers.flatMap((from) => [...ofDb, ...ofPos].map((target) => [from, target] as const));
    expect(tries.length).toBeGreaterThan(12);
    expect(await reached(tries)).toEqual([]);
  });

  it('answers on a published port from the LAN, and calls nobody there without egress', async () => {
    expect(await engine.opens('lan', '10.0.42.11', 80)).toBe(true);
    const outside = [ROUTER, PRINTER, INTERNET].map((address) => `${address}:9999`);
    expect(await reached(['till-pos', 'till-db'].flatMap((from) => outside.map((to) => [from, to] as const)))).toEqual(
      [],
    );
    // The same call from a workload with egress shows that somebody listens.
    expect(await project.reaches('office-report', `${INTERNET}:9999`)).toBe(true);
    // As the matrix notes: with any egress, it can call all of the LAN.
    expect(await project.reaches('office-report', `${PRINTER}:9999`)).toBe(true);
  });

  it('publishes only where the program says', async () => {
    await engine.addAddress('10.0.42.12/24');
    const open = async (port: number) => ({
      lan: await engine.opens('lan', '10.0.42.11', port),
      other: await engine.opens('lan', '10.0.42.12', port),
      loopback: await engine.opens('device', '127.0.0.1', port),
    });
    expect(await open(80)).toEqual({ lan: true, other: false, loopback: false });
    expect(await open(8081)).toEqual({ lan: false, other: false, loopback: true });
    expect(await open(9100)).toEqual({ lan: true, other: true, loopback: true });
    for (const port of [5432, 6060, 7070]) {
      expect(await open(port)).toEqual({ lan: false, other: false, loopback: false });
    }
  });

  it('leads a workload that is only connected no further than to the address of the device on the edge, a note', async () => {
    expect((await engine.onDevice(bridges)).match(/172\.28\./g)).not.toBeNull();
    const device = (await ofDevice()).map((address) => `${address}:7777`);
    expect(await reached([['till-db', '10.0.42.11:7777'] as const])).toEqual([]);
    expect(await reached(device.map((to) => ['office-alone', to] as const))).toEqual([]);
    expect(await reached(device.map((to) => ['till-db', to] as const))).toHaveLength(1);
  });

  it('leads one with a published port to the device, and out without an answer, a note', async () => {
    expect(await project.reaches('till-pos', '10.0.42.11:7777')).toBe(true);
    const received = async () => (await engine.onLan(['cat', '/proc/net/snmp'])).match(/^Udp: \d+ (\d+)/m)?.[1];
    const before = Number(await received());
    const sent = await project.ask<Outcome>('till-pos', `dial?network=udp&target=${INTERNET}:5555`);
    expect(sent.ok).toBe(false);
    expect(Number(await received()) - before).toBe(1);
  });

  it('does not let the LAN route to containers past their published ports', async () => {
    const [address = ''] = (
      await project.inspect('till-pos', '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}')
    ).split(' ');
    await engine.onLan(['ip', 'route', 'replace', '172.28.0.0/16', 'via', '10.0.42.11']);
    expect(await engine.opens('lan', address, 6060)).toBe(false);
  });
});
