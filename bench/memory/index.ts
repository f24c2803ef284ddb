/** Peak memory of every function with the largest input that it accepts, against the memory that it is given. Option: --of STAGE. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bury, cleanup, index, services } from '../../core/functions';
import { stages } from '../../core/stages';
import { mebibytes } from '../../core/mebibytes';
import type { Figure } from '../figure';
import { inputs } from './inputs/index';
import { startMeasuredFunctions } from './measured-functions';

/** What is left is for the moment. */
const mostShare = 0.9;

const contracts: Record<string, { memory: string }> = {
  ...stages,
  ...services,
  [bury.name]: bury,
  [cleanup.name]: cleanup,
  [index.name]: index,
};

/** A figure of every input; one that takes more than its share of the memory, or fails, has its problem said. */
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
      try {
        const value = await measure(functions, directory);
        process.stderr.write(`${of}, ${name}: ${Math.round(value)} MiB of ${declared} MiB\n`);
        const ratio = value / declared;
        const problem = ratio > mostShare ? 'too much memory' : undefined;
        figures.push({ name: `${of}, ${name}`, value, unit: 'MiB', ratio, against: `${declared} MiB`, problem });
      } catch (error) {
        // The others are measured all the same.
        const problem = error instanceof Error ? error.message : String(error);
        process.stderr.write(`${of}, ${name}: ${problem}\n`);
        figures.push({ name: `${of}, ${name}`, value: NaN, unit: 'MiB', against: `${declared} MiB`, problem });
      }
    }
  } finally {
    await functions.close();
    rmSync(directory, { recursive: true, force: true });
  }
  return figures;
}
