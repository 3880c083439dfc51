import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { enginePath } from '../cache';
import { azureTypes, pulumi, pulumiNode } from '../pulumi/pulumi';
import type { Run } from './run';

/** Packages that have a stand-in: its program, and the variable with the version that the program's SDK asks for. */
const PROVIDERS = [
  { name: 'azure-native', program: join(__dirname, '../pulumi/azure/main.ts'), version: 'SFF_AZURE_VERSION' },
  { name: 'tls', program: join(__dirname, '../pulumi/tls/main.ts'), version: 'SFF_TLS_VERSION' },
];

/** A project in a run's directory. */
export class Project {
  /** Of its `Pulumi.yaml`. */
  public readonly name: string;

  /**
   * Puts a project into the run's directory, with the stand-ins where Pulumi looks for its plugins.
   *
   * @param program a file, which then is all of a project with the engine's packages; or the `Pulumi.yaml` of a project,
   *   which is taken as it is with all that stands beside it, by links
   */
  constructor(
    private readonly run: Run,
    program: string,
  ) {
    for (const directory of [this.path(), run.path('state'), run.path('tmp')]) mkdirSync(directory);
    if (basename(program) === 'Pulumi.yaml') this.link(dirname(resolve(program)));
    else this.write(program);
    this.name = String(this.read('Pulumi.yaml').name);
    for (const each of PROVIDERS) this.install(each);
  }

  public path(...names: readonly string[]): string {
    return this.run.path('project', ...names);
  }

  /** Has another program run, a file of TypeScript in the same project. */
  public set main(program: string) {
    writeFileSync(this.path('main.js'), `require('tsx/cjs');\nmodule.exports = require(${text(resolve(program))});\n`);
    writeFileSync(this.path('Pulumi.yaml'), JSON.stringify({ ...this.read('Pulumi.yaml'), main: 'main.js' }));
  }

  private link(directory: string): void {
    const linked = readdirSync(directory).filter((name) => name !== '.git' && !/^Pulumi\b.*\.yaml$/.test(name));
    for (const name of linked) symlinkSync(join(directory, name), this.path(name));
    writeFileSync(this.path('Pulumi.yaml'), readFileSync(join(directory, 'Pulumi.yaml')));
  }

  private write(program: string): void {
    symlinkSync(enginePath(pulumiNode, 'node_modules'), this.path('node_modules'));
    const compilerOptions = { target: 'ES2022', module: 'commonjs', moduleResolution: 'node', esModuleInterop: true };
    const files: Readonly<Record<string, string>> = {
      'Pulumi.yaml': 'name: fleet\nruntime: nodejs\nmain: index.js\n',
      'index.js': `module.exports = require(${text(resolve(program))});\n`,
      'package.json': '{ "private": true }\n',
      'tsconfig.json': JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: true } }),
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(this.path(name), content);
  }

  private install({ name, program }: (typeof PROVIDERS)[number]): void {
    const version = this.versionOf(name);
    if (version === undefined) return;
    const file = this.run.path('home/plugins', `resource-${name}-v${version}`, `pulumi-resource-${name}`);
    mkdirSync(dirname(file), { recursive: true });
    const loader = pathToFileURL(require.resolve('tsx')).href;
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' --import '${loader}' '${program}' "$@"\n`);
    chmodSync(file, 0o755);
  }

  /** Undefined for a package that the project does not have. */
  private versionOf(name: string): string | undefined {
    const file = join('node_modules/@pulumi', name, 'package.json');
    return existsSync(this.path(file)) ? String(this.read(file).version) : undefined;
  }

  private read(file: string): Readonly<Record<string, unknown>> {
    return parse(readFileSync(this.path(file), 'utf8')) as Readonly<Record<string, unknown>>; // JSON is YAML, too
  }

  /** All that Pulumi, the program and the providers see of the environment: nothing of a user's own Pulumi or Azure. */
  public environment(): Readonly<Record<string, string>> {
    const { run } = this;
    const versions = PROVIDERS.map(({ name, version }) => [version, this.versionOf(name) ?? '']);
    return {
      PATH: [enginePath(pulumi), dirname(process.execPath), '/usr/bin:/bin'].join(':'),
      HOME: run.directory,
      TMPDIR: run.path('tmp'),
      NO_COLOR: '1',
      NODE_PATH: this.path('node_modules'), // for a program that stands elsewhere
      PULUMI_HOME: run.path('home'),
      PULUMI_BACKEND_URL: pathToFileURL(run.path('state')).href,
      PULUMI_CONFIG_PASSPHRASE: 'of a test',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      PULUMI_ENABLE_STREAMING_JSON_PREVIEW: 'true',
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: 'true',
      PULUMI_NODEJS_TRANSPILE_ONLY: 'true', // a type check of azure-native takes longer than all else
      SFF_RUN: run.directory,
      SFF_AZURE_CLOUD: run.path('azure'),
      SFF_AZURE_TYPES: enginePath(azureTypes, 'types.json'),
      SFF_PULUMI_NODE: this.path(),
      ...Object.fromEntries(versions),
    };
  }
}

function text(value: string): string {
  return JSON.stringify(value);
}
