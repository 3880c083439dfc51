import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { eventually } from '../../engines/harness/command';
import { ComposeProject, LOWERS_OOM_SCORES } from '../../engines/harness/compose-project';
import { PRINTER } from '../../engines/harness/device';
import { type DockerEngine, dockerEngine } from '../../engines/harness/docker';
import { secretOf } from '../../engines/harness/secret';
import type { FileFacts, Outcome, Self } from './standin-answers';
import { workshop } from './workshop';

describe('a running Compose project with what the matrix has besides the plain', () => {
  let engine: DockerEngine;
  let project: ComposeProject;
  beforeAll(async () => {
    engine = await dockerEngine();
    await engine.serve('lan', 9999);
    for (const path of ['/srv/workshop/plans', '/srv/workshop/results']) {
      mkdirSync(engine.devicePath(path), { recursive: true });
      chownSync(engine.devicePath(path), 10001, 2000);
    }
    writeFileSync(engine.devicePath('/srv/workshop/plans/a'), 'plan a');
    project = await ComposeProject.install(engine, workshop().files);
    await project.up();
  });
  afterAll(() => engine?.stop());

  const self = (service: string) => project.ask<Self>(service, 'self');
  const read = (service: string, path: string) => project.ask<FileFacts>(service, `read?path=${path}`);
  const mayWrite = async (service: string, path: string) =>
    (await project.ask<Outcome>(service, `write?path=${path}`)).ok;

  it('runs init containers one after the other, to their end, before the main one', async () => {
    const state = async (service: string) => {
      const text = await project.inspect(service, '{{.State.StartedAt}} {{.State.FinishedAt}} {{.State.ExitCode}}');
      const [started = '', finished = '', code] = text.split(' ');
      return { started: Date.parse(started), finished: Date.parse(finished), code };
    };
    const [migrate, seed, press] = [
      await state('line-press-migrate'),
      await state('line-press-seed'),
      await state('line-press'),
    ];
    expect([migrate.code, seed.code]).toEqual(['0', '0']);
    expect(seed.started).toBeGreaterThanOrEqual(migrate.finished);
    expect(press.started).toBeGreaterThanOrEqual(seed.finished);
  });

  it('crosses command and args as Docker calls them', async () => {
    expect((await self('line-press')).args).toEqual(['/opt/press/run', '--loud', 'now']);
  });

  it('runs with the group of the program', async () => {
    expect(await self('line-press')).toMatchObject({ uid: 10001, gid: 2000, groups: [2000] });
  });

  it('mounts what the program says, as it says', async () => {
    expect((await read('line-press', '/plans/a')).content).toBe('plan a');
    expect(await mayWrite('line-press', '/plans')).toBe(false);
    expect(await mayWrite('line-press', '/results')).toBe(true);
    expect(await mayWrite('line-press', '/scratch')).toBe(true);
    expect((await self('line-press')).mounts['/scratch']).toMatch(/^tmpfs rw.*size=8192k/);
    expect(await mayWrite('line-press', '/work')).toBe(true);
    expect(await mayWrite('line-press-exporter', '/work')).toBe(false);
  });

  it('shares the network of a sidecar, and neither its files nor its secrets', async () => {
    expect(await project.reaches('line-press-exporter', '127.0.0.1:8080')).toBe(true);
    expect((await self('line-press-exporter')).env.TOKEN).toBe(secretOf('line', 'exporter', 'token'));
    expect((await self('line-press')).env.TOKEN).toBeUndefined();
    expect((await read('line-press-exporter', '/plans/a')).ok).toBe(false);
  });

  it('gives a priority to the kernel', async () => {
    const score = async (service: string) => {
      const pid = await project.inspect(service, '{{.State.Pid}}');
      return (await engine.onDevice(['cat', `/proc/${pid}/oom_score_adj`])).trim();
    };
    // Where the machine's root may not lower a score, the harness makes it 0: then only what is emitted can be judged.
    expect(workshop().files['compose/compose.yaml']).toMatch(/^ {4}oom_score_adj: -500$/m);
    expect(await score('line-press')).toBe(LOWERS_OOM_SCORES ? '-500' : '0');
    expect(await score('line-scanner')).toBe('500');
  });

  it('reserves memory', async () => {
    expect(await project.inspect('line-press', '{{.HostConfig.MemoryReservation}}')).toBe(String(32 * 1024 * 1024));
  });

  it('has replicas under one name, each of which a caller may get', async () => {
    const found = await project.ask<{ addresses: readonly string[] }>('line-press', 'lookup?host=web.line');
    expect(new Set(found.addresses).size).toBe(3);
    for (const address of found.addresses) expect(await project.reaches('line-press', `${address}:8081`)).toBe(true);
  });

  it('has the network of the device where the program says so, and calls anything from there', async () => {
    expect(await engine.opens('lan', '10.0.42.11', 8085)).toBe(true);
    expect(await project.reaches('line-scanner', `${PRINTER}:9999`)).toBe(true);
    expect(await project.reaches('line-scanner', 'press.line:8080')).toBe(false);
  });

  it('has the peripheral and the writable root that the program states', async () => {
    expect(await project.inspect('line-serial', '{{(index .HostConfig.Devices 0).PathInContainer}}')).toBe(
      '/dev/ttyS0',
    );
    expect((await project.ask<{ entries: readonly string[] }>('line-serial', 'read?path=/dev')).entries).toContain(
      'ttyS0',
    );
    expect((await self('line-serial')).mounts['/']).toMatch(/^overlay rw/);
    expect((await self('line-press')).mounts['/']).toMatch(/^overlay ro/);
  });

  it('calls anything where its egress is not enforced', async () => {
    expect(await project.reaches('line-serial', `${PRINTER}:9999`)).toBe(true);
  });

  it('has no network at all without edge, port and egress', async () => {
    expect(await project.inspect('line-camera', '{{.HostConfig.NetworkMode}}')).toBe('none');
    expect(await project.reaches('line-camera', `${PRINTER}:9999`)).toBe(false);
  });

  it('has every capability where it is privileged', async () => {
    const { CapEff = '0', NoNewPrivs } = (await self('line-camera')).status;
    expect(BigInt(`0x${CapEff}`) & (1n << 21n)).not.toBe(0n); // CAP_SYS_ADMIN
    expect(NoNewPrivs).toBe('0');
  });

  it('does not run init containers again after a power cut, as the matrix notes', async () => {
    const started = () => project.inspect('line-press-migrate', '{{.State.StartedAt}}');
    const before = await started();
    await engine.powerCycle();
    await eventually(
      () => project.inspect('line-press', '{{.State.Health.Status}}'),
      (state) => state === 'healthy',
    );
    expect(await started()).toBe(before);
  });

  it('loses the network of a sidecar when the main container is restarted, until it is recreated, as the matrix says', async () => {
    await engine.docker(['restart', '--time', '0', await project.container('line-press')]);
    await eventually(
      () => project.inspect('line-press', '{{.State.Health.Status}}'),
      (state) => state === 'healthy',
    );
    expect(await project.reaches('line-press-exporter', '127.0.0.1:8080')).toBe(false);
    await project.compose('up', '--detach', '--wait', '--force-recreate', 'line-press', 'line-press-exporter');
    expect(await project.reaches('line-press-exporter', '127.0.0.1:8080')).toBe(true);
  });
});
