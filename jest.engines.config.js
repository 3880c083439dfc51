/** @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config.js'),
  roots: ['<rootDir>/test/engines'],
  moduleNameMapper: {
    '^sff-constructs$': '<rootDir>/lib/index.ts',
    '^sff-constructs/testing$': '<rootDir>/lib/testing.ts',
  },
  testTimeout: 120_000,
  // Each file starts engines of its own: more at a time than cores only makes them wait for one another.
  maxWorkers: 2,
};
