import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { standinArchive } from '../standin/image';
import { MISSING_CAPABILITIES } from './capabilities';
import { eventually } from './command';
import { type StandinProject, withStandins } from './compose-file';
import type { DockerEngine } from './docker';
import { secretOf } from './secret';

interface FileAccess {
  readonly namespace: string;
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
  readonly mode: string;
}

/** Holds one value. */
interface SecretFile extends FileAccess {
  readonly kind: 'file';
  readonly name: string;
  readonly keys: readonly [string];
}

/** Has a line for each variable. */
interface SecretEnvFile extends FileAccess {
  readonly kind: 'env-file';
  readonly variables: Readonly<Record<string, { readonly secret: string; readonly key: string }>>;
}

/** As much of `site.json` as the device has to be prepared with. */
interface SiteFacts {
  readonly secrets: readonly (SecretFile | SecretEnvFile)[];
  readonly directories?: readonly {
    readonly path: string;
    readonly uid: number;
    readonly gid: number;
    readonly mode: string;
  }[];
}

/** A site's Compose project, put on the device of an engine with stand-ins for its images. */
export class ComposeProject {
  /**
   * Writes a site's files and makes what its `site.json` asks of the device, and only that.
   *
   * @param files text by path below the site: `compose/compose.yaml`, `site.json`
   * @param inPlaceOf images that the engine has already, for those of services: enough to create them
   */
  public static async install(
    engine: DockerEngine,
    files: Readonly<Record<string, string>>,
    inPlaceOf?: (image: string) => string,
  ): Promise<ComposeProject> {
    const project = withStandins(files['compose/compose.yaml'] ?? '', inPlaceOf);
    const installed = new ComposeProject(engine, project, inPlaceOf);
    installed.write(files);
    if (project.images.length > 0) await engine.load(standinArchive(project.images));
    return installed;
  }

  /** Where it is on the device. */
  public readonly directory: string;

  private constructor(
    private readonly engine: DockerEngine,
    private readonly project: StandinProject,
    private readonly inPlaceOf: ((image: string) => string) | undefined,
  ) {
    this.directory = join('/opt/sff', project.name);
  }

  public get name(): string {
    return this.project.name;
  }

  /** Keys of its services. */
  public get services(): readonly string[] {
    return [...this.project.control.keys()];
  }

  /** Writes a later version of the same site. */
  public write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      if (!path.startsWith('compose/')) continue;
      const content = path === 'compose/compose.yaml' ? runnableText(text, this.inPlaceOf) : text;
      this.put(join(this.directory, path.slice('compose/'.length)), content);
    }
    const { secrets, directories = [] } = JSON.parse(files['site.json'] ?? '{"secrets":[]}') as SiteFacts;
    for (const secret of secrets) {
      this.put(secret.path, textOf(secret));
      this.own(secret.path, secret.uid, secret.gid, secret.mode);
    }
    if (secrets.length > 0) this.own('/etc/sff/secrets', 0, 0, '0700');
    for (const { path, uid, gid, mode } of directories) {
      mkdirSync(this.engine.devicePath(path), { recursive: true });
      this.own(path, uid, gid, mode);
    }
  }

  /** Runs `docker compose ARGS…` on it. */
  public compose(...args: readonly string[]): Promise<string> {
    return this.engine.compose(this.directory, args);
  }

  /** Starts it and waits until all of it is healthy. */
  public async up(...args: readonly string[]): Promise<void> {
    await this.compose('up', '--detach', '--wait', '--wait-timeout', '90', ...args);
  }

  /** Id of the container of a service. */
  public async container(service: string): Promise<string> {
    const labels = { 'com.docker.compose.project': this.name, 'com.docker.compose.service': service };
    const filters = Object.entries(labels).flatMap(([name, value]) => ['--filter', `label=${name}=${value}`]);
    return (await this.engine.docker(['ps', '--all', '--quiet', '--no-trunc', ...filters])).trim();
  }

  /** One value of `docker inspect`, by its Go template. */
  public async inspect(service: string, template: string): Promise<string> {
    return (await this.engine.docker(['inspect', '--format', template, await this.container(service)])).trim();
  }

  /** What the stand-in of a service answers about itself. */
  public async ask<T>(service: string, question: string): Promise<T> {
    const url = `http://127.0.0.1:${this.controlPort(service)}/standin/${question}`;
    const args = ['exec', await this.container(service), '/bin/standin', 'request', 'GET', url];
    // A container counts as running before its program listens; what was refused was not asked.
    const answer = await eventually(
      () => this.engine.docker(args).catch((error: Error) => error),
      (said) => !(said instanceof Error && said.message.includes('connection refused')),
    );
    if (answer instanceof Error) throw answer;
    return JSON.parse((JSON.parse(answer) as { body: string }).body) as T;
  }

  /** Whether a service gets a TCP connection. */
  public async reaches(service: string, target: string): Promise<boolean> {
    return (await this.ask<{ ok: boolean }>(service, `dial?target=${encodeURIComponent(target)}`)).ok;
  }

  /** Port on which the stand-in of a service tells about itself. */
  public controlPort(service: string): number {
    const port = this.project.control.get(service);
    if (port === undefined) throw new Error(`Project ${this.name} has no service ${service}.`);
    return port;
  }

  /** Removes it with its volumes. */
  public async remove(): Promise<void> {
    await this.compose('down', '--volumes', '--timeout', '0', '--remove-orphans');
  }

  private put(path: string, content: string): void {
    const file = this.engine.devicePath(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  private own(path: string, uid: number, gid: number, mode: string): void {
    const file = this.engine.devicePath(path);
    chmodSync(file, Number.parseInt(mode, 8));
    chownSync(file, uid, gid);
  }
}

function textOf(secret: SecretFile | SecretEnvFile): string {
  const { namespace } = secret;
  if (secret.kind === 'file') return secretOf(namespace, secret.name, secret.keys[0]);
  const lines = Object.entries(secret.variables).map(
    ([variable, { secret, key }]) => `${variable}=${secretOf(namespace, secret, key)}\n`,
  );
  return lines.join('');
}

/** Whether this machine's root can make the kernel kill others first: not so in some containers and sandboxes. */
export const LOWERS_OOM_SCORES = !MISSING_CAPABILITIES.has('SYS_RESOURCE');

/** A Compose file as it is put on the device. */
export function runnableText(text: string, inPlaceOf?: (image: string) => string): string {
  return runnableHere(withStandins(text, inPlaceOf).text);
}

/** The file without what this machine's kernel refuses to any engine, and a device's does not. */
function runnableHere(text: string): string {
  const file = LOWERS_OOM_SCORES ? text : text.replaceAll(/^( {4}oom_score_adj:) -\d+$/gm, '$1 0');
  return file.replaceAll(/^ {4}cap_add:\n((?: {6}- .*\n)+)/gm, (_, added: string) => {
    const given = added.split('\n').filter((line) => !MISSING_CAPABILITIES.has(line.trim().slice(2)));
    return given.length > 1 ? `    cap_add:\n${given.join('\n')}` : '';
  });
}
