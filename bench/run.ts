import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Measure } from './programs/measure';

const ROOT = resolve(__dirname, '..');
const OUT = join(ROOT, 'node_modules/.cache/bench');
const PROGRAMS = join(OUT, 'bench/programs');

/** Declarations of the library that was built for the benchmark. */
export const DECLARATIONS = join(OUT, 'lib/index.d.ts');
/** Where TypeScript compiles users' programs; module resolution finds the installed packages from there. */
export const TYPE_CHECKS = join(OUT, 'type-check');

/** Builds the library as it is shipped, and the programs, into a place of their own. */
export function build(): void {
  const tsc = join(ROOT, 'node_modules/typescript/lib/tsc.js');
  execFileSync(process.execPath, [tsc, '-p', join(__dirname, 'tsconfig.json')], { stdio: 'inherit' });
}

/** Runs a program in a process of its own. */
export function run(program: string, ...args: readonly (string | number)[]): Measure {
  return node(['--expose-gc', join(PROGRAMS, `${program}.js`), ...args.map(String)]);
}

/** Type-checks a directory, with the compiler of an installed package. */
export function typeCheck(compiler: string, directory: string): Measure {
  const report = join(PROGRAMS, 'report-process.js');
  return node(['--require', report, join(ROOT, 'node_modules', compiler), '-p', directory]);
}

function node(args: readonly string[]): Measure {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** The state of every file below a directory, to find out which ones were written. */
export function filesIn(directory: string): ReadonlyMap<string, string> {
  const states = new Map<string, string>();
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const stat = statSync(join(directory, path));
    if (stat.isFile()) states.set(path, `${stat.ino} ${stat.mtimeMs}`);
  }
  return states;
}
