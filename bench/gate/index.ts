/** The gate and the canary, simulated: what they promise, beside what is usual. Options: --years 300, --rollouts 1000. */
import { parseArgs } from 'node:util';
import type { Figure } from '../figure';
import { benchCanary } from './canary';
import { benchYears } from './years';

export async function benchGate(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: {
      years: { type: 'string', default: '300' },
      rollouts: { type: 'string', default: '1000' },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const figures = [...benchYears({ years: Number(values.years) }), ...benchCanary({ times: Number(values.rollouts) })];
  return Promise.resolve(figures);
}
