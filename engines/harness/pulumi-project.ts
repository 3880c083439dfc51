import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { enginePath } from '../cache';
import { azureTypes, pulumi, pulumiNode } from '../pulumi/pulumi';
import type { Run } from './run';

const PROVIDER = join(__dirname, '../pulumi/azure/main.ts');

/** Puts a project with this program into the run's directory, with the stand-in where Pulumi looks for azure-native. */
export function installProject(run: Run, program: string): void {
  const project = run.path('project');
  for (const directory of [project, run.path('state'), run.path('tmp')]) mkdirSync(directory);
  symlinkSync(enginePath(pulumiNode, 'node_modules'), join(project, 'node_modules'));
  const compilerOptions = { target: 'ES2022', module: 'commonjs', moduleResolution: 'node', esModuleInterop: true };
  const files: Readonly<Record<string, string>> = {
    'Pulumi.yaml': 'name: fleet\nruntime: nodejs\nmain: index.js\n',
    'index.js': `module.exports = require(${JSON.stringify(resolve(program))});\n`,
    'package.json': '{ "private": true }\n',
    'tsconfig.json': JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: true } }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  installProvider(run);
}

function installProvider(run: Run): void {
  const file = run.path(
    'home/plugins',
    `resource-azure-native-v${azureNativeVersion()}`,
    'pulumi-resource-azure-native',
  );
  mkdirSync(dirname(file), { recursive: true });
  const loader = pathToFileURL(require.resolve('tsx')).href;
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' --import '${loader}' '${PROVIDER}' "$@"\n`);
  chmodSync(file, 0o755);
}

/** The version that its SDK asks for. */
function azureNativeVersion(): string {
  const text = readFileSync(enginePath(pulumiNode, 'node_modules/@pulumi/azure-native/package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** All that Pulumi, the program and the provider see of the environment: nothing of a user's own Pulumi or Azure. */
export function environment(run: Run): Readonly<Record<string, string>> {
  return {
    PATH: [enginePath(pulumi), dirname(process.execPath), '/usr/bin:/bin'].join(':'),
    HOME: run.directory,
    TMPDIR: run.path('tmp'),
    NO_COLOR: '1',
    NODE_PATH: enginePath(pulumiNode, 'node_modules'), // for a program that stands elsewhere
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
    SFF_AZURE_VERSION: azureNativeVersion(),
    SFF_PULUMI_NODE: enginePath(pulumiNode),
  };
}
