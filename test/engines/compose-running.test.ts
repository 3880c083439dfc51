import { statSync } from 'node:fs';
import { complaintOf, eventually } from '../../engines/harness/command';
import { ComposeProject } from '../../engines/harness/compose-project';
import { type DockerEngine, dockerEngine } from '../../engines/harness/docker';
import { secretOf } from '../../engines/harness/secret';
import { LITERAL, shop } from './shop';
import type { FileFacts, Outcome, Self } from './standin-answers';

/** One bit for each capability (linux/capability.h). */
const CAP = { CHOWN: 1n << 0n, NET_BIND_SERVICE: 1n << 10n };

describe('a running Compose project', () => {
  let engine: DockerEngine;
  let project: ComposeProject;
  beforeAll(async () => {
    engine = await dockerEngine();
    project = await ComposeProject.install(engine, shop().files);
    await project.up();
  });
  afterAll(() => engine?.stop());

  const self = (service: string) => project.ask<Self>(service, 'self');
  const read = (service: string, path: string) => project.ask<FileFacts>(service, `read?path=${path}`);
  const mayWrite = async (service: string, path: string) =>
    (await project.ask<Outcome>(service, `write?path=${path}`)).ok;
  const ids = async () => {
    const pairs = project.services.map(async (service) => [service, await project.container(service)] as const);
    return Object.fromEntries(await Promise.all(pairs));
  };

  it('is healthy where it states a check', async () => {
    for (const service of ['till-db', 'till-pos', 'office-report']) {
      expect(await project.inspect(service, '{{.State.Health.Status}}')).toBe('healthy');
    }
  });

  it('limits memory, CPU and processes', async () => {
    const { cgroup } = await self('till-pos');
    const memory = cgroup['memory.max'] ?? cgroup['memory.limit_in_bytes'];
    const [quota, period] = cgroup['cpu.max']?.split(' ') ?? [cgroup['cpu.cfs_quota_us'], cgroup['cpu.cfs_period_us']];
    expect({ memory: Number(memory), cpu: Number(quota) / Number(period), pids: Number(cgroup['pids.max']) }).toEqual({
      memory: 64 * 1024 * 1024,
      cpu: 0.25,
      pids: 40,
    });
  });

  it('ends a process that takes more memory than its limit, and starts it again', async () => {
    const before = await project.inspect('till-pos', '{{.RestartCount}}');
    await project.ask('till-pos', `allocate?bytes=${96 * 1024 * 1024}`).catch(() => undefined);
    await eventually(
      () => project.inspect('till-pos', '{{.RestartCount}} {{.State.Health.Status}}'),
      (state) => state === `${Number(before) + 1} healthy`,
    );
  });

  it('runs as the user of the program, without a way up', async () => {
    const { uid, gid, groups, status } = await self('till-pos');
    expect({ uid, gid, groups }).toEqual({ uid: 10001, gid: 10001, groups: [10001] });
    expect(status).toMatchObject({ CapEff: '0'.repeat(16), CapBnd: '0'.repeat(16), NoNewPrivs: '1', Seccomp: '2' });
    const attempts = await project.ask<Record<string, Outcome>>('till-pos', 'escalate');
    expect(Object.values(attempts).map(({ ok }) => ok)).not.toContain(true);
  });

  it('gives back the capabilities that the program states, and no other', async () => {
    const { uid, status } = await self('office-discovery');
    expect(uid).toBe(0);
    expect(BigInt(`0x${status.CapEff}`)).toBe(CAP.CHOWN | CAP.NET_BIND_SERVICE);
    expect(BigInt(`0x${status.CapBnd}`)).toBe(CAP.CHOWN | CAP.NET_BIND_SERVICE);
  });

  it('can write to its volumes and /tmp, and nowhere else', async () => {
    for (const path of ['/', '/etc', '/bin']) expect([path, await mayWrite('till-db', path)]).toEqual([path, false]);
    for (const path of ['/tmp', '/var/lib/postgresql/data', '/archive']) {
      expect([path, await mayWrite('till-db', path)]).toEqual([path, true]);
    }
    // Root itself finds the root file system read-only.
    expect(await mayWrite('office-discovery', '/')).toBe(false);
    for (const service of project.services) expect((await self(service)).mounts['/']).toMatch(/ ro,/);
    expect((await self('till-db')).mounts['/tmp']).toMatch(/^tmpfs rw.*size=65536k/);
    expect((await read('till-db', '/tmp')).mode).toBe('dtrwxrwxrwx');
  });

  it('reads its secret, which nobody else on the device can', async () => {
    const secret = await read('till-db', '/run/secrets/password');
    expect(secret).toMatchObject({
      ok: true,
      content: secretOf('till', 'db', 'password'),
      mode: '-r--------',
      uid: 999,
    });
    expect(statSync(engine.devicePath('/etc/sff/secrets')).mode & 0o777).toBe(0o700);
    expect((await read('till-pos', '/run/secrets/password')).ok).toBe(false);
  });

  it('gets secrets in its environment as they are', async () => {
    expect((await self('office-report')).env.TOKEN).toBe(secretOf('office', 'report', 'token'));
  });

  it('gets literal text as it is in arguments, environment and files', async () => {
    const { args, env } = await self('till-pos');
    expect(args).toEqual([expect.any(String), '--literal', LITERAL]);
    expect(env).toMatchObject({ LITERAL, DATABASE: 'db.till:5432' });
    const config = await read('till-pos', '/etc/pos/pos.conf');
    expect(config.content).toBe(`greeting = hello\nliteral = ${LITERAL}\n`);
    expect(await mayWrite('till-pos', '/etc/pos')).toBe(false);
  });

  it('starts again when it dies', async () => {
    const pid = await project.inspect('till-pos', '{{.State.Pid}}');
    await engine.onDevice(['kill', '-KILL', pid]);
    await eventually(
      () => project.inspect('till-pos', '{{.State.Pid}} {{.State.Health.Status}}'),
      (state) => /^[1-9]\d* healthy$/.test(state) && !state.startsWith(`${pid} `),
    );
  });

  it('has its grace to stop in, and no more', async () => {
    await project.ask('till-pos', 'linger?for=1s');
    await project.compose('stop', 'till-pos');
    expect(await project.inspect('till-pos', '{{.State.ExitCode}}')).toBe('0');
    await project.up();
    await project.ask('till-pos', 'linger?for=60s');
    const begun = Date.now();
    await project.compose('stop', 'till-pos');
    expect(Date.now() - begun).toBeGreaterThan(2_900);
    expect(Date.now() - begun).toBeLessThan(9_000); // Docker's own grace is ten seconds
    expect(await project.inspect('till-pos', '{{.State.ExitCode}}')).toBe('137');
    await project.up();
  });

  it('comes back by itself, as it was, after a power cut', async () => {
    const before = await ids();
    await engine.powerCycle();
    const state = '{{.State.Status}} {{with .State.Health}}{{.Status}}{{end}}';
    for (const service of project.services) {
      await eventually(
        () => project.inspect(service, state),
        (found) => found === 'running' || found === 'running healthy',
      );
    }
    expect(await ids()).toEqual(before);
    expect(await project.reaches('till-pos', 'db.till:5432')).toBe(true);
    expect(await engine.opens('lan', '10.0.42.11', 80)).toBe(true);
    expect((await read('till-db', '/run/secrets/password')).ok).toBe(true);
  });

  it('is left alone by a second up', async () => {
    const before = await ids();
    await project.up();
    expect(await ids()).toEqual(before);
  });

  it('is recreated where its config file has changed, and nowhere else', async () => {
    const before = await ids();
    project.write(shop('good morning').files);
    await project.up();
    const after = await ids();
    expect(project.services.filter((service) => before[service] !== after[service])).toEqual(['till-pos']);
    expect((await read('till-pos', '/etc/pos/pos.conf')).content).toContain('greeting = good morning');
  });

  it('says unhealthy while the check fails, and is not restarted, as the matrix notes', async () => {
    const before = await project.inspect('till-pos', '{{.State.StartedAt}}');
    await project.ask('till-pos', 'fail');
    await eventually(
      () => project.inspect('till-pos', '{{.State.Health.Status}}'),
      (state) => state === 'unhealthy',
    );
    await project.ask('till-pos', 'heal');
    await eventually(
      () => project.inspect('till-pos', '{{.State.Health.Status}}'),
      (state) => state === 'healthy',
    );
    expect(await project.inspect('till-pos', '{{.State.StartedAt}}')).toBe(before);
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
