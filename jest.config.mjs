/** Tests are compiled by `tsc` to dist/tests and run there as native ES modules. */
export default {
  rootDir: 'dist/tests',
  testMatch: ['**/*.test.js'],
  transform: {},
  globalSetup: './harness/global-setup.js',
  globalTeardown: './harness/global-teardown.js',
  testTimeout: 60_000,
  maxWorkers: 2,
};
