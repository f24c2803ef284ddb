/** The gate's and the canary's promises, by simulation of the shipped code. Options: --runs 4000 (300 years, 1,000 canaries), --of nulls,years,… */
import { parseArgs } from 'node:util';
import type { Figure } from '../figure';
import { canaryFigures } from './canary';
import { classFigures } from './classes';
import { earlyFigures } from './early';
import { faultFigures } from './faults';
import { gainFigures, moreRowsFigures } from './gains';
import { intervalFigures } from './intervals';
import { gradedNullFigures, marginFigures, nullFigures } from './nulls';
import { sameModelFigures } from './same-model';
import { sliceFigures } from './slices';
import { speedFigures } from './speed';
import { yearFigures } from './years';

const parts: Record<string, (runs: number) => Figure[] | Promise<Figure[]>> = {
  nulls: nullFigures,
  graded: gradedNullFigures,
  margin: marginFigures,
  classes: classFigures,
  slices: sliceFigures,
  gains: gainFigures,
  rows: moreRowsFigures,
  intervals: intervalFigures,
  early: earlyFigures,
  same: sameModelFigures,
  faults: faultFigures,
  years: yearFigures,
  canary: canaryFigures,
  speed: speedFigures,
};

export async function benchGate(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: {
      runs: { type: 'string', default: '4000' },
      of: { type: 'string', default: Object.keys(parts).join(',') },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const runs = Number(values.runs);
  if (!(runs > 0)) throw new Error(`--runs ${values.runs} is not a number`);
  const figures: Figure[] = [];
  for (const name of values.of.split(',')) {
    const part = parts[name];
    if (!part) throw new Error(`--of ${name} is none of ${Object.keys(parts).join(', ')}`);
    figures.push(...(await part(runs)));
  }
  return figures;
}
