import { dirname, join } from 'node:path';
import ts from 'typescript';
import { type Block, filledIn, ROOT } from './markdown';

/** Type-checks snippets as a user's program would be, against the sources; messages by snippet. */
export function typeErrors(snippets: readonly Block[]): Map<Block, string[]> {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    lib: ['lib.es2022.d.ts', 'lib.es2024.string.d.ts'],
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    esModuleInterop: true,
    moduleDetection: ts.ModuleDetectionKind.Force,
    noEmit: true,
    resolveJsonModule: true,
    paths: {
      'sff-constructs': [join(ROOT, 'lib/index.ts')],
      'sff-constructs/testing': [join(ROOT, 'lib/testing.ts')],
      'sff-constructs/diff': [join(ROOT, 'lib/diff/index.ts')],
      'sff-constructs/lock': [join(ROOT, 'lib/lock/index.ts')],
      'sff-constructs/pulumi': [join(ROOT, 'lib/pulumi/index.ts')],
    },
  };
  // They exist in memory only, in a directory for each page below this one, so that their imports are found.
  const files = new Map(snippets.map((block) => [fileOf(block), block]));
  const directories = new Set([...files.keys()].map(dirname));
  const host = ts.createCompilerHost(options);
  const { directoryExists, fileExists, getSourceFile } = host;
  host.directoryExists = (name) => directories.has(name) || directoryExists?.(name) === true;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, language, ...rest) => {
    const block = files.get(name);
    return block === undefined
      ? getSourceFile(name, language, ...rest)
      : ts.createSourceFile(name, filledIn(block.text), language);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return new Map(
    [...files].map(([name, block]) => {
      const file = program.getSourceFile(name);
      const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [block, found.map(render)];
    }),
  );
}

function fileOf({ page, line, file }: Block): string {
  return join(__dirname, page.replaceAll(/\W/g, '-'), file ?? `line-${line}.ts`);
}

function render({ messageText, file, start }: ts.Diagnostic): string {
  const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
  return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}
