import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { enginePath } from '../cache';
import { device } from '../device/device';
import { docker } from '../docker/docker';
import { CommandError, type CommandOptions, command, eventually } from './command';
import { Run } from './run';
import type { Service } from './service';

export interface DeviceOptions {
  /** Host name. @default `box` */
  readonly name?: string;
  /** Installs a Docker engine with Compose, started at boot. @default none */
  readonly docker?: 'installed';
}

/** As systemd counts them: what a unit can be, and come to rest in. */
export type UnitState = 'active' | 'inactive' | 'failed' | 'activating' | 'deactivating' | 'reloading';

const SCRIPTS = join(__dirname, '../device');
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
};

/**
 * Boots a device: Debian whose root has the files of `rootfs` over its own, with systemd as its first process and a
 * network without anything but loopback.
 *
 * It ends with `stop()`, and when this process ends, however it ends: nothing outlives it but the cache.
 *
 * @param rootfs a directory of files at their place on the device; it may be empty, and stays as it is
 * @throws when it is not prepared, without root, and when it does not boot
 */
export async function deviceBox(rootfs: string, options: DeviceOptions = {}): Promise<DeviceBox> {
  check(options);
  const box = new DeviceBox(resolve(rootfs), options);
  try {
    await box.boot();
  } catch (error) {
    await box.stop();
    throw error;
  }
  return box;
}

/** A device, on or off. */
export class DeviceBox {
  private readonly run = new Run('device');
  private power: Service | undefined;
  /** Process id of its systemd. */
  private init: string | undefined;

  constructor(
    private readonly rootfs: string,
    private readonly options: DeviceOptions,
  ) {}

  /** Its files, gone after `stop()`. */
  public get directory(): string {
    return this.run.directory;
  }

  /** Starts it with the files that it had, and returns how the boot ended: `degraded` when a unit has failed. */
  public async boot(): Promise<'running' | 'degraded'> {
    if (this.power?.running) throw new Error('The device is on.');
    const namespaces = ['--fork', '--kill-child', '--pid', '--mount', '--uts', '--ipc', '--net'];
    const files = [enginePath(device, 'root'), this.rootfs, dockerOf(this.options)];
    const init = [join(SCRIPTS, 'init.sh'), this.run.cgroup, this.options.name ?? 'box', this.run.path('state')];
    mkdirSync(this.run.path('state'), { recursive: true });
    const power = this.run.start('device', 'unshare', [...namespaces, ...init, ...files]);
    this.power = power;
    let state = '';
    await power.until('boot', async () => {
      this.init = readFileSync(`/proc/${power.pid}/task/${power.pid}/children`, 'utf8').trim() || undefined;
      state = this.init === undefined ? '' : await this.systemState();
      return state === 'running' || state === 'degraded';
    });
    return state as 'running' | 'degraded'; // `until` has just seen it
  }

  /** Cuts its power: everything that runs ends at once. What was written to a file is there at the next boot. */
  public async powerCut(): Promise<void> {
    if (this.init === undefined || !this.power?.running) throw new Error('The device is off.');
    // With the first process of a pid namespace the kernel kills all others; unshare ends when they are gone.
    process.kill(Number(this.init), 'SIGKILL');
    for (const end = Date.now() + 10_000; this.power.running && Date.now() < end; ) await sleep(20);
    this.init = undefined;
  }

  /** Runs a program on the device, as root, and returns what it prints. */
  public async exec(line: readonly string[], options: CommandOptions = {}): Promise<string> {
    const namespaces = ['--mount', '--pid', '--uts', '--ipc', '--net', '--cgroup', '--root', '--wd'];
    const enter = ['--target', this.pid(), ...namespaces, '--', ...line];
    return command('nsenter', enter, { env: ENVIRONMENT, ...options });
  }

  public systemctl(...args: readonly string[]): Promise<string> {
    return this.exec(['systemctl', '--no-pager', ...args]);
  }

  /** What a unit has printed and systemd has said of it since the device booted. */
  public journal(unit: string): Promise<string> {
    return this.exec(['journalctl', '--no-pager', '--boot', '--output', 'short-monotonic', '--unit', unit]);
  }

  /** Properties of a unit, as `systemctl show` gives them. */
  public async show(unit: string): Promise<Readonly<Record<string, string>>> {
    const lines = (await this.systemctl('show', unit)).split('\n').filter((line) => line.includes('='));
    return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
  }

  /** Waits until a unit is in a state. The error has the unit's journal. */
  public async waitFor(unit: string, state: UnitState = 'active', timeout = 30_000): Promise<void> {
    try {
      await eventually(
        async () => (await this.show(unit)).ActiveState,
        (now) => now === state,
        timeout,
      );
    } catch (error) {
      throw new Error(`${unit} is not ${state}. ${String(error)}\n${(await this.journal(unit)).slice(-3000)}`);
    }
  }

  /** Where this process finds a file of the device, which is on. */
  public path(file: string): string {
    return join('/proc', this.pid(), 'root', file);
  }

  /** What it has said while it booted. */
  public console(): string {
    const file = this.run.path('state', 'console.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Ends it and everything on it, and removes its files. */
  public async stop(): Promise<void> {
    await this.run.stop();
  }

  private async systemState(): Promise<string> {
    try {
      return (await this.exec(['systemctl', 'is-system-running'])).trim();
    } catch (error) {
      if (error instanceof CommandError) return error.stdout.trim(); // not there yet, or degraded
      throw error;
    }
  }

  private pid(): string {
    if (this.init === undefined) throw new Error('The device is off.');
    return this.init;
  }
}

/**
 * What `systemd-analyze verify` complains about, line by line, in units as they are on the device: keys and values that
 * it does not know, programs and units that are not there.
 *
 * @param units names; by default all that `rootfs` has
 */
export async function verifyUnits(
  rootfs: string,
  { units = unitsIn(rootfs), ...options }: DeviceOptions & { readonly units?: readonly string[] } = {},
): Promise<readonly string[]> {
  check(options);
  if (units.length === 0) throw new Error(`${rootfs} has no units.`);
  const files = [enginePath(device, 'root'), resolve(rootfs), dockerOf(options)];
  const run = new Run('units');
  try {
    await command('unshare', ['--mount', join(SCRIPTS, 'verify.sh'), run.path('state'), ...files, ...units]);
    return [];
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== 1) throw error;
    return error.stderr.trim().split('\n');
  } finally {
    await run.stop();
  }
}

function check(options: DeviceOptions): void {
  if (process.getuid?.() !== 0) throw new Error('A device needs root for its namespaces: run with sudo.');
  enginePath(device);
  dockerOf(options);
}

function dockerOf({ docker: wanted }: DeviceOptions): string {
  return wanted === undefined ? '' : enginePath(docker);
}

/** Names of the units in a tree, and of those that it only adds drop-ins to. */
function unitsIn(rootfs: string): readonly string[] {
  const directories = ['etc/systemd/system', 'usr/lib/systemd/system'].map((path) => join(rootfs, path));
  const names = directories.filter((path) => existsSync(path)).flatMap((path) => readdirSync(path));
  const units = names.map((name) => name.replace(/\.d$/, ''));
  return [...new Set(units)].filter((name) => /\.(service|timer|socket|path|mount|target|slice)$/.test(name)).sort();
}
