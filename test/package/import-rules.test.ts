import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const { forbidden } = require(CONFIG) as { readonly forbidden: readonly { readonly name: string }[] };

/** An import that a rule refuses. */
interface Refused {
  readonly file: string;
  readonly imports: string;
  readonly rules: readonly string[];
}

/** Files of the layers, which import only downwards. */
const GOOD: Readonly<Record<string, string>> = {
  'lib/errors.ts': "import { createHash } from 'node:crypto'; export const errors = createHash;",
  'lib/output/disk.ts': "import * as fs from 'node:fs'; import '../errors'; export const disk = fs;",
  'lib/fleet.ts': "import type { Construct } from 'constructs'; import './errors'; export type Fleet = Construct;",
  'lib/application.ts': "import type { Fleet } from './fleet'; export type Application = Fleet;",
  'lib/workload/workload.ts': "import type { Application } from '../application'; export type Workload = Application;",
  'lib/kubernetes/objects.ts':
    "import type { Pod } from 'kubernetes-types/core/v1'; import '../workload/workload'; export type Objects = Pod;",
  'lib/k3s/site.ts':
    "import { Chart } from 'cdk8s'; import '../kubernetes/objects'; export class K3sSite extends Chart {}",
  'lib/compose/site.ts':
    "import { Construct } from 'constructs'; import '../workload/workload'; export const site = Construct;",
  'lib/azure/arc.ts': "import '../k3s/site'; export const arc = 1;",
  'lib/app.ts': "import './azure/arc'; import './k3s/site'; import './compose/site'; export const app = 1;",
  'lib/index.ts': "import './app'; export {};",
  'lib/testing.ts': "import './app'; export {};",
  'lib/pulumi/deploy.ts': "import { Output } from '@pulumi/pulumi'; import '../app'; export const output = Output;",
  'lib/cli/main.ts': "import { app } from '../app'; export const main = app;",
  'lib/compose/forms.ts': 'export const forms = 1;',
  'lib/diff/diff.ts':
    "import { parse } from 'yaml'; import '../errors'; import '../compose/forms'; export const diff = parse;",
  'lib/diff/git.ts': "import * as fs from 'node:fs'; export const git = fs;",
  'lib/cli/diff.ts': "import { diff } from '../diff/diff'; export const command = diff;",
};

const REFUSED: readonly Refused[] = [
  up('lib/validation/bad.ts', '../fleet', 'ground'),
  up('lib/portable/bad.ts', '../workload/workload', 'ground'),
  up('lib/site.ts', './application', 'fleet-and-site'),
  up('lib/device.ts', './workload/workload', 'application-and-device'),
  up('lib/workload/bad.ts', '../kubernetes/objects', 'workload'),
  up('lib/workload/bad-compose.ts', '../compose/site', 'workload'),
  up('lib/kubernetes/bad-app.ts', '../app', 'engines'),
  up('lib/azure/bad.ts', '../app', 'azure'),
  up('lib/synthesis.ts', './testing', 'app'),
  { file: 'lib/kubernetes/bad.ts', imports: '../k3s/site', rules: ['kubernetes-below-k3s'] },
  { file: 'lib/k3s/bad.ts', imports: '../compose/site', rules: ['engines-apart'] },
  { file: 'lib/kubernetes/bad-compose.ts', imports: '../compose/site', rules: ['engines-apart'] },
  { file: 'lib/compose/bad.ts', imports: '../k3s/site', rules: ['engines-apart-from-compose'] },
  { file: 'lib/compose/bad-kubernetes.ts', imports: '../kubernetes/objects', rules: ['engines-apart-from-compose'] },
  { file: 'lib/diff/bad-engine.ts', imports: '../compose/site', rules: ['diff-apart'] },
  { file: 'lib/diff/bad-cli.ts', imports: '../cli/main', rules: ['diff-apart', 'entry-points', 'upwards-from-diff'] },
  { file: 'lib/diff/bad-fs.ts', imports: 'node:fs', rules: ['no-input-or-output'] },
  { file: 'lib/azure/bad-diff.ts', imports: '../diff/diff', rules: ['diff-only-in-cli', 'upwards-from-azure'] },
  { file: 'lib/cli/bad-index.ts', imports: '../index', rules: ['index-from-inside'] },
  { file: 'lib/k3s/bad-index.ts', imports: '../index', rules: ['index-from-inside', 'upwards-from-engines'] },
  { file: 'lib/progress.ts', imports: './cli/main', rules: ['entry-points', 'upwards-from-app'] },
  { file: 'lib/k3s/bad-deploy.ts', imports: '../pulumi/deploy', rules: ['entry-points', 'upwards-from-engines'] },
  { file: 'lib/util/bad.ts', imports: '../errors', rules: ['unplaced'] },
  { file: 'lib/inventory.ts', imports: './util/none', rules: ['unplaced-target'] },
  { file: 'lib/k3s/bad-pulumi.ts', imports: '@pulumi/pulumi', rules: ['pulumi-apart'] },
  { file: 'lib/k3s/bad-plus.ts', imports: 'cdk8s-plus-27', rules: ['installed-packages'] },
  { file: 'lib/output/bad-yaml.ts', imports: 'yaml', rules: ['command-line-packages'] },
  { file: 'lib/output/bad-missing.ts', imports: 'no-such-package', rules: ['installed-packages'] },
  {
    file: 'lib/workload/bad-types.ts',
    imports: 'type:kubernetes-types/core/v1',
    rules: ['kubernetes-types-only-in-kubernetes'],
  },
  {
    file: 'lib/kubernetes/bad-types.ts',
    imports: 'kubernetes-types/core/v1',
    rules: ['kubernetes-types-only-as-types'],
  },
  { file: 'lib/workload/bad-fs.ts', imports: 'node:fs', rules: ['no-input-or-output'] },
  { file: 'lib/fleet/bad-net.ts', imports: 'http', rules: ['no-input-or-output', 'unplaced'] },
  { file: 'lib/validation/one.ts', imports: './two', rules: ['no-cycle'] },
];

