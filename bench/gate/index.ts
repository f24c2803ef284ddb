/** The gate and the canary, simulated: what they promise, beside what is usual. Option: --years 300. */
import { parseArgs } from 'node:util';
import type { Figure } from '../figure';
import { benchYears } from './years';

export async function benchGate(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: { years: { type: 'string', default: '300' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  return Promise.resolve(benchYears({ years: Number(values.years) }));
}
