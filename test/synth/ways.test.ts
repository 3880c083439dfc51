import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';
import { parseAllDocuments } from 'yaml';
import { snapshot } from '../output/writer-fixture';

const ROOT = join(__dirname, '..', '..');
const BIN = join(ROOT, 'node_modules', '.bin');
const PROGRAM = join('test', 'synth', 'program', 'main');

let base = '';
const at = (...path: string[]) => join(base, ...path);

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(command: string, args: readonly string[], cwd: string, env: Record<string, string>): Promise<Run> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
    const out = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (out.stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (out.stderr += String(chunk)));
    child.on('error', fail);
    child.on('close', (code) => done({ code, ...out }));
  });
}

/** Compiles the library and the program, as a user's build does, into a tree of the same form. */
function compile(): void {
  const files = fs.readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts')).map((file) => join('lib', file));
  for (const source of [...sources, `${PROGRAM}.ts`]) {
    const target = at('compiled', source.replace(/\.ts$/, '.js'));
    fs.mkdirSync(dirname(target), { recursive: true });
    const { code } = transformFileSync(join(ROOT, source), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
    });
    fs.writeFileSync(target, code);
  }
  fs.symlinkSync(join(ROOT, 'node_modules'), at('compiled', 'node_modules'));
}

const runs: Record<'tsx' | 'node' | 'again' | 'cli' | 'same' | 'stdout', Run> = {} as never;

beforeAll(async () => {
  base = fs.mkdtempSync(join(tmpdir(), 'sff-synth-'));
  compile();
  const main = at('compiled', `${PROGRAM}.js`);
  for (const name of ['cwd', 'cli', 'same', 'stdout']) fs.mkdirSync(at(name));
  const cdk8s = (name: string, flags: string[], env: Record<string, string> = {}) =>
    start(join(BIN, 'cdk8s'), ['synth', '--app', `node ${main}`, '--no-check-upgrade', ...flags], at(name), env);
  const [tsx, node, again, cli, same, stdout] = await Promise.all([
    start(join(BIN, 'tsx'), [join(ROOT, `${PROGRAM}.ts`)], ROOT, {
      TEST_OUTDIR: at('tsx'),
      TZ: 'Asia/Tokyo',
      LANG: 'C',
    }),
    start('node', [main], at('cwd'), { TZ: 'America/New_York', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }),
    start('node', [main], base, { TEST_OUTDIR: at('again') }),
    cdk8s('cli', ['--output', 'manifests']),
    cdk8s('same', ['--output', 'dist']),
    cdk8s('stdout', ['--stdout']),
  ]);
  Object.assign(runs, { tsx, node, again, cli, same, stdout });
}, 60_000);

afterAll(() => fs.rmSync(base, { recursive: true, force: true }));

const isManifest = (path: string) => path.includes('/kubernetes/');

describe('a program', () => {
  it('that is compiled writes dist, quietly', () => {
    expect(runs.node).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(Object.keys(snapshot(at('cwd', 'dist')))).toEqual([
      'fleet.json',
      expect.stringMatching(/^kiosks\/k1\/compose\/.*web/),
      'kiosks/k1/compose/compose.yaml',
      'kiosks/k1/site.json',
      ...['s1', 's2'].flatMap((id) => [
        `stores/${id}/kubernetes/apps/till.yaml`,
        `stores/${id}/kubernetes/platform/namespaces.yaml`,
        `stores/${id}/kubernetes/platform/network-policies.yaml`,
        `stores/${id}/site.json`,
      ]),
    ]);
  });

  it.each(['tsx', 'again'] as const)(
    'writes the same bytes by %s, in any directory, time zone and language',
    (name) => {
      expect(runs[name].stderr).toBe('');
      expect(runs[name].code).toBe(0);
      expect(snapshot(at(name))).toEqual(snapshot(at('cwd', 'dist')));
    },
  );

  it('writes the same bytes under cdk8s synth, whose own directory gets the manifests', () => {
    expect(runs.cli.code).toBe(0);
    const written = snapshot(at('cli', 'dist'));
    expect(written).toEqual(snapshot(at('cwd', 'dist')));
    const manifests = Object.fromEntries(Object.entries(written).filter(([path]) => isManifest(path)));
    expect(Object.keys(manifests)).toHaveLength(6);
    expect(snapshot(at('cli', 'manifests'))).toEqual(manifests);
  });

  it('writes the same bytes under cdk8s synth in its own directory', () => {
    expect(runs.same.code).toBe(0);
    expect(snapshot(at('same', 'dist'))).toEqual(snapshot(at('cwd', 'dist')));
  });

  it('gives cdk8s synth --stdout one stream of YAML, with every object', () => {
    expect(runs.stdout.code).toBe(0);
    const documents = parseAllDocuments(runs.stdout.stdout);
    expect(documents.flatMap((document) => document.errors)).toEqual([]);
    const names = (text: string) =>
      parseAllDocuments(text).flatMap((document) => {
        const object = document.toJS() as { kind: string; metadata: { name: string } } | null;
        return object === null ? [] : [`${object.kind} ${object.metadata.name}`];
      });
    const written = Object.entries(snapshot(at('cwd', 'dist'))).filter(([path]) => isManifest(path));
    expect(names(runs.stdout.stdout).sort()).toEqual(written.flatMap(([, text]) => names(text)).sort());
  });
});
