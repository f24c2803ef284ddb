/**
 * The local model: how fast each base is tuned and asked, and with --data, how well it labels. Options: --base ID (all),
 * --data FILE (CSV of text and category, such as Banking77's), --epochs 3, --python python3. In place of these, with
 * --of halving, the search; with --of overhead, what the pipeline takes of a candidate's time; with --of budget, that money cannot be overspent, in --schedules 10000; with --of probe,
 * how often it refuses, in --trials 100, of the sets that begin with --set, with --data on labelled messages too.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCatalog } from '../../catalog';
import { repositoryRoot } from '../../core/root';
import type { Figure } from '../figure';
import { curveFigures } from './curve';
import { partFigures } from './parts';
import { speedFigures } from './speed';

export async function benchTuning(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: {
      of: { type: 'string' },
      base: { type: 'string', multiple: true },
      data: { type: 'string' },
      epochs: { type: 'string', default: '3' },
      python: { type: 'string', default: 'python3' },
      schedules: { type: 'string', default: '10000' },
      trials: { type: 'string', default: '100' },
      set: { type: 'string' },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.of !== undefined)
    return partFigures(values.of, {
      schedules: Number(values.schedules),
      trials: Number(values.trials),
      data: values.data,
      set: values.set,
    });
  const epochs = Number(values.epochs);
  if (!(Number.isInteger(epochs) && epochs >= 1)) throw new Error(`--epochs ${values.epochs} is no number of epochs`);
  const shipped = Object.values(loadCatalog(repositoryRoot())).filter(({ isLocal }) => isLocal);
  const bases = values.base ?? shipped.map(({ id }) => id);
  const folder = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  try {
    const figures: Figure[] = [];
    for (const base of bases) figures.push(...(await speedFigures(base, join(folder, base), values.python)));
    if (values.data) figures.push(...(await curveFigures(bases, values.data, join(folder, 'curve'), epochs)));
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
