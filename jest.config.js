// Texts are compared as they are; where CI is set, the colour library would colour even a pipe.
process.env.NO_COLOR = '1';

/** When a test, or a wait within one, is taken for a hang, in milliseconds: many times what any takes on a busy machine. */
const timeLimit = 600_000;

/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testEnvironment: 'node',
  testSequencer: '<rootDir>/test/sequencer.js',
  setupFilesAfterEnv: ['<rootDir>/test/baseline-wasm.js'],
  // A global is looked up through the context at each use: in a loop that draws ten million numbers, nine tenths of the time.
  sandboxInjectedGlobals: ['Math', 'Number', 'BigInt'],
  testTimeout: timeLimit,
  // test/eventually.ts reads it.
  globals: { timeLimit },
  // Many tests wait for processes that they have started: no core need be left free for Jest itself. A worker more than there are
  // cores would have a third local cloud up beside it, for which 24 GiB are too few.
  maxWorkers: '100%',
  // What a file has loaded a worker never quite lets go of: with hundreds of them one would run out of memory, and collects garbage for long before.
  workerIdleMemoryLimit: '1GB',
  transform: { '\\.[jt]sx?$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  // These are ES modules only; teeny-request, of the BigQuery client, imports the ones after it with import().
  transformIgnorePatterns: [
    '/node_modules/(?!(hyparquet|hyparquet-compressors|hyparquet-writer|hysnappy|fzstd|jose|teeny-request|node-fetch|fetch-blob|formdata-polyfill|data-uri-to-buffer)/)',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.landfall/'],
};
