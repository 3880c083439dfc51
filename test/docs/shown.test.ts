import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT, snippets } from './markdown';

/** What the library gives and does not take: a program reads of it what it needs. */
const GIVEN = new Set([
  'Change',
  'ChangeGroup',
  'DeployedSite',
  'Deployment',
  'Detail',
  'LockedChange',
  'NeededImage',
  'OutputDiff',
  'OutputErrorDetails',
  'OutputTree',
  'Problem',
  'RetiredSite',
  'SffErrorDetails',
  // Types of constructs and places, and words of the compiler's messages.
  'ArcCluster',
  'AzureConstruct',
  'AzureReference',
  'DeviceTarget',
  'EgressTarget',
  'HealthCheck',
  'KubernetesSite',
  'OrchestratorError',
  'Site',
  'WorkloadScope',
  'WorkloadTarget',
]);

const ENTRIES = ['lib/index.ts', 'lib/pulumi/index.ts', 'lib/diff/index.ts', 'lib/lock/index.ts'];
const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
const program = ts.createProgram(
  ENTRIES.map((entry) => join(ROOT, entry)),
  ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options,
);

/** Fields by the type that has them. */
function fieldsIn(entry: string): [type: string, field: string][] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(ROOT, entry));
  const module = source && checker.getSymbolAtLocation(source);
  const exported = module === undefined ? [] : checker.getExportsOfModule(module);
  return exported.flatMap((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if ((target.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)) === 0 || GIVEN.has(symbol.name))
      return [];
    const type = checker.getDeclaredTypeOfSymbol(target);
    const fields = (type.isUnion() ? type.types : [type]).flatMap((each) => checker.getPropertiesOfType(each));
    return fields.filter(isOurs).map((field): [string, string] => [symbol.name, field.name]);
  });
}

/** Not of cdk8s or JavaScript, nor of the Compose Specification, and no symbol. */
function isOurs({ declarations = [], name }: ts.Symbol): boolean {
  const files = declarations.map((each) => each.getSourceFile().fileName);
  return (
    files.some((file) => file.startsWith(join(ROOT, 'lib/')) && !file.endsWith('spec.ts')) && !name.startsWith('__')
  );
}

const code = [
  ...snippets().map(({ text }) => text),
  ...readdirSync(join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, 'examples', file), 'utf8')),
].join('\n');

describe('every field that a program can state', () => {
  it.each(ENTRIES)('of %s is shown in a page or an example', (entry) => {
    const fields = fieldsIn(entry);
    expect(fields.length).toBeGreaterThan(3);
    const hidden = fields.filter(
      ([, field]) => !new RegExp(`[\\s{(,.]${field}['"]?\\s*[:,)}]|\\.${field}\\b`).test(code),
    );
    expect(hidden).toEqual([]);
  });
});
