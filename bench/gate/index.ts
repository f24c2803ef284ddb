/** The gate's and the canary's promises, by simulation of the shipped code. Options: --runs 4000 (a cell), --years 300, --rollouts 1000, --of nulls,years,… */
import { parseArgs } from 'node:util';
import type { Figure } from '../figure';
import { benchCanary } from './canary';
import { gainFigures, moreRowsFigures } from './gains';
import { intervalFigures } from './intervals';
import { marginFigures, nullFigures } from './nulls';
import { speedFigures } from './speed';
import { benchYears } from './years';

interface Sizes {
  runs: number;
  years: number;
  rollouts: number;
}

const parts: Record<string, (sizes: Sizes) => Figure[]> = {
  nulls: ({ runs }) => nullFigures(runs),
  margin: ({ runs }) => marginFigures(runs),
  gains: ({ runs }) => gainFigures(runs),
  rows: ({ runs }) => moreRowsFigures(runs),
  intervals: ({ runs }) => intervalFigures(runs),
  years: benchYears,
  canary: ({ rollouts }) => benchCanary({ times: rollouts }),
  speed: ({ runs }) => speedFigures(runs),
};

export async function benchGate(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: {
      runs: { type: 'string', default: '4000' },
      years: { type: 'string', default: '300' },
      rollouts: { type: 'string', default: '1000' },
      of: { type: 'string', default: Object.keys(parts).join(',') },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const [runs, years, rollouts] = (['runs', 'years', 'rollouts'] as const).map((name) => {
    if (!(Number(values[name]) > 0)) throw new Error(`--${name} ${values[name]} is not a number`);
    return Number(values[name]);
  }) as [number, number, number];
  const figures = values.of.split(',').flatMap((name) => {
    const part = parts[name];
    if (!part) throw new Error(`--of ${name} is none of ${Object.keys(parts).join(', ')}`);
    return part({ runs, years, rollouts });
  });
  return Promise.resolve(figures);
}
