/** How many answers people have corrected or approved since a run began, as far as another run would learn from them. */
import { fillSlots } from '../../core/statement';
import type { Configuration } from '../../schemas/generated/types';
import type { MonitorDeps } from './deps';

/** Milliseconds for one question to the warehouse. */
const patience = 60_000;

/**
 * None of a pipeline whose versions take no answers in. Whose they are stands in the far larger table of answers, which is read only where there are enough
 * to ask for a retraining: one user who corrects everything is no reason for one.
 * @param since ISO 8601
 */
export async function countNewExamples(
  { pipeline: { name, training, retraining }, sql }: Configuration,
  since: string,
  { warehouse, tableOf }: MonitorDeps,
): Promise<number> {
  const { curated } = training;
  if (!curated) return 0;
  const labels = { 'landfall-pipeline': name, 'landfall-step': 'new-examples' };
  const count = async (file: string, more: object = {}): Promise<number> => {
    const tables = { ratings: tableOf('ratings'), predictions: tableOf('predictions') };
    const params = { pipeline: name, since, kinds: curated.from, ...more };
    const statement = { ...fillSlots(sql, file, tables), params };
    const [row] = await warehouse.ask<{ new_examples: number }>(statement, { labels, milliseconds: patience });
    return Number(row!.new_examples);
  };
  const all = await count('monitor/new-examples.sql');
  return retraining.feedback === undefined || all < retraining.feedback
    ? all
    : count('monitor/new-examples-by-user.sql', { maximum_per_user: curated.maximumPerUser });
}
