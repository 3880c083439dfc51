import type { App } from 'cdk8s';
import * as library from 'sff-constructs';
import * as testing from 'sff-constructs/testing';
import ts from 'typescript';
import { type Block, filledIn } from './markdown';

/** What a snippet did. */
export interface Ran {
  /** What it exports. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** The files of each app that it synthesised, in order; nothing is written. */
  readonly outputs: readonly Readonly<Record<string, string>>[];
}

/**
 * Runs a snippet. `app.synth()` renders in memory, and the files that it reads are the blocks of its page that name them:
 * the block `json stores.json` is the file `stores.json`, and
 * `ts till.ts` is the module `./till`.
 */
export function run(block: Block): Ran {
  const outputs: Record<string, string>[] = [];
  class SffApp extends library.SffApp {
    public override synth(): void {
      outputs.push(testing.Testing.synth(this as App));
    }
  }
  const modules: Readonly<Record<string, unknown>> = {
    'sff-constructs': { ...library, SffApp },
    'sff-constructs/testing': testing,
    'node:fs': { readFileSync: (path: string) => fileOf(block, path).text },
  };
  const { outputText } = ts.transpileModule(filledIn(block.text), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true },
  });
  const exports: Record<string, unknown> = {};
  const load = (name: string): unknown => {
    if (name.startsWith('./')) return run(fileOf(block, `${name.slice(2)}.ts`)).exports;
    return Object.hasOwn(modules, name) ? modules[name] : require(name);
  };
  new Function('require', 'exports', outputText)(load, exports);
  return { exports, outputs };
}

function fileOf({ page, around }: Block, path: string): Block {
  const found = around.find(({ file }) => file === path);
  if (found === undefined) throw new Error(`${page} has no block for the file ${path}.`);
  return found;
}
