/** The staging table of one landed object's clean rows: loaded once, and again when it has expired. */
import { columnsOf, type RowSchema } from '../../../core/row-schema';
import type { Clock } from '../stage/clock';
import { RetryableError } from '../../../core/errors';
import type { RunName } from '../../../core/ledger-layout';
import type { Warehouse } from './warehouse';

export interface StagedTable {
  /** Of staged/KEY/object.json. */
  key: string;
  source: string;
  table: string;
  cleanUri: string;
}

/** Rows of a file lie together in its order: the rows behind an example are found without reading the others. */
const layout = { clustering: ['_row'] };

/**
 * Loads the table unless it is there. Whoever asks first on a day names the job, so that all who ask at once share it.
 * The id of a job can never be used again: when its table has gone since, the next one is another job.
 */
export async function loadOnce(
  { key, source, table, cleanUri }: StagedTable,
  rowSchema: RowSchema,
  { warehouse, clock, run: { pipeline, run } }: { warehouse: Warehouse; clock: Clock; run: RunName },
): Promise<void> {
  const day = clock.now().toISOString().slice(0, 10).replaceAll('-', '');
  const labels = { 'landfall-pipeline': pipeline, 'landfall-run': run, 'landfall-step': `load-${source}` };
  for (let again = 0; again < 100; again++) {
    if (await warehouse.columns(table)) return;
    const id = ['landfall-load', key, day, ...(again > 0 ? [String(again)] : [])].join('-');
    if (await warehouse.load({ id, labels }, cleanUri, table, columnsOf(rowSchema), layout)) return;
  }
  throw new RetryableError(`${table} vanishes as soon as it is loaded`);
}
