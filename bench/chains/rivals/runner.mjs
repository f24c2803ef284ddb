// node runner.mjs MODULE: runs what the module exports as `run` again and again, and prints microseconds of a processor for a step.
import { question, steps } from './graph.mjs';

const rounds = 8;
/** Of a round. */
const milliseconds = 500;

const { default: whole, ...named } = await import(process.argv[2]);
const { run } = { ...whole, ...named };
const said = await run(question);
if (said !== '0') throw new Error(`it came to ${JSON.stringify(said)}`);

let least = Infinity;
for (let round = 0; round < rounds; round += 1) {
  const began = Date.now();
  const before = process.cpuUsage();
  let runs = 0;
  for (; Date.now() - began < milliseconds; runs += 1) await run(question);
  const { user, system } = process.cpuUsage(before);
  // The least disturbed round; the first ones warm up.
  least = Math.min(least, (user + system) / runs / steps);
}
console.log(JSON.stringify(least));
process.exit(0);
