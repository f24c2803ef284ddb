/** How many answers people have corrected or approved since a run began. */
import { fillSlots } from '../../core/statement';
import type { Configuration } from '../../schemas/generated/types';
import type { MonitorDeps } from './deps';

/** Milliseconds for one question to the warehouse. */
const patience = 60_000;

/** @param since ISO 8601 */
export async function countNewExamples(
  { pipeline: { name }, sql }: Configuration,
  since: string,
  { warehouse, tableOf }: MonitorDeps,
): Promise<number> {
  const statement = {
    ...fillSlots(sql, 'monitor/new-examples.sql', { ratings: tableOf('ratings') }),
    params: { pipeline: name, since },
  };
  const labels = { 'landfall-pipeline': name, 'landfall-step': 'new-examples' };
  const [row] = await warehouse.ask<{ new_examples: number }>(statement, { labels, milliseconds: patience });
  return Number(row!.new_examples);
}