/** The rules that each file breaks. */
let broken: ReadonlyMap<string, readonly string[]>;
let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'sff-imports-'));
  put('package.json', JSON.stringify({ dependencies: { cdk8s: '*', constructs: '*', yaml: '*' } }));
  put('tsconfig.json', '{}');
  for (const name of ['cdk8s', 'constructs', 'cdk8s-plus-27', 'yaml', '@pulumi/pulumi']) {
    put(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    put(`node_modules/${name}/index.js`, 'exports.Output = exports.Chart = exports.Construct = class {};');
  }
  put('node_modules/kubernetes-types/package.json', '{"name":"kubernetes-types"}');
  put('node_modules/kubernetes-types/core/v1.d.ts', 'export interface Pod {}');
  for (const [path, text] of Object.entries(GOOD)) put(path, text);
  put('lib/util/none.ts', 'export const none = 1;');
  // The way back is a type only: it makes a cycle all the same, which is reported once.
  put('lib/validation/two.ts', "import type * as one from './one'; export type One = typeof one;");
  for (const { file, imports } of REFUSED) {
    const [, type, module] = /^(type:)?(.+)$/.exec(imports) ?? [];
    const used = type === undefined ? 'export const used = it;' : 'export type Used = typeof it;';
    put(file, `import ${type === undefined ? '' : 'type '}* as it from '${module}'; ${used}`);
  }
  broken = cruise();
}, 60_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the import rules', () => {
  it.each(REFUSED)('refuse $imports in $file: $rules', ({ file, rules }) => {
    expect(broken.get(file)).toEqual(rules);
  });

  it('accept what points down, and types of Kubernetes where it is rendered', () => {
    expect([...broken.keys()].filter((file) => file in GOOD)).toEqual([]);
  });

  it('each refuse something here', () => {
    const proven = new Set(REFUSED.flatMap(({ rules }) => rules));
    expect(forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});

function up(file: string, imports: string, layer: string): Refused {
  return { file, imports, rules: [`upwards-from-${layer}`] };
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function cruise(): Map<string, string[]> {
  const depcruise = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [depcruise, 'lib', '--config', CONFIG, '-T', 'json'], {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (stdout === '') throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as {
    readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { name: string } }[] };
  };
  const rules = new Map<string, string[]>();
  for (const { from, rule } of summary.violations) {
    const names = new Set([...(rules.get(from) ?? []), rule.name]);
    rules.set(from, [...names].sort());
  }
  return rules;
}
