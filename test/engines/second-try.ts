// Engines have races of their own. A test that passes at its second try only is no failure, but it is told, with what it
// said first (`.ci/checks.mjs`): someone has to look whose race it is.
if (process.env.CI !== undefined) jest.retryTimes(1, { logErrorsBeforeRetry: true });
