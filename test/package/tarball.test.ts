import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { VERSION } from '../../lib/version';
import { COMPILERS, typeCheck } from '../types/compilers';

const ROOT = join(__dirname, '../..');
const { version, dependencies = {} } = readJson(join(ROOT, 'package.json')) as {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
};

/** What a program of test/package/program prints. */
interface Printed {
  readonly files: Readonly<Record<string, string>>;
  readonly names: readonly string[];
}

let base: string;
let project: string;
let tarball: string;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'sff-package-'));
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', base], ROOT);
  tarball = join(base, `sff-constructs-${version}.tgz`);
  project = join(base, 'program');
  cpSync(join(__dirname, 'program'), project, { recursive: true });
  const peers = ['cdk8s', 'constructs'].map((name) => `${name}@${installedVersion(name)}`);
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  run('npm', ['install', ...quiet, tarball, ...peers], project);
}, 150_000);

afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('the packed package', () => {
  it('has the version that the library knows of itself', () => expect(VERSION).toBe(version));

  it('has what a user needs, and nothing of the workshop', () => {
    const top = readdirSync(join(project, 'node_modules/sff-constructs')).sort();
    expect(top).toEqual(['API.md', 'LICENSE', 'NOTICE', 'README.md', 'build', 'docs', 'package.json', 'schemas']);
  });

  it('brings only its peers and its few dependencies', () => {
    const installed = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed.sort()).toEqual([...Object.keys(dependencies), 'cdk8s', 'constructs', 'sff-constructs'].sort());
  });

  it('passes publint', () => {
    const { status, output } = execute(join(ROOT, 'node_modules/.bin/publint'), ['run', '--strict', tarball], base);
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('All good') });
  });

  // `moduleResolution: node`, which many programs of cdk8s and Pulumi have, knows `typesVersions` instead of `exports`.
  it('passes attw for every way to resolve modules', () => {
    const args = [tarball, '--profile', 'strict', '--format', 'json'];
    const { status, output } = execute(join(ROOT, 'node_modules/.bin/attw'), args, base);
    expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
  });
});

describe('a program that has it installed', () => {
  let commonjs: Printed & { readonly packages: readonly string[] };
  let module: Printed;

  beforeAll(() => {
    commonjs = node('commonjs.cjs') as typeof commonjs;
    module = node('module.mjs') as typeof module;
  }, 30_000);

  it.each(COMPILERS)(
    'is type-checked by TypeScript $version, declarations included',
    (compiler) => {
      expect(typeCheck(compiler, project)).toEqual([]);
    },
    60_000,
  );

  it("is type-checked with a bundler's resolution", () => {
    expect(COMPILERS.slice(-1).flatMap((compiler) => typeCheck(compiler, project, 'tsconfig.bundler.json'))).toEqual(
      [],
    );
  }, 60_000);

  it('synthesises as CommonJS, for both orchestrators', () => {
    expect(Object.keys(commonjs.files)).toEqual(
      expect.arrayContaining([
        'fleet.json',
        'stores/store-1/kubernetes/apps/till.yaml',
        'stores/store-1/site.json',
        'kiosks/kiosk-1/compose/compose.yaml',
        'kiosks/kiosk-1/site.json',
      ]),
    );
  });

  it('writes to disk what Testing.synth returns', () => {
    for (const [path, text] of Object.entries(commonjs.files)) {
      expect([path, readFileSync(join(project, 'dist', path), 'utf8')]).toEqual([path, text]);
    }
  });

  it('synthesises the same bytes as an ES module, by named imports', () => {
    expect(module.files).toEqual(commonjs.files);
  });

  it('sees every export as a named import', () => {
    expect(commonjs.names.filter((name) => !module.names.includes(name))).toEqual([]);
  });

  it('loads the peers and our dependencies but those of the command line, and nothing else', () => {
    const ours = Object.keys(dependencies).filter((name) => !['commander', 'yaml'].includes(name));
    expect(commonjs.packages.filter((name) => !name.startsWith('.')).sort()).toEqual(
      [...ours, 'cdk8s', 'constructs', 'sff-constructs'].sort(),
    );
  });

  it('has the command sff', () => {
    const sff = join(project, 'node_modules/.bin/sff');
    expect(run(sff, ['--version'], project)).toBe(`${version}\n`);
    expect(execute(sff, ['diff', 'none', 'none'], project)).toMatchObject({
      status: 3,
      output: expect.stringContaining('[diff-not-an-output]'),
    });
  });

  it.each([
    ...['.', './testing', './diff', './lock', './pulumi', './package.json'],
    ...['site', 'fleet', 'diff'].map((name) => `./schemas/${name}.schema.json`),
  ])('resolves %s', (path) => {
    expect(resolve(join('sff-constructs', path))).toContain(join('node_modules', 'sff-constructs'));
  });

  it.each(['./build/index.js', './build/fleet', './lib/index.ts', './schemas', './azure'])('is refused %s', (path) => {
    expect(resolve(join('sff-constructs', path))).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

describe('the declarations', () => {
  it.each(['index', 'testing', 'diff/index', 'lock/index'])(
    'that %s leads to name no package but the peers',
    (entry) => {
      const { packages, texts } = declarationsOf(entry);
      expect(packages.filter((name) => !['cdk8s', 'constructs'].includes(name))).toEqual([]);
      expect(texts.filter((text) => /@pulumi|kubernetes-types/.test(text))).toEqual([]);
    },
  );

  it('that pulumi leads to name Pulumi, and none of its providers', () => {
    expect([...declarationsOf('pulumi/index').packages].sort()).toEqual(['@pulumi/pulumi', 'cdk8s', 'constructs']);
  });
});

/** The declarations that an entry leads to, and the packages that they name. */
function declarationsOf(entry: string) {
  const packages = new Set<string>();
  const pending = [join(project, `node_modules/sff-constructs/build/${entry}.d.ts`)];
  const seen = new Set(pending);
  for (const file of pending) {
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
      if (name === undefined) continue;
      if (!name.startsWith('.')) packages.add(name);
      const next = join(dirname(file), `${name}.d.ts`);
      if (!name.startsWith('.') || seen.has(next)) continue;
      seen.add(next);
      pending.push(next);
    }
  }
  expect(seen.size).toBeGreaterThan(1);
  return { packages: [...packages], texts: [...seen].map((file) => readFileSync(file, 'utf8')) };
}

function installedVersion(name: string): string {
  return (readJson(join(ROOT, 'node_modules', name, 'package.json')) as { readonly version: string }).version;
}

/** Where the program finds a module, or why it does not. */
function resolve(request: string): string {
  const script = `try { console.log(require.resolve(${JSON.stringify(request)})) } catch (e) { console.log(e.code) }`;
  return run(process.execPath, ['-e', script], project).trim();
}

function node(file: string): unknown {
  return JSON.parse(run(process.execPath, [file], project));
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, output } = execute(command, args, cwd);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${output}`);
  return stdout;
}

function execute(command: string, args: readonly string[], cwd: string) {
  // A new program has no lock yet, which CI would refuse.
  const env = { ...process.env, SFF_FROZEN: '0' };
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return { status, stdout, output: `${error?.message ?? ''}${stdout}${stderr}` };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
