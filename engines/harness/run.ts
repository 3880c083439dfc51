import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Service } from './service';

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A directory and the processes that work in it. Both go when the run is stopped and when this process ends in any
 * way, `kill -9` included: the kernel then kills the processes, and a watchdog at the end of a pipe the rest.
 */
export class Run {
  public readonly directory: string;
  /** Name of the cgroup that processes of this run may make below each hierarchy's root. */
  public readonly cgroup: string;
  private readonly watchdog: ChildProcess;
  private readonly services: Service[] = [];
  private stopped: Promise<void> | undefined;

  constructor(name: string) {
    this.directory = realpathSync(mkdtempSync(join(tmpdir(), `sff-${name}-`)));
    this.cgroup = basename(this.directory);
    this.watchdog = spawn(join(__dirname, 'watchdog.sh'), [this.directory, this.cgroup], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true, // no signal of the terminal reaches it
    });
    this.watchdog.unref();
  }

  public get pids(): readonly number[] {
    return this.services.flatMap(({ pid }) => pid ?? []);
  }

  public path(...names: readonly string[]): string {
    return join(this.directory, ...names);
  }

  /** Starts a program that serves until the run stops; what it prints goes to `<name>.log` in the directory. */
  public start(name: string, program: string, args: readonly string[], options: StartOptions = {}): Service {
    const log = this.path(`${name}.log`);
    const output = openSync(log, 'a');
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', program, ...args], {
      cwd: options.cwd ?? this.directory,
      env: { ...process.env, ...options.env, SFF_RUN: this.directory },
      stdio: ['ignore', output, output],
      detached: true,
    });
    closeSync(output);
    const service = new Service(name, child, () => (existsSync(log) ? readFileSync(log, 'utf8') : ''));
    this.services.push(service);
    return service;
  }

  /** Ends the processes, last first, and returns when they, the directory and the watchdog are gone. */
  public stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  private async end(): Promise<void> {
    for (const service of [...this.services].reverse()) await service.stop();
    await new Promise<void>((resolve, reject) => {
      this.watchdog.ref();
      this.watchdog.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`${this.directory} or its cgroups could not be removed`));
      });
      this.watchdog.stdin?.end();
    });
  }
}
