/** @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config.js'),
  roots: ['<rootDir>/test/engines'],
  testTimeout: 120_000,
  // Each file starts engines of its own: more at a time than cores only makes them wait for one another.
  maxWorkers: 2,
};
