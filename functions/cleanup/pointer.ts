/** What an ended run leaves in the production pointer that nobody needs: it goes there first, so that nobody goes back to what is removed. */
import { afterRetention } from '../../core/canary/retention';
import { settleStep } from '../../core/canary/rollout';
import { isConflict, RetryableError } from '../../core/errors';
import type { Production, Run } from '../../schemas/generated/types';
import { configurationOf } from '../shared/stage/ledger';
import type { StageDeps } from '../shared/stage/stage';

/** Production as it is then. @throws RetryableError when somebody changes it at the same time */
export async function tidyProduction(run: Run, { ledger, clock, log }: StageDeps): Promise<Production | undefined> {
  const current = await ledger.findProduction(run.pipeline);
  const tidied =
    current && (withoutCanaryOf(run, current.value, clock.now()) ?? withoutOld(run, current.value, clock.now()));
  if (!tidied) return current?.value;
  await ledger.replaceProduction(tidied, current.generation).catch((error: unknown) => {
    if (!isConflict(error)) throw error;
    throw new RetryableError('production changed at the same time: it is looked at again', { cause: error });
  });
  log.info('production keeps no more of what has ended', { pipeline: run.pipeline, run: run.run });
  return tidied;
}

/** A run that failed while its canary was under way judges it no more. */
function withoutCanaryOf({ run }: Run, production: Production, at: Date): Production | undefined {
  const { canary } = production;
  if (canary?.run !== run) return undefined;
  const reason = 'its run has ended, and nobody judges it any more';
  return settleStep(production, { run, step: canary.step, decision: 'rollback', reason, at: at.toISOString() });
}

const withoutOld = (run: Run, production: Production, now: Date): Production | undefined =>
  production.run === run.run
    ? afterRetention(production, configurationOf(run).pipeline.deployment.rollout.retentionDays, now)
    : undefined;
