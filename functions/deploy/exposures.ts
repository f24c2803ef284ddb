/** What the canary's requests have come to so far, counted anew from the predictions at each look. */
import { canaryStep } from '../../core/canary/steps';
import { exposuresOf, type StepCounts } from '../../core/canary/rollout';
import type { Exposure } from '../../core/canary/evidence';
import { fillSlots } from '../../core/statement';
import type { Production } from '../../schemas/generated/types';
import { configurationOf } from '../shared/stage/ledger';
import { jobOf } from '../shared/warehouse/warehouse';
import type { DeployContext } from './context';

type Canary = NonNullable<Production['canary']>;

const minute = 60_000;

/** Of each step so far. One look a minute is a job of its own: asked for again within it, it is the same one. */
export async function countExposures(canary: Canary, { run, deps, signal }: DeployContext): Promise<Exposure[]> {
  const { config, clock } = deps;
  const { pipeline, sql } = configurationOf(run);
  const { slowAfter } = pipeline.deployment.rollout;
  const tableOf = (name: string) => `${config.project}.${config.dataset}.${name}`;
  const statement = {
    ...fillSlots(sql, 'rollout/exposures.sql', { predictions: tableOf('predictions'), ratings: tableOf('ratings') }),
    params: {
      pipeline: run.pipeline,
      rollout: canary.run,
      started_at: canary.startedAt,
      // Whole numbers among fractions would be another type.
      drawn_below: canary.steps.map((_, step) => String(1 - (canary.steps[step - 1] ?? 0))),
      first_shown: canary.steps.filter((share) => share === 0).length,
      slow_after_ms: slowAfter === undefined ? Number.MAX_SAFE_INTEGER : Math.round(slowAfter * 1000),
    },
  };
  const looks = jobOf(run, canaryStep);
  const look = { ...looks, id: `${looks.id}-${Math.floor(clock.now().getTime() / minute)}` };
  return exposuresOf(canary, await deps.warehouse.until(signal).query<StepCounts>(look, statement));
}
