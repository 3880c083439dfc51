import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './markdown';

const ENTRIES = ['lib/index.ts', 'lib/testing.ts', 'lib/diff/index.ts', 'lib/lock/index.ts', 'lib/pulumi/index.ts'];
/** Made from the Compose Specification, which describes most of its keys, and not all. */
const GENERATED = 'lib/compose/spec.ts';

const program = ts.createProgram(
  ENTRIES.map((entry) => join(ROOT, entry)),
  {
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    lib: ['lib.es2022.d.ts'],
    types: [],
    esModuleInterop: true,
  },
);
const checker = program.getTypeChecker();

describe.each(ENTRIES)('%s', (entry) => {
  const file = program.getSourceFile(join(ROOT, entry));
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  const exported = module === undefined ? [] : checker.getExportsOfModule(module).map(resolve);

  it('exports something', () => {
    expect(exported.length).toBeGreaterThan(0);
  });

  it.each(exported.map((symbol) => [symbol.name, symbol] as const))(
    '%s has a doc comment, and so has every member',
    (_, symbol) => {
      const ours = (symbol.declarations ?? []).filter((d) => d.getSourceFile().fileName !== join(ROOT, GENERATED));
      expect(ours.flatMap((declaration) => bareIn(declaration, symbol.name))).toEqual([]);
    },
  );
});

function resolve(symbol: ts.Symbol): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

/** What has no doc comment: the declaration itself, and members at any depth of what it says of its type. */
function bareIn(declaration: ts.Node, name: string): string[] {
  const bare = isDocumented(declaration) ? [] : [name];
  const visit = (node: ts.Node, at: string): void => {
    if (ts.isBlock(node) || ts.isConstructorDeclaration(node) || ts.isParameter(node) || isHidden(node)) return;
    const inside = isMember(node) ? `${at}.${node.name.getText()}` : at;
    if (isMember(node) && !isDocumented(node)) bare.push(inside);
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  ts.forEachChild(declaration, (child) => visit(child, name));
  return bare;
}

function isMember(node: ts.Node): node is ts.TypeElement & { readonly name: ts.PropertyName } {
  return (
    ts.isPropertySignature(node) ||
    ts.isMethodSignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessor(node)
  );
}

function isHidden(node: ts.Node): boolean {
  if (isMember(node) && ts.isPrivateIdentifier(node.name)) return true;
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(
      ({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword,
    )
  );
}

function isDocumented(node: ts.Node): boolean {
  // The comment of `type A = …` and of `const a = …` stands on the statement.
  return ts.getJSDocCommentsAndTags(node).length > 0;
}
