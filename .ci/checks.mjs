// The checks of `npm test`, after the build: two lanes side by side, each check's output whole, when it ends. With the
// name of a script, such as `test:engines`, only that one, which runs jest.
//
// Every check is an npm script and runs alone as well. What each found is left in node_modules/.cache/checks/ as
// `results.json`, which `.ci/run` reads: jest's own counts for its tests, and one for each check that is no test run. What
// failed is said once more at the end, and left in `failures.txt`.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPORTS = join(ROOT, 'node_modules/.cache/checks');
/** Of what each failure says. */
const SHOWN_LINES = 25;
const [only] = process.argv.slice(2);
const OF_NPM_TEST = [
  [{ script: 'test:unit', jest: true }],
  [
    { script: 'lint' },
    { script: 'imports' },
    { script: 'typecheck' },
    { script: 'compose-types', args: ['--check'] },
    { script: 'docs:check' },
    { script: 'test:types', jest: true },
    { script: 'test:package', jest: true },
  ],
];
const LANES = only === undefined ? OF_NPM_TEST : [[{ script: only, jest: true }]];

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
const start = Date.now();
const results = (await Promise.all(LANES.map(runLane))).flat();
writeFileSync(join(REPORTS, 'results.json'), `${JSON.stringify(results, undefined, 2)}\n`);
console.log(`\n${'check'.padEnd(16)} passed  failed  skipped  seconds`);
for (const { check, passed, failed, skipped, seconds } of [...results, total(results)]) {
  console.log(
    `${check.padEnd(16)} ${String(passed).padStart(6)}  ${String(failed).padStart(6)}  ${String(skipped).padStart(7)}  ${seconds.padStart(7)}`,
  );
}
const failures = results.flatMap((result) => result.failures.map((failure) => `\n✗ ${failure}\n`)).join('');
writeFileSync(join(REPORTS, 'failures.txt'), failures);
process.stdout.write(failures);
process.exitCode = results.some(({ failed }) => failed > 0) ? 1 : 0;

async function runLane(checks) {
  const done = [];
  for (const check of checks) done.push(await run(check));
  return done;
}

async function run({ script, jest = false, args = [] }) {
  const name = script.replace(':', '-');
  const log = join(REPORTS, `${name}.log`);
  const report = join(REPORTS, `${name}.json`);
  const options = jest ? ['--ci', '--verbose', '--json', `--outputFile=${report}`] : args;
  const from = Date.now();
  const status = await exitOf('npm', ['run', '--silent', script, '--', ...options], openSync(log, 'w'));
  const counts = jest
    ? testsOf(report, status)
    : { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0, failures: [] };
  // Not a test that failed, but what should have run it.
  if (status !== 0 && counts.failures.length === 0) counts.failures = [`${script}\n${ends(readFileSync(log, 'utf8'))}`];
  const seconds = secondsSince(from);
  console.log(
    `\n━━ ${script}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s\n${readFileSync(log, 'utf8').trimEnd()}`,
  );
  return { check: script, ...counts, seconds };
}

function exitOf(command, args, output) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', output, output] });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on('close', resolve);
  });
}

/** Counts of a jest run. A test file that could not be run has failed. */
function testsOf(report, status) {
  try {
    const jest = JSON.parse(readFileSync(report, 'utf8'));
    const failed = jest.numFailedTests + jest.numRuntimeErrorTestSuites;
    const skipped = jest.numPendingTests + jest.numTodoTests;
    return {
      passed: jest.numPassedTests,
      failed: status !== 0 && failed === 0 ? 1 : failed,
      skipped,
      failures: jest.testResults.flatMap(failuresIn),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [] };
  }
}

/** Each failed test of a file, or the file, with how its message begins. */
function failuresIn({ name, message, assertionResults }) {
  const file = relative(ROOT, name);
  if (assertionResults.length === 0) return message === '' ? [] : [`${file}\n${begins(message)}`];
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}\n${begins(failureMessages.join('\n'))}`);
}

function begins(text) {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => !/^ +at .*node_modules/.test(line));
  return indented(lines.slice(0, SHOWN_LINES));
}

function ends(text) {
  return indented(text.trim().split('\n').slice(-SHOWN_LINES));
}

function indented(lines) {
  return lines.map((line) => `  ${stripVTControlCharacters(line)}`).join('\n');
}

function total(all) {
  const sum = (field) => all.reduce((n, result) => n + result[field], 0);
  return {
    check: 'all',
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    seconds: secondsSince(start),
  };
}

function secondsSince(from) {
  return ((Date.now() - from) / 1000).toFixed(1);
}
