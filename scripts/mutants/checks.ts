import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Copy, ROOT } from './repository';

/** A test that fails. */
export interface Failure {
  /** Relative to the repository. */
  readonly file: string;
  readonly test: string;
  readonly why: string;
}

/** Only these compare the output of the examples with what is committed: nearly every defect changes it. */
const GOLDEN = 'writes its expected output, byte by byte';
/** Not among the unit tests of `npm test`, or about the mutants themselves. */
const NOT_UNIT = ['test/types', 'test/package', 'test/engines', 'test/mutants'];
/** Tests of the engines that ask nothing of what is emitted. */
const MACHINERY = /^(cache|harness|docker-engine)\b/;

/** Whether the compiler refuses the library of the copy. */
export async function refusedByTypes(copy: Copy): Promise<boolean> {
  const tsc = join(ROOT, 'node_modules/typescript/lib/tsc.js');
  const options = ['--noEmit', '--incremental', '--tsBuildInfoFile', copy.path('.tsbuildinfo')];
  return (await ended(start([tsc, '-p', 'tsconfig.build.json', ...options], copy), 300)) !== 0;
}

/** The first unit test found to fail, but for the golden ones: those beside the file first, since they know most. */
export async function failingUnitTest(copy: Copy, mutated?: string): Promise<Failure | undefined> {
  const options = ['--testNamePattern', `^(?!.*${GOLDEN})`];
  const near = mutated?.replace(/^lib\/(\w+)\/.*$/, 'test/$1/');
  const first = near === undefined ? undefined : await failing(copy, [...ignore(), ...options, near], 400);
  return first ?? failing(copy, [...ignore(near), ...options], 900);
}

/** The golden test found to fail first. */
export function failingGoldenTest(copy: Copy): Promise<Failure | undefined> {
  return failing(copy, [...ignore(), '--testNamePattern', GOLDEN, 'test/examples'], 300);
}

/** The first test found to fail in some files of the engine tests. */
export function failingEngineTest(copy: Copy, files: readonly string[]): Promise<Failure | undefined> {
  return failing(copy, ['-c', 'jest.engines.config.js', '--runTestsByPath', ...files], 1800);
}

/** Files of the engine tests that read what a file of lib/ makes: those of its orchestrator, and those of both. */
export function engineTestsOf(mutated: string): readonly string[] {
  const directory = 'test/engines';
  const ofCompose = (name: string) => name.startsWith('compose-');
  const ofBoth = (name: string) => /^(conformance|random-fleets)/.test(name);
  const both = !/^lib\/(kubernetes|k3s|compose)\//.test(mutated);
  const compose = mutated.startsWith('lib/compose/');
  return readdirSync(join(ROOT, directory))
    .filter((name) => name.endsWith('.test.ts') && !MACHINERY.test(name))
    .filter((name) => both || ofBoth(name) || ofCompose(name) === compose)
    .map((name) => `${directory}/${name}`);
}

function ignore(...more: readonly (string | undefined)[]): string[] {
  return ['--testPathIgnorePatterns', ...NOT_UNIT, ...more.flatMap((path) => path ?? [])];
}

/** Runs jest until a test fails, or to its end. */
async function failing(copy: Copy, args: readonly string[], seconds: number): Promise<Failure | undefined> {
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const reporter = copy.path('scripts/mutants/failed-tests.cjs');
  const options = ['--ci', '--reporters', reporter, '--cacheDirectory', copy.path('.jest')];
  const child = start([jest, ...options, ...args], copy);
  const status = ended(child, seconds);
  status.catch(() => undefined); // told below, when what it printed has been read
  let found: Failure | undefined;
  for await (const line of createInterface(child.stdio[3] as Readable)) {
    const [file, test, why] = JSON.parse(line) as [string, string, string]; // our own reporter
    found ??= { file, test, why };
    kill(child);
  }
  const code = await status;
  if (found === undefined && code !== 0)
    throw new Error(`jest ${args.join(' ')} ended with ${code} and no failed test.`);
  return found;
}

/** Starts node in the copy, with a pipe as file descriptor 3. The kernel kills it when this process ends in any way. */
function start(args: readonly string[], copy: Copy): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', '--', process.execPath, ...args], {
    cwd: copy.path(),
    env: { ...process.env, NO_COLOR: '1', UPDATE_GOLDEN: '' },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true, // a process group of its own, with jest's workers
  });
}

/** Its exit status, or null where it was killed. Throws when it had to be killed because it did not end. */
function ended(child: ChildProcess, seconds: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      kill(child);
      reject(new Error(`${child.spawnargs.join(' ')} did not end within ${seconds} s.`));
    }, seconds * 1000);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

/** Ends a process with its group: what engines keep is cleared up by their own watchdogs. */
function kill({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
}
