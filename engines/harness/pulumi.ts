import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { enginePath } from '../cache';
import { pulumi } from '../pulumi/pulumi';
import { AzureCloud } from './azure-cloud';
import { CommandError } from './command';
import { type Outcome, outcomeOf } from './pulumi-outcome';
import { Project } from './pulumi-project';
import { Run } from './run';

export interface StackOptions {
  /** Of the program, without secrets. */
  readonly config?: Readonly<Record<string, string>>;
  /** Of its configuration, too: encrypted. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A resource in Pulumi's state. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
  readonly initErrors?: readonly string[];
}

export interface Deployment {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly { readonly type: string; readonly resource: StateResource }[];
}

/** A resource that is there, for Pulumi to take care of. */
export interface Imported {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  /** URN of the component that it stands in. @default - the stack */
  readonly parent?: string | undefined;
}

/** A command that goes on. */
export interface Running {
  readonly outcome: Promise<Outcome>;
  /** Kills Pulumi with -9; the program and the provider find out by themselves. */
  kill(): void;
}

/** As `Pulumi.<stack>.yaml` has it. */
interface Configuration {
  readonly config: Readonly<Record<string, unknown>>;
}

const SECONDS = 300; // a loaded machine is slow, which is no fault

/**
 * A stack of a program, a file of TypeScript or JavaScript, or of the project whose `Pulumi.yaml` is given, with the real
 * Pulumi, a local state and the stand-ins for azure-native and tls. What Pulumi refuses is a result, not an error.
 */
export async function pulumiStack(program: string, options: StackOptions = {}): Promise<PulumiStack> {
  const run = new Run('pulumi');
  try {
    const stack = new PulumiStack(run, new Project(run, program));
    await stack.text('stack', 'init', 'test', '--no-select');
    await stack.encrypt(options.secrets ?? {});
    stack.configure(options.config ?? {});
    return stack;
  } catch (error) {
    await run.stop();
    throw error;
  }
}

export class PulumiStack {
  public readonly cloud: AzureCloud;
  private readonly environment: Readonly<Record<string, string>>;
  /** What the configuration has besides that of a test: secrets, and what they are encrypted with. */
  private kept: Configuration = { config: {} };

  /** @internal */
  constructor(
    private readonly run: Run,
    private readonly project: Project,
  ) {
    this.cloud = new AzureCloud(run.path('azure'));
    this.environment = project.environment();
  }

  /** Where all of it is. */
  public get directory(): string {
    return this.run.directory;
  }

  /** Sets the program's configuration, all of it but secrets. */
  public configure(config: Readonly<Record<string, string>>): void {
    const entries = Object.entries(config).map(([key, value]) => [this.keyOf(key), value]);
    const all = { ...this.kept, config: { ...this.kept.config, ...Object.fromEntries(entries) } };
    writeFileSync(this.run.path('config.yaml'), JSON.stringify(all)); // in YAML, 2026-05-01 would be a date
  }

  /** Sets the secrets of the configuration, all of them, and nothing else. */
  public async encrypt(secrets: Readonly<Record<string, string>>): Promise<void> {
    const file = this.run.path('config.yaml');
    const entries = Object.entries(secrets).map(([key, value]) => `${this.keyOf(key)}=${value}`);
    writeFileSync(file, '{}');
    if (entries.length === 0) return;
    const args = entries.flatMap((entry) => ['--secret', entry]);
    await this.text('config', 'set-all', '--stack', 'test', '--config-file', file, ...args);
    this.kept = parse(readFileSync(file, 'utf8')) as Configuration; // written by Pulumi
  }

  /** Has another program of the project run from now on, a file of TypeScript. */
  public runs(program: string): void {
    this.project.main = program;
  }

  private keyOf(key: string): string {
    return key.includes(':') ? key : `${this.project.name}:${key}`;
  }

  public preview(...args: readonly string[]): Promise<Outcome> {
    return this.start('preview', ...args).outcome;
  }

  public up(...args: readonly string[]): Promise<Outcome> {
    return this.start('up', '--yes', '--skip-preview', ...args).outcome;
  }

  /** Takes what is in the cloud into the state. */
  public refresh(...args: readonly string[]): Promise<Outcome> {
    return this.start('refresh', '--yes', '--skip-preview', ...args).outcome;
  }

  /** What a refresh would take into the state. */
  public drift(): Promise<Outcome> {
    return this.start('refresh', '--preview-only').outcome;
  }

  public destroy(...args: readonly string[]): Promise<Outcome> {
    return this.start('destroy', '--yes', '--skip-preview', ...args).outcome;
  }

  /** Takes a resource that is there under Pulumi's care. */
  public import(type: string, name: string, id: string): Promise<Outcome> {
    return this.importAll([{ type, name, id }]);
  }

  /** Takes resources that are there under Pulumi's care, each below the component that it stands in. */
  public importAll(imported: readonly Imported[]): Promise<Outcome> {
    const file = this.run.path('import.json');
    const parents = new Set(imported.flatMap(({ parent }) => parent ?? []));
    const nameTable = Object.fromEntries([...parents].map((urn) => [urn, urn]));
    writeFileSync(file, JSON.stringify({ nameTable, resources: imported }));
    const quietly = ['--yes', '--skip-preview', '--generate-code=false', '--protect=false'];
    return this.start('import', '--file', file, ...quietly).outcome;
  }

  /** Takes the lock away that a killed command has left. */
  public async cancel(): Promise<void> {
    await this.text('cancel', 'test', '--yes');
  }

  public async export(): Promise<Deployment> {
    const state = JSON.parse(await this.text('stack', 'export', '--stack', 'test')) as { deployment: Deployment };
    return state.deployment;
  }

  /** What the program exports, secrets too. */
  public async outputs(): Promise<Readonly<Record<string, unknown>>> {
    return JSON.parse(await this.text('stack', 'output', '--json', '--show-secrets', '--stack', 'test'));
  }

  /** Starts a command that makes an outcome, so that it can be killed. */
  public start(command: string, ...args: readonly string[]): Running {
    const { child, ended } = this.spawn(command, [...args, '--json', '--stack', 'test']);
    const outcome = ended.then(({ code, stdout, stderr }) => outcomeOf(code === 0, stdout, stderr));
    return { outcome, kill: () => void child.kill('SIGKILL') };
  }

  /** Runs any other command, and returns what it prints. */
  public async text(command: string, ...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.spawn(command, args).ended;
    if (code !== 0) throw new CommandError(['pulumi', command, ...args].join(' '), code, stdout, stderr);
    return stdout;
  }

  public stop(): Promise<void> {
    return this.run.stop();
  }

  private spawn(command: string, args: readonly string[]) {
    const program = [enginePath(pulumi, 'pulumi'), command, '--non-interactive'];
    const config = TAKES_CONFIG.includes(command) ? ['--config-file', this.run.path('config.yaml')] : [];
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...program, ...args, ...config], {
      cwd: this.run.path('project'),
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), SECONDS * 1000);
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        printed[name] += text;
      });
    }
    const ended = new Promise<{ code: number | string; stdout: string; stderr: string }>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        resolve({ code: code ?? signal ?? 'an unknown end', ...printed });
      });
    });
    return { child, ended };
  }
}

const TAKES_CONFIG = ['preview', 'up', 'refresh', 'destroy', 'import'];
