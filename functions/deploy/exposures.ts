/** What the canary's requests have come to so far, counted anew from the predictions at each look. */
import type { Exposure } from '../../core/canary/evidence';
import { exposuresStatement } from '../../core/canary/exposures';
import { exposuresOf, type StepCounts } from '../../core/canary/rollout';
import { canaryStep } from '../../core/canary/steps';
import type { Production } from '../../schemas/generated/types';
import { configurationOf } from '../shared/stage/ledger';
import { jobOf } from '../shared/warehouse/warehouse';
import type { DeployContext } from './context';

type Canary = NonNullable<Production['canary']>;

/** Of each step so far. Every look is a job of its own: what was counted a minute ago is old. */
export async function countExposures(canary: Canary, { run, deps, signal }: DeployContext): Promise<Exposure[]> {
  const { config, clock } = deps;
  const statement = exposuresStatement(
    canary,
    configurationOf(run),
    (table) => `${config.project}.${config.dataset}.${table}`,
  );
  const looks = jobOf(run, canaryStep);
  const look = { ...looks, id: `${looks.id}-${clock.now().getTime()}` };
  return exposuresOf(canary, await deps.warehouse.until(signal).query<StepCounts>(look, statement));
}
