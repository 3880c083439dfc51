import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { eventually } from '../../engines/harness/command';
import { dockerEngine } from '../../engines/harness/docker';

/** Where an engine can leave something. */
interface Trace {
  readonly namespace: string;
  readonly directory: string;
}

/** What is there of an engine outside of it. */
function remains({ namespace, directory }: Trace): Readonly<Record<string, readonly string[]>> {
  const run = basename(directory);
  const processes = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && belongs(pid, namespace, directory));
  const cgroups = ['/sys/fs/cgroup', ...readdirSync('/sys/fs/cgroup').map((name) => join('/sys/fs/cgroup', name))];
  return {
    processes,
    cgroups: cgroups.map((root) => join(root, run)).filter((path) => existsSync(path)),
    mounts: readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter((line) => line.includes(directory)),
    files: existsSync(directory) ? [directory] : [],
  };
}

/** Processes in its pid namespace, and those outside that carry its mark or are told its directory. */
function belongs(pid: string, namespace: string, directory: string): boolean {
  try {
    return (
      readlinkSync(`/proc/${pid}/ns/pid`) === namespace ||
      readFileSync(`/proc/${pid}/environ`, 'utf8').includes(directory) ||
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory)
    );
  } catch {
    return false; // it has ended meanwhile
  }
}

const NOTHING = { processes: [], cgroups: [], mounts: [], files: [] };
const interfaces = () => execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' }).replaceAll(/ (state|mtu) .*$/gm, '');
const rules = () => execFileSync('iptables-save', { encoding: 'utf8' }).replaceAll(/^#.*$|\[\d+:\d+\]/gm, '');

describe('a Docker engine', () => {
  it('leaves nothing behind when it is stopped', async () => {
    const before = { interfaces: interfaces(), rules: rules() };
    const engine = await dockerEngine();
    const namespace = (await engine.onDevice(['readlink', '/proc/self/ns/pid'])).trim();
    const trace = { namespace, directory: engine.directory };
    expect(remains(trace)).toMatchObject({ processes: expect.arrayContaining([expect.any(String)]), mounts: [] });
    await engine.stop();
    expect(remains(trace)).toEqual(NOTHING);
    expect({ interfaces: interfaces(), rules: rules() }).toEqual(before);
  });

  it('leaves nothing behind when the process that started it is killed', async () => {
    const before = { interfaces: interfaces(), rules: rules() };
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', join(__dirname, 'forgotten.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const trace = JSON.parse(await firstLine(child)) as Trace;
    const alive = remains(trace);
    expect(alive.processes?.length).toBeGreaterThan(4);
    expect(alive.cgroups).not.toEqual([]);
    child.kill('SIGKILL');
    await eventually(
      async () => remains(trace),
      (left) => Object.values(left).every((list) => list.length === 0),
    );
    expect({ interfaces: interfaces(), rules: rules() }).toEqual(before);
  });

  it('keeps what the device writes to /etc to itself', async () => {
    const engine = await dockerEngine();
    try {
      await engine.onDevice(['mkdir', '-p', '/etc/sff-engines-test']);
      expect(existsSync(engine.devicePath('/etc/sff-engines-test'))).toBe(true);
      expect(existsSync('/etc/sff-engines-test')).toBe(false);
    } finally {
      await engine.stop();
    }
  });

  it('says what its daemon complains about when it does not start', async () => {
    await expect(dockerEngine({ daemon: { 'no-such-setting': true } })).rejects.toThrow('no-such-setting');
  });

  it('says how to get it when it is not prepared', async () => {
    const cache = process.env.SFF_ENGINES_CACHE;
    process.env.SFF_ENGINES_CACHE = '/nonexistent';
    try {
      await expect(dockerEngine()).rejects.toThrow('npm run engines -- prepare docker');
    } finally {
      if (cache === undefined) delete process.env.SFF_ENGINES_CACHE;
      else process.env.SFF_ENGINES_CACHE = cache;
    }
  });
});

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes('\n')) resolve(text);
    });
    child.on('exit', (code) => reject(new Error(`It ended with ${code} before it was ready.`)));
  });
}
