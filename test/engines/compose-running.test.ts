import { statSync } from 'node:fs';
import { complaintOf, eventually } from '../../engines/harness/command';
import { ComposeProject, LOWERS_OOM_SCORES } from '../../engines/harness/compose-project';
import { type DockerEngine, dockerEngine } from '../../engines/harness/docker';
import { shop } from './shop';
import type { FileFacts } from './standin-answers';

/** What only Compose has; what both orchestrators have is in conformance.test.ts. */
describe('a running Compose project', () => {
  let engine: DockerEngine;
  let project: ComposeProject;
  beforeAll(async () => {
    engine = await dockerEngine();
    project = await ComposeProject.install(engine, shop().files);
    await project.up();
  });
  afterAll(() => engine?.stop());

  const read = (service: string, path: string) => project.ask<FileFacts>(service, `read?path=${path}`);
  const ids = async () => {
    const pairs = project.services.map(async (service) => [service, await project.container(service)] as const);
    return Object.fromEntries(await Promise.all(pairs));
  };

  it('is healthy where it states a check', async () => {
    for (const service of ['till-db', 'till-pos', 'office-report', 'line-press']) {
      expect(await project.inspect(service, '{{.State.Health.Status}}')).toBe('healthy');
    }
  });

  it('keeps secrets from everybody else on the device', () => {
    expect(statSync(engine.devicePath('/etc/sff/secrets')).mode & 0o777).toBe(0o700);
    expect(statSync(engine.devicePath('/etc/sff/secrets/till/db/password')).mode & 0o777).toBe(0o400);
  });

  it('gives a critical priority to the kernel', async () => {
    const pid = await project.inspect('line-press', '{{.State.Pid}}');
    const score = (await engine.onDevice(['cat', `/proc/${pid}/oom_score_adj`])).trim();
    // Where the machine's root may not lower a score, the harness makes it 0: then only what is emitted can be judged.
    expect(shop().files['compose/compose.yaml']).toMatch(/^ {4}oom_score_adj: -500$/m);
    expect(score).toBe(LOWERS_OOM_SCORES ? '-500' : '0');
  });

  it('has no network at all without edge, port and egress', async () => {
    expect(await project.inspect('line-camera', '{{.HostConfig.NetworkMode}}')).toBe('none');
  });

  it('gives a sidecar its network again when it is recreated with the main container', async () => {
    await engine.docker(['restart', '--time', '0', await project.container('line-press')]);
    await eventually(
      () => project.inspect('line-press', '{{.State.Health.Status}}'),
      (state) => state === 'healthy',
    );
    expect(await project.reaches('line-press-exporter', '127.0.0.1:8080')).toBe(false);
    await project.up('--force-recreate', 'line-press', 'line-press-exporter');
    expect(await project.reaches('line-press-exporter', '127.0.0.1:8080')).toBe(true);
  });

  it('comes back by itself, as it was, after a power cut', async () => {
    const started = () => project.inspect('line-press-migrate', '{{.State.StartedAt}}');
    const [before, once] = [await ids(), await started()];
    await engine.powerCycle();
    const state = '{{.State.Status}} {{with .State.Health}}{{.Status}}{{end}}';
    for (const service of project.services.filter((each) => each !== 'line-press-migrate')) {
      await eventually(
        () => project.inspect(service, state),
        (found) => found === 'running' || found === 'running healthy',
      );
    }
    expect(await ids()).toEqual(before);
    expect(await project.reaches('till-pos', 'db.till:5432')).toBe(true);
    expect(await engine.opens('lan', '10.0.42.11', 80)).toBe(true);
    expect((await read('till-db', '/run/secrets/password')).ok).toBe(true);
    // As the matrix notes of init containers.
    expect(await started()).toBe(once);
  });

  it('leaves its volumes when it goes down', async () => {
    const volumes = async () => (await engine.docker(['volume', 'ls', '--quiet'])).trim().split('\n').sort();
    const before = await volumes();
    await project.compose('down', '--timeout', '0');
    expect(await volumes()).toEqual(before);
    expect(before).toEqual(['shop-0042_till-db-data']);
    expect(await engine.docker(['ps', '--all', '--quiet'])).toBe('');
    expect((await engine.docker(['network', 'ls', '--format', '{{.Name}}'])).split('\n').sort().join(' ').trim()).toBe(
      'bridge host none',
    );
  });

  it('does not come up without what site.json asks for', async () => {
    const { 'site.json': _, ...files } = shop().files;
    const poor = await ComposeProject.install(engine, {
      ...files,
      'compose/compose.yaml':
        files['compose/compose.yaml']?.replaceAll('/etc/sff/secrets/', '/etc/sff/elsewhere/') ?? '',
    });
    expect(await complaintOf(poor.compose('create'))).toMatch(/\/etc\/sff\/elsewhere\//);
  });
});
