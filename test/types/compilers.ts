import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A TypeScript compiler, by the name of its package in node_modules. */
export interface Compiler {
  readonly version: string;
  /** Its command, which is all that TypeScript 7 has. */
  readonly tsc: string;
}

/** What a compiler says about one line. */
export interface Diagnostic {
  /** Path relative to the project. */
  readonly file: string;
  readonly line: number;
  /** Such as `TS2345`. */
  readonly code: string;
  /** Message, with the lines that explain it. */
  readonly text: string;
}

/** The compilers that users have. */
export const COMPILERS: readonly Compiler[] = ['typescript-5.5', 'typescript', 'typescript-6.0', 'typescript-7.0'].map(
  compilerOf,
);

function compilerOf(name: string): Compiler {
  const manifest = require.resolve(`${name}/package.json`);
  const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string; bin: { tsc: string } };
  return { version, tsc: join(dirname(manifest), bin.tsc) };
}

/** Type-checks the project in `directory` with `tsc -p`. */
export function typeCheck({ tsc }: Compiler, directory: string, config = 'tsconfig.json'): readonly Diagnostic[] {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [tsc, '-p', config, '--pretty', 'false'], {
    cwd: directory,
    encoding: 'utf8',
  });
  const diagnostics = parse(stdout);
  if (error !== undefined || (status !== 0) !== diagnostics.length > 0) {
    throw new Error(`${tsc} ended with ${error?.message ?? status}:\n${stdout}${stderr}`);
  }
  return diagnostics;
}

function parse(output: string): Diagnostic[] {
  const diagnostics: { file: string; line: number; code: string; text: string }[] = [];
  for (const text of output.split('\n').filter((line) => line !== '')) {
    const [, file, line, code] = /^(?:(.+?)\((\d+),\d+\): )?error (TS\d+): /.exec(text) ?? [];
    const last = diagnostics.at(-1);
    if (code !== undefined) diagnostics.push({ file: file ?? '', line: Number(line ?? 0), code, text });
    else if (last !== undefined) last.text += `\n${text}`;
    else throw new Error(`no output of tsc: ${output}`);
  }
  return diagnostics;
}
