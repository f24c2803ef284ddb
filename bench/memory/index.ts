/** Peak memory of every function with the largest input that it accepts, against the memory that it is given. Option: --of STAGE. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bury, services, stages } from '../../core/stages';
import { mebibytes } from '../../local/functions/spec';
import type { Figure } from '../figure';
import { inputs } from './inputs';
import { startMeasuredFunctions } from './measured-functions';

/** What is left is for the moment. */
const mostShare = 0.9;

const contracts: Record<string, { memory: string }> = { ...stages, ...services, [bury.name]: bury };

/** @throws Error naming every input that takes more than its share of the memory */
export async function benchMemory(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: { of: { type: 'string' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const directory = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  const functions = await startMeasuredFunctions();
  const figures: Figure[] = [];
  try {
    for (const { of, name, measure } of inputs) {
      if (values.of !== undefined && values.of !== of) continue;
      const declared = mebibytes(contracts[of]!.memory);
      const value = await measure(functions, directory);
      process.stderr.write(`${of}, ${name}: ${Math.round(value)} MiB of ${declared} MiB\n`);
      figures.push({ name: `${of}, ${name}`, value, unit: 'MiB', ratio: value / declared, against: `${declared} MiB` });
    }
  } finally {
    await functions.close();
    rmSync(directory, { recursive: true, force: true });
  }
  const over = figures.filter(({ ratio }) => ratio! > mostShare);
  if (over.length > 0)
    throw new Error(
      `too much memory: ${over.map(({ name, value, against }) => `${name}: ${Math.round(value)} MiB of ${against}`).join('; ')}`,
    );
  return figures;
}
