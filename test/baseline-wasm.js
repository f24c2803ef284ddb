/**
 * Before each test file: V8 compiles WebAssembly once and does not optimise it. For the SQL parser, 23 MB of which a test
 * file uses a little, optimising takes longer than all the parsing. Only the small model computes long enough to need it.
 */
const { setFlagsFromString } = require('node:v8');

// oxlint-disable-next-line jest/no-standalone-expect -- it asks which file is tested, and expects nothing
const isOptimised = expect.getState().testPath.includes('vertex/model');
for (const flag of isOptimised ? ['--no-liftoff-only', '--wasm-tier-up', '--wasm-dynamic-tiering'] : ['--liftoff-only'])
  setFlagsFromString(flag);
