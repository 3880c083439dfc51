import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { enginePath } from '../cache';
import { docker } from '../docker/docker';
import { complaint, isMet } from '../requirements';
import { standin } from '../standin/engine';
import { CommandError, type CommandOptions, command } from './command';
import { Run } from './run';
import type { Service } from './service';

/** The LAN of the device that the engine runs on; all of it is in network namespaces of the engine's own. */
export interface Lan {
  /** The device's address. @default `10.0.42.11/24` */
  readonly device?: string | undefined;
  /** Addresses that answer on the LAN; the first is the device's router. @default a router, a printer, the internet */
  readonly others?: readonly string[] | undefined;
}

export interface DockerOptions {
  /** @default the default LAN */
  readonly lan?: Lan | undefined;
  /** What `daemon.json` has besides what the harness needs. */
  readonly daemon?: Readonly<Record<string, unknown>> | undefined;
}

export const ROUTER = '10.0.42.1';
export const PRINTER = '10.0.42.50';
/** An address of TEST-NET-3 that stands for the internet: only the router leads there. */
export const INTERNET = '203.0.113.10';

/**
 * Starts a Docker engine in pid, mount and network namespaces of its own.
 *
 * It ends with `stop()`, and when this process ends, however it ends: nothing outlives it but the cache.
 *
 * @throws when it is not prepared, when a Debian package is missing, without root, and when it does not start
 */
export async function dockerEngine(options: DockerOptions = {}): Promise<DockerEngine> {
  const lacks = docker.needs.filter((need) => 'debian' in need && !isMet(need)).map(complaint);
  if (lacks.length > 0) throw new Error(`The Docker engine can't start:\n${lacks.join('\n')}`);
  if (process.getuid?.() !== 0) throw new Error('The Docker engine needs root for its namespaces: run with sudo.');
  enginePath(docker);
  const engine = new DockerEngine(options);
  try {
    await engine.ready();
  } catch (error) {
    await engine.stop();
    throw error;
  }
  return engine;
}

/** A running Docker engine. */
export class DockerEngine {
  private readonly run = new Run('docker');
  private readonly env: Readonly<Record<string, string>>;
  private readonly addresses: readonly string[];
  private daemon: Service;
  private readonly loaded = new Map<string, Promise<void>>();
  /** Process id of the first process in its namespaces. */
  private init: string | undefined;

  constructor({ lan = {}, daemon = {} }: DockerOptions) {
    const { device = '10.0.42.11/24', others = [`${ROUTER}/24`, `${PRINTER}/24`, `${INTERNET}/32`] } = lan;
    this.env = {
      PATH: [enginePath(docker, 'bin'), '/usr/local/sbin:/usr/sbin:/sbin', process.env.PATH].join(delimiter),
      HOME: this.run.directory,
      LANG: 'C.UTF-8',
      DOCKER_HOST: `unix://${this.run.path('docker.sock')}`,
      DOCKER_CONFIG: this.run.path('client'),
    };
    mkdirSync(this.run.path('client'));
    symlinkSync(enginePath(docker, 'cli-plugins'), this.run.path('client/cli-plugins'));
    // Names that no container has are asked of the router, which refuses at once.
    const settings = { dns: [ROUTER], 'exec-opts': ['native.cgroupdriver=cgroupfs'], ...daemon };
    writeFileSync(this.run.path('daemon.json'), JSON.stringify(settings));
    this.addresses = [device, ...others];
    this.daemon = this.boot();
  }

  /** Its files, gone after `stop()`. */
  public get directory(): string {
    return this.run.directory;
  }

  /** Waits until the engine answers. */
  public async ready(): Promise<void> {
    await this.daemon.until('answer', () => this.answers());
    const unshare = this.daemon.pid;
    this.init = readFileSync(`/proc/${unshare}/task/${unshare}/children`, 'utf8').trim();
  }

  /** Runs `docker ARGS…` and returns what it prints. */
  public docker(args: readonly string[], options: CommandOptions = {}): Promise<string> {
    return command('docker', args, { env: this.env, ...options });
  }

  /**
   * Runs `docker compose ARGS…` on the project in a directory, on the device: it sees the device's files, and nothing
   * of this process' environment.
   */
  public compose(project: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
    const plain = ['--ansi', 'never', '--progress', 'quiet', '--file', join(project, 'compose.yaml')];
    return this.onDevice(['docker', 'compose', ...plain, ...args], { timeout: 180_000, ...options });
  }

