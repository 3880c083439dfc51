/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // A loaded machine is slow, which is no fault.
  testTimeout: 30_000,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.{ts,js}'],
  moduleNameMapper: {
    '^sff-constructs$': '<rootDir>/lib/index.ts',
    '^sff-constructs/testing$': '<rootDir>/lib/testing.ts',
    '^sff-constructs/diff$': '<rootDir>/lib/diff/index.ts',
    '^sff-constructs/lock$': '<rootDir>/lib/lock/index.ts',
    '^sff-constructs/pulumi$': '<rootDir>/lib/pulumi/index.ts',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
};
