/**
 * Before each test file: V8 compiles WebAssembly once and does not optimise it. For the SQL parser, 23 MB of which a test
 * file uses a little, optimising takes longer than all the parsing. Only the small model, and metrics of a user's own that take all
 * they are given, compute long enough to need it.
 */
const { setFlagsFromString } = require('node:v8');

// oxlint-disable-next-line jest/no-standalone-expect -- it asks which file is tested, and expects nothing
const isOptimised = /vertex.model|evaluation.sandbox/.test(expect.getState().testPath);
for (const flag of isOptimised ? ['--no-liftoff-only', '--wasm-tier-up', '--wasm-dynamic-tiering'] : ['--liftoff-only'])
  setFlagsFromString(flag);
