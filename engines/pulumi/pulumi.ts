import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../engine';
import { GO, goBuild, moduleVersion } from '../go';
import { run } from '../run';

const CLI = 'github.com/pulumi/pulumi/pkg/v3';
const SDK = 'github.com/pulumi/pulumi/sdk/v3';

/**
 * The command line, and beside it, where it looks, the language host that starts Node. The newest host that is
 * published as a Go module is older than the command line, and takes no runtime options from Pulumi.yaml.
 */
export const pulumi: Engine = {
  name: 'pulumi',
  title: 'Pulumi command line and Node.js language host',
  needs: [GO],
  pins: () => [
    ...['cli', 'host'].flatMap((module) => ['go.mod', 'go.sum'].map((file) => join(__dirname, module, file))),
    __filename,
  ],
  outputs: () => ['pulumi', 'pulumi-language-nodejs'],
  prepare(cache) {
    const module = join(__dirname, 'cli');
    const variables = { [`${SDK}/go/common/version.Version`]: moduleVersion(module, CLI).replace(/^v/, '') };
    goBuild({ module, packages: [`${CLI}/cmd/pulumi`], out: join(cache, 'pulumi'), variables });
    goBuild({
      module: join(__dirname, 'host'),
      packages: [`${SDK}/nodejs/cmd/pulumi-language-nodejs`],
      out: join(cache, 'pulumi-language-nodejs'),
    });
  },
};

/** Pulumi's Node SDK, the classes of azure-native, and what compiles a program. */
export const pulumiNode: Engine = {
  name: 'pulumi-node',
  title: 'npm packages of a Pulumi program',
  needs: [{ program: 'npm', how: 'It comes with Node.js.' }],
  pins: () => [...['package.json', 'package-lock.json'].map((file) => join(__dirname, 'node', file)), __filename],
  outputs: () => ['node_modules/@pulumi/pulumi/package.json', 'node_modules/@pulumi/azure-native/package.json'],
  prepare(cache) {
    for (const file of ['package.json', 'package-lock.json']) {
      copyFileSync(join(__dirname, 'node', file), join(cache, file));
    }
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: cache });
  },
};

/** What Azure takes, as JSON Schemas made from the text of Azure's own SDK packages. */
export const azureTypes: Engine = {
  name: 'azure-types',
  title: "types of Azure's requests",
  needs: [{ program: 'python3', how: 'Install it: apt-get install python3 python3-venv.' }],
  pins: () => [
    ...['generate.py', 'packages.json', 'requirements.txt'].map((file) => join(__dirname, 'types', file)),
    __filename,
  ],
  outputs: () => ['types.json'],
  prepare(cache) {
    const venv = join(cache, 'venv');
    const wheels = join(cache, 'wheels');
    const requirements = join(__dirname, 'types/requirements.txt');
    run('python3', ['-m', 'venv', venv]);
    const only = ['--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes', '--only-binary=:all:'];
    run(join(venv, 'bin/pip'), ['download', ...only, '--requirement', requirements, '--dest', wheels]);
    const [script, packages] = [join(__dirname, 'types/generate.py'), join(__dirname, 'types/packages.json')];
    run('python3', [script, packages, wheels, join(cache, 'types.json')]);
    for (const directory of [venv, wheels]) rmSync(directory, { recursive: true });
  },
};
