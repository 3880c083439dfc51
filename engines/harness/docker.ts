import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { enginePath } from '../cache';
import { docker } from '../docker/docker';
import { complaint, isMet } from '../requirements';
import { type CommandOptions, command } from './command';
import { Device, type Lan, lanArguments, ROUTER } from './device';
import { Run } from './run';
import type { Service } from './service';

export interface DockerOptions {
  /** @default the default LAN */
  readonly lan?: Lan | undefined;
  /** What `daemon.json` has besides what the harness needs. */
  readonly daemon?: Readonly<Record<string, unknown>> | undefined;
}

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
export class DockerEngine extends Device {
  private readonly addresses: readonly string[];
  private daemon: Service;
  private readonly loaded = new Map<string, Promise<void>>();
  /** Process id of the first process in its namespaces. */
  private init: string | undefined;

  constructor({ lan, daemon = {} }: DockerOptions) {
    const run = new Run('docker');
    const env = {
      PATH: [enginePath(docker, 'bin'), '/usr/local/sbin:/usr/sbin:/sbin', process.env.PATH].join(delimiter),
      HOME: run.directory,
      LANG: 'C.UTF-8',
      DOCKER_HOST: `unix://${run.path('docker.sock')}`,
      DOCKER_CONFIG: run.path('client'),
    };
    super(run, env, lan);
    mkdirSync(this.run.path('client'));
    symlinkSync(enginePath(docker, 'cli-plugins'), this.run.path('client/cli-plugins'));
    // Names that no container has are asked of the router, which refuses at once.
    const settings = { dns: [ROUTER], 'exec-opts': ['native.cgroupdriver=cgroupfs'], ...daemon };
    writeFileSync(this.run.path('daemon.json'), JSON.stringify(settings));
    this.addresses = lanArguments(lan);
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

  protected enter(line: readonly string[]): readonly [string, ...string[]] {
    return ['nsenter', '--target', this.pid(), '--net', '--pid', '--mount', '--uts', '--ipc', '--', ...line];
  }

  /** Gives the device another address, `10.0.43.11/24`. */
  public async addAddress(address: string): Promise<void> {
    await this.onDevice(['ip', 'address', 'replace', address, 'dev', 'lan0']);
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
