import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { enginePath } from '../cache';
import type { Engine } from '../engine';
import { fluxCrds } from '../kubernetes/flux';
import { k3sCrds } from '../kubernetes/k3s';
import { kubeApi } from '../kubernetes/kubernetes';
import { type Access, startApiServer } from './api-server-process';
import { KubernetesApi } from './kubernetes-api';
import { loopback, type Place } from './place';
import { Run } from './run';
import type { Service } from './service';

export interface KubeApiServerOptions {
  /** What is there beside what Kubernetes itself has; K3s' is what it installs at its start. @default 'k3s' */
  readonly with?: 'k3s' | 'k3s and flux' | 'nothing';
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A kube-apiserver on a loopback port of its own, on kine and SQLite as in K3s, with no controller. */
export class KubeApiServer extends KubernetesApi {
  public readonly kubeconfig: string;

  constructor(
    protected readonly run: Run,
    protected readonly place: Place,
    access: Access,
  ) {
    super(access.client);
    this.kubeconfig = access.kubeconfig;
  }

  public get directory(): string {
    return this.run.directory;
  }

  /** Of the programs that serve. */
  public get pids(): readonly number[] {
    return this.run.pids;
  }

  /** Runs kubectl with the arguments; a failure is a code, not an exception. */
  public kubectl(args: readonly string[], input?: string): Promise<Ended> {
    const all = ['--kubeconfig', this.kubeconfig, '--cache-dir', this.run.path('kubectl'), ...args];
    return this.execute(enginePath(kubeApi, 'kubectl'), all, input);
  }

  /** Runs a program where the server is, to its end. */
  public execute(program: string, args: readonly string[], input?: string): Promise<Ended> {
    const [command, all] = this.place.command(program, args);
    return new Promise((resolve) => {
      const child = execFile(command, all, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
      });
      child.stdin?.end(input);
    });
  }

  /** What `kubectl diff` shows between the YAML and the server: empty when applying it again would change nothing. */
  public async diff(yaml: string): Promise<string> {
    const { code, stdout, stderr } = await this.kubectl(
      ['diff', '--server-side', '--force-conflicts', '--field-manager', KubernetesApi.MANAGER, '-f', '-'],
      yaml,
    );
    if (code > 1) throw new Error(`kubectl diff: ${stderr}`);
    return stdout;
  }

  /** Starts another program beside the server, which ends with it. */
  public start(name: string, program: string, args: readonly string[]): Service {
    return this.place.start(name, program, args);
  }

  public async stop(): Promise<void> {
    this.client.close();
    await this.run.stop();
  }
}

export async function kubeApiServer(options: KubeApiServerOptions = {}): Promise<KubeApiServer> {
  const run = new Run('kube-api');
  try {
    const place = await loopback(run);
    const server = new KubeApiServer(run, place, await startApiServer(run, place));
    if (options.with !== 'nothing') await installK3s(server);
    if (options.with === 'k3s and flux') await server.install(filesOf(fluxCrds));
    return server;
  } catch (error) {
    await run.stop();
    throw error;
  }
}

/** What is there on each site before anything of ours: K3s' custom resources, and objects that it makes itself. */
export async function installK3s(server: KubeApiServer): Promise<void> {
  await server.install([...filesOf(k3sCrds), readFileSync(join(__dirname, 'k3s.yaml'), 'utf8')]);
}

function filesOf(engine: Engine): string[] {
  return readdirSync(enginePath(engine)).map((file) => readFileSync(enginePath(engine, file), 'utf8'));
}
