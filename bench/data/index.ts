/** Data at scale: validate over files, transform over tables. Options: --sizes 10,100,1000 (MB) and --rows 50000,500000 (emails). */
import { parseArgs } from 'node:util';
import type { Figure } from '../figure';
import { benchTransform, defaultRows } from './transform';
import { benchValidate, defaultSizes } from './validate';

/** A list of nothing, as in `--sizes ''`, leaves that part out. */
export async function benchData(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: { sizes: { type: 'string' }, rows: { type: 'string' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [sizes, rows] = [numbers('sizes', values.sizes, defaultSizes), numbers('rows', values.rows, defaultRows)];
  return [...(await benchValidate(sizes)), ...(await benchTransform(rows))];
}

function numbers(option: string, text: string | undefined, otherwise: number[]): number[] {
  if (text === undefined) return otherwise;
  const given = text.split(',').filter(Boolean).map(Number);
  if (given.some((number) => !(number > 0))) throw new Error(`--${option} ${text} is not a list of numbers`);
  return given;
}
