/**
 * The promises of drift, by simulation of the shipped code on Banking77. Options: --of quiet,power,curve,harm,speed (power also says why; --write makes docs/drift-power.svg of the curve), --years 1000 (quiet ones, from the --first 0 on: parts of them add up),
 * --times 200 (that each change is planted), --weekly 250 (sessions where one is planted), --data FOLDER (of train.csv and test.csv).
 */
import { parseArgs } from 'node:util';
import type { Figure } from '../figure';
import { defaultData } from './banking';
import { curveFigures } from './curve';
import { harmFigures } from './harm';
import { readPool, type Pool } from './pool';
import { powerFigures } from './power';
import { quietFigures } from './quiet';
import { speedFigures } from './speed';

interface Asked {
  pool: () => Promise<Pool>;
  years: number;
  first: number;
  times: number;
  weekly: number;
  data: string;
  isWritten: boolean;
}

const parts: Record<string, (asked: Asked) => Promise<Figure[]>> = {
  quiet: async ({ pool, first, years }) => quietFigures(await pool(), { first, years }),
  power: async ({ pool, times, weekly }) => powerFigures(await pool(), times, weekly),
  curve: async ({ pool, times, weekly, isWritten }) => curveFigures(await pool(), { times, weekly, isWritten }),
  harm: ({ data, times, weekly }) => harmFigures(data, times, weekly),
  speed: ({ data }) => speedFigures(data),
};

export async function benchDrift(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: {
      of: { type: 'string', default: Object.keys(parts).join(',') },
      years: { type: 'string', default: '1000' },
      times: { type: 'string', default: '200' },
      weekly: { type: 'string', default: '250' },
      first: { type: 'string', default: '0' },
      data: { type: 'string', default: defaultData },
      write: { type: 'boolean' },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const [years, times, weekly] = (['years', 'times', 'weekly'] as const).map((name) => {
    const value = Number(values[name]);
    if (!(value >= 1)) throw new Error(`--${name} ${values[name]} is no number of 1 or more`);
    return value;
  });
  let pool: Promise<Pool> | undefined;
  const asked = {
    pool: () => (pool ??= readPool(values.data)),
    data: values.data,
    years: years!,
    first: Number(values.first),
    times: times!,
    weekly: weekly!,
    isWritten: values.write ?? false,
  };
  const figures: Figure[] = [];
  for (const name of values.of.split(',')) {
    const part = parts[name];
    if (!part) throw new Error(`--of ${name} is none of ${Object.keys(parts).join(', ')}`);
    figures.push(...(await part(asked)));
  }
  return figures;
}
