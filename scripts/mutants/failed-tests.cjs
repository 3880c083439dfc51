const { writeSync } = require('node:fs');
const { relative } = require('node:path');

/** Reports failed tests on file descriptor 3 while jest runs, one JSON array a line: file, test, first line of why. */
module.exports = class FailedTests {
  onTestCaseResult(test, { status, fullName, failureMessages }) {
    if (status === 'failed') report(test, fullName, failureMessages[0]);
  }

  onTestResult(test, { testExecError }) {
    if (testExecError) report(test, 'cannot be run', testExecError.message);
  }
};

function report({ path, context }, name, why = '') {
  const file = relative(context.config.rootDir, path);
  writeSync(3, `${JSON.stringify([file, name, why.split('\n')[0]])}\n`);
}
