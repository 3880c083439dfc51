import { statSync } from 'node:fs';
import { complaintOf, eventually } from '../../engines/harness/command';
import { ComposeProject, secretOf } from '../../engines/harness/compose-project';
import { type DockerEngine, dockerEngine, INTERNET, PRINTER, ROUTER } from '../../engines/harness/docker';
import { LITERAL, shop } from './shop';

/** As much of what a stand-in tells about itself as these tests look at. */
interface Self {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly status: Readonly<Record<string, string>>;
  readonly cgroup: Readonly<Record<string, string>>;
  readonly mounts: Readonly<Record<string, string>>;
}
interface Outcome {
  readonly ok: boolean;
  readonly error?: string;
}
interface FileFacts extends Outcome {
  readonly content: string;
  readonly mode: string;
  readonly uid: number;
}

/** One bit for each capability (linux/capability.h). */
const CAP = { CHOWN: 1n << 0n, NET_BIND_SERVICE: 1n << 10n };

describe('a running Compose project', () => {
  let engine: DockerEngine;
  let project: ComposeProject;
  beforeAll(async () => {
    engine = await dockerEngine();
    await engine.serveOnLan(9999);
    project = await ComposeProject.install(engine, shop().files);
    await project.up();
  });
  afterAll(() => engine?.stop());

  const self = (service: string) => project.ask<Self>(service, 'self');
  const read = (service: string, path: string) => project.ask<FileFacts>(service, `read?path=${path}`);
  const mayWrite = async (service: string, path: string) =>
    (await project.ask<Outcome>(service, `write?path=${path}`)).ok;
  /** Whether a TCP connection comes about from the LAN, or from the device itself. */
  const opens = async (from: 'lan' | 'device', address: string, port: number): Promise<boolean> => {
    const dial = ['timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${port}`];
    try {
      await (from === 'lan' ? engine.onLan(dial) : engine.onDevice(dial));
      return true;
    } catch {
      return false;
    }
  };
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
    expect((await self('till-db')).mounts['/tmp']).toMatch(/^tmpfs rw.*size=65536k/);
    expect((await read('till-db', '/tmp')).mode).toBe('dtrwxrwxrwx');
  });

  it('reads its secret, which nobody else on the device can', async () => {
    const secret = await read('till-db', '/run/secrets/password');
    const path = '/etc/sff/secrets/till/db/password';
    expect(secret).toMatchObject({ ok: true, content: secretOf(path), mode: '-r--------', uid: 999 });
    expect(statSync(engine.devicePath('/etc/sff/secrets')).mode & 0o777).toBe(0o700);
    expect((await read('till-pos', '/run/secrets/password')).ok).toBe(false);
  });

  it('gets secrets in its environment as they are', async () => {
    expect((await self('office-report')).env.TOKEN).toBe(secretOf('TOKEN'));
  });

  it('gets literal text as it is in arguments, environment and files', async () => {
    const { args, env } = await self('till-pos');
    expect(args).toEqual([expect.any(String), '--literal', LITERAL]);
    expect(env).toMatchObject({ LITERAL, DATABASE: 'db.till:5432' });
    const config = await read('till-pos', '/etc/pos/pos.conf');
    expect(config.content).toBe(`greeting = hello\nliteral = ${LITERAL}\n`);
    expect(await mayWrite('till-pos', '/etc/pos')).toBe(false);
  });

  describe('its network', () => {
    it('has the dotted name of a workload that is connected', async () => {
      expect(await project.reaches('till-pos', 'db.till:5432')).toBe(true);
    });

    it('is symmetric and has all ports on a connection, as the matrix notes', async () => {
      expect(await project.reaches('till-pos', 'db.till:9187')).toBe(true);
      expect(await project.reaches('till-db', 'pos.till:8080')).toBe(true);
      expect(await project.reaches('till-db', 'pos.till:6060')).toBe(true);
    });

    it('refuses what no connection allows, by name and by address', async () => {
      const address = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}';
      for (const from of ['office-report', 'office-discovery', 'office-alone']) {
        expect([from, await project.reaches(from, 'db.till:5432')]).toEqual([from, false]);
        for (const ip of (await project.inspect('till-db', address)).split(' ')) {
          expect([from, ip, await project.reaches(from, `${ip}:5432`)]).toEqual([from, ip, false]);
        }
      }
      for (const ip of (await project.inspect('till-pos', address)).split(' ')) {
        expect([ip, await project.reaches('office-report', `${ip}:8080`)]).toEqual([ip, false]);
      }
    });

    it('answers on a published port from the LAN, and calls nobody there without egress', async () => {
      expect(await opens('lan', '10.0.42.11', 80)).toBe(true);
      for (const target of [ROUTER, PRINTER, INTERNET]) {
        expect([target, await project.reaches('till-pos', `${target}:9999`)]).toEqual([target, false]);
        expect([target, await project.reaches('till-db', `${target}:9999`)]).toEqual([target, false]);
      }
      // The same call from a workload with egress shows that somebody listens.
      expect(await project.reaches('office-report', `${INTERNET}:9999`)).toBe(true);
      // As the matrix notes: with any egress, it can call all of the LAN.
      expect(await project.reaches('office-report', `${PRINTER}:9999`)).toBe(true);
    });

    it('publishes only where the program says', async () => {
      await engine.addAddress('10.0.42.12/24');
      const open = async (port: number) => ({
        lan: await opens('lan', '10.0.42.11', port),
        other: await opens('lan', '10.0.42.12', port),
        loopback: await opens('device', '127.0.0.1', port),
      });
      expect(await open(80)).toEqual({ lan: true, other: false, loopback: false });
      expect(await open(8081)).toEqual({ lan: false, other: false, loopback: true });
      expect(await open(9100)).toEqual({ lan: true, other: true, loopback: true });
      for (const port of [5432, 6060, 7070]) {
        expect(await open(port)).toEqual({ lan: false, other: false, loopback: false });
      }
    });

    it('does not let the LAN route to containers past their published ports', async () => {
      const [address = ''] = (
        await project.inspect('till-pos', '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}')
      ).split(' ');
      await engine.onLan(['ip', 'route', 'replace', '172.28.0.0/16', 'via', '10.0.42.11']);
      expect(await opens('lan', address, 6060)).toBe(false);
    });
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
    await project.compose('stop', 'till-pos');
    expect(await project.inspect('till-pos', '{{.State.ExitCode}}')).toBe('137');
    await project.up();
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
