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

/** Only these tests compare the output of the examples with what is committed: nearly every defect changes it. */
const GOLDEN = 'writes its expected output, byte by byte';
/** Not among the unit tests of `npm test`, or about the mutants themselves. */
const NOT_UNIT = ['test/types', 'test/package', 'test/engines', 'test/mutants'];
/** Files in `test/engines/` that read what is emitted for an orchestrator. */
const ENGINE_TESTS = {
  kubernetes: /^(kubernetes|helm-charts|reachability|lab|node|conformance|random-fleets)/,
  compose: /^(compose-|conformance|random-fleets)/,
};

/** What unit tests found: the first that fails, and whether a golden one does. */
export interface UnitFailures {
  readonly unit: Failure | undefined;
  readonly golden: Failure | undefined;
}

/** Runs the tests beside the mutated file, which know most of it, with the golden ones; and all others if need be. */
export async function failingUnitTests(copy: Copy, mutated: string): Promise<UnitFailures> {
  const near = [...besides(mutated), 'test/examples'];
  const isGolden = ({ test }: Failure) => test.includes(GOLDEN);
  const some = await failing(copy, [...near, ...ignore()], 600, (found) =>
    [true, false].every((wanted) => found.some((each) => isGolden(each) === wanted)),
  );
  const golden = some.find(isGolden);
  const unit = some.find((each) => !isGolden(each)) ?? (await failingElsewhere(copy, near));
  return { unit, golden };
}

/** Where the tests of a file are: beside it, and K3s' tests are about any Kubernetes, too. */
function besides(mutated: string): readonly string[] {
  const [, folder = ''] = /^lib\/(\w+)\//.exec(mutated) ?? [];
  return folder === 'k3s' ? ['test/k3s/', 'test/kubernetes/'] : [`test/${folder}/`];
}

/** These start programs and wait: what fails once, and not again, is the machine. */
async function failingElsewhere(copy: Copy, done: readonly string[]): Promise<Failure | undefined> {
  const [failure] = await failing(copy, ignore(...done), 900);
  return failure && failingUnitTest(copy, failure.file);
}

/** The first unit test found to fail in a file. */
export async function failingUnitTest(copy: Copy, file: string): Promise<Failure | undefined> {
  return (await failing(copy, ['--runTestsByPath', file], 300))[0];
}

/** The first test found to fail in some files of the engine tests. */
export async function failingEngineTest(copy: Copy, files: readonly string[]): Promise<Failure | undefined> {
  return (await failing(copy, ['-c', 'jest.engines.config.js', '--runTestsByPath', ...files], 1800))[0];
}

/** Files of the engine tests that read what a file of lib/ makes; of both orchestrators where it serves both. */
export function engineTestsOf(mutated: string): readonly string[] {
  const [, folder = ''] = /^lib\/(kubernetes|k3s|compose)\//.exec(mutated) ?? [];
  const wanted = Object.entries(ENGINE_TESTS).flatMap(([orchestrator, tests]) =>
    folder === '' || (orchestrator === 'compose') === (folder === 'compose') ? tests : [],
  );
  return readdirSync(join(ROOT, 'test/engines'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && wanted.some((tests) => tests.test(name)))
    .map((name) => `test/engines/${name}`);
}

function ignore(...more: readonly string[]): string[] {
  return [...NOT_UNIT, ...more].flatMap((path) => ['--testPathIgnorePatterns', path]);
}

/** Runs jest until enough is found to fail, or to its end. */
async function failing(
  copy: Copy,
  args: readonly string[],
  seconds: number,
  isEnough: (found: readonly Failure[]) => boolean = () => true,
): Promise<readonly Failure[]> {
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const reporter = copy.path('scripts/mutants/failed-tests.cjs');
  const options = ['--ci', '--reporters', reporter, '--cacheDirectory', copy.path('.jest')];
  const child = start([jest, ...options, ...args], copy);
  const status = ended(child, seconds);
  status.catch(() => undefined); // told below, when what it printed has been read
  const found: Failure[] = [];
  for await (const line of createInterface(child.stdio[3] as Readable)) {
    const [file, test, why] = JSON.parse(line) as [string, string, string]; // our own reporter
    found.push({ file, test, why });
    if (isEnough(found)) kill(child);
  }
  const code = await status;
  if (found.length === 0 && code !== 0) {
    throw new Error(`jest ${args.join(' ')} ended with ${code} and no failed test.`);
  }
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
