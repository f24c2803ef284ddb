/** The statement that counts what a canary's requests have come to: of its answers and production's, from the predictions. */
import type { Configuration, Production } from '../../schemas/generated/types';
import { fillSlots, type Statement } from '../statement';

type Canary = NonNullable<Production['canary']>;

/**
 * Its rows are `StepCounts`, of each step so far.
 * @param configuration the canary's run's
 * @param tableOf the name of a table of the history, as project.dataset.table
 * @throws PermanentError when the run was begun by a Landfall that knew no canaries
 */
export function exposuresStatement(
  { run, steps, startedAt }: Canary,
  { pipeline, sql }: Configuration,
  tableOf: (table: 'predictions' | 'ratings') => string,
): Statement {
  const { slowAfter } = pipeline.deployment.rollout;
  const tables = { predictions: tableOf('predictions'), ratings: tableOf('ratings') };
  return {
    ...fillSlots(sql, 'rollout/exposures.sql', tables),
    params: {
      pipeline: pipeline.name,
      rollout: run,
      started_at: startedAt,
      // Whole numbers among fractions would be another type.
      drawn_below: steps.map((_, step) => String(1 - (steps[step - 1] ?? 0))),
      first_shown: steps.filter((share) => share === 0).length,
      slow_after_ms: slowAfter === undefined ? Number.MAX_SAFE_INTEGER : Math.round(slowAfter * 1000),
    },
  };
}
