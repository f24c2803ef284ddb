/** How long each signal takes to read its votes of 10,000 answers from the local BigQuery, beside a scan that only reads them. */
import { signalNames } from '../../core/drift/signals';
import { project } from '../../test/local/bigquery/harness';
import type { Figure } from '../figure';
import { chanceFrom } from '../../core/verdict/random';
import { readBanking } from './banking';
import { openHistory } from './requests';

const rows = 10_000;
/** Milliseconds that a signal may take. */
const most = 200;
const tries = 7;

export async function speedFigures(folder: string): Promise<Figure[]> {
  const { train } = readBanking(folder);
  const questions = train.slice(0, rows);
  const history = await openHistory(train);
  try {
    const requests = questions.map(({ text, intent }) => ({ text, intent, answer: intent, isRight: true }));
    await history.record('speed', requests, chanceFrom('speed'));
    const scan = await fastest(() =>
      history.local.client.query(
        `SELECT id, made_at, input, text, latency_ms FROM \`${project}.landfall.predictions\` WHERE pipeline = 'speed'`,
      ),
    );
    const figures: Figure[] = [{ name: `a scan of ${rows} rows`, value: scan, unit: 'ms' }];
    for (const name of signalNames) {
      const value = await fastest(() => history.read('speed', name));
      const problem = value > most ? `over ${most} ms` : undefined;
      figures.push({ name, value, unit: 'ms', ratio: value / scan, against: 'the scan', problem });
    }
    return figures;
  } finally {
    await history.close();
  }
}

/** Milliseconds of the fastest of some tries: what else the machine does is no part of it. */
async function fastest(work: () => Promise<unknown>): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < tries; run++) {
    const begun = performance.now();
    await work();
    best = Math.min(best, performance.now() - begun);
  }
  return best;
}