  /** Loads the images of an archive; once, for all who load the same. */
  public load(archive: Buffer): Promise<void> {
    const name = createHash('sha256').update(archive).digest('hex');
    const file = this.run.path(`${name}.tar`);
    const loading = this.loaded.get(name) ?? writeFile(file, archive).then(() => this.loadFile(file));
    this.loaded.set(name, loading);
    return loading;
  }

  private async loadFile(file: string): Promise<void> {
    await this.docker(['load', '--quiet', '--input', file]);
    await rm(file);
  }

  /** Where this process finds a file of the device: its `/etc`, `/opt`, `/srv` and `/var/lib` are its own. */
  public devicePath(path: string): string {
    return join('/proc', this.pid(), 'root', path);
  }

  /** Runs a command on the device: in the engine's pid, network and mount namespaces. */
  public onDevice(line: readonly string[], options: CommandOptions = {}): Promise<string> {
    const namespaces = ['--target', this.pid(), '--net', '--pid', '--mount', '--uts', '--ipc'];
    return command('nsenter', [...namespaces, '--', ...line], { env: this.env, ...options });
  }

  /** Gives the device another address, `10.0.43.11/24`. */
  public async addAddress(address: string): Promise<void> {
    await this.onDevice(['ip', 'address', 'replace', address, 'dev', 'lan0']);
  }

  /** Runs a command on the LAN, where the router, the printer and the internet are. */
  public onLan(line: readonly string[], options: CommandOptions = {}): Promise<string> {
    return this.onDevice(['nsenter', '--target', this.lan(), '--net', '--', ...line], options);
  }

  /** Has a stand-in answer on TCP ports, on every address of the LAN or of the device, until the engine stops. */
  public async serve(where: 'lan' | 'device', ...ports: readonly number[]): Promise<void> {
    const device = ['--target', this.pid(), '--net', '--pid', '--mount', '--'];
    const lan = where === 'lan' ? ['nsenter', '--target', this.lan(), '--net', '--'] : [];
    // A file of its own: beside another server of the same file, a stand-in takes itself for the tool of a check.
    const program = this.run.path(`standin-${where}`);
    await copyFile(enginePath(standin, 'standin'), program);
    const server = this.run.start(where, 'nsenter', [...device, ...lan, program], {
      env: { ...this.env, STANDIN_PORTS: ports.join(',') },
    });
    await server.until('listener', () => server.log().includes('serves'));
  }

  /** Whether a TCP connection comes about, from the LAN or from the device itself. */
  public async opens(from: 'lan' | 'device', address: string, port: number): Promise<boolean> {
    const dial = ['timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${port}`];
    try {
      await (from === 'lan' ? this.onLan(dial) : this.onDevice(dial));
      return true;
    } catch (error) {
      if (error instanceof CommandError) return false;
      throw error;
    }
  }

  /** Cuts the device's power and boots it again, with the files that it had. */
  public async powerCycle(): Promise<void> {
    await this.cut();
    this.daemon = this.boot();
    await this.ready();
  }

  /** What the engine has logged. */
  public log(): string {
    return this.daemon.log();
  }

  /** Ends the engine and everything in it, and removes its files. */
  public async stop(): Promise<void> {
    await this.cut();
    await this.run.stop();
  }

  private boot(): Service {
    const namespaces = ['--fork', '--kill-child', '--pid', '--mount-proc', '--net', '--mount', '--uts', '--ipc'];
    const script = [join(__dirname, '../docker/init.sh'), this.run.directory, this.run.cgroup, ...this.addresses];
    return this.run.start('dockerd', 'unshare', [...namespaces, ...script], { env: this.env });
  }

  private async cut(): Promise<void> {
    if (this.init === undefined || !this.daemon.running) return;
    // With the first process of a pid namespace the kernel kills all others; unshare ends when they are gone.
    process.kill(Number(this.init), 'SIGKILL');
    for (const end = Date.now() + 10_000; this.daemon.running && Date.now() < end; ) await sleep(20);
  }

  private pid(): string {
    if (this.init === undefined) throw new Error('The Docker engine is not running.');
    return this.init;
  }

  /** Process id, in the engine's namespace, of the process that holds the LAN. */
  private lan(): string {
    return readFileSync(this.run.path('lan.pid'), 'utf8').trim();
  }

  private answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const request = get({ socketPath: this.run.path('docker.sock'), path: '/_ping', timeout: 1000 }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      request.on('error', () => resolve(false)).on('timeout', () => request.destroy());
    });
  }
}
