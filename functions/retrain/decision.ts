/** Decides on a request, once, and puts the decision on record. */
import { decideRetraining, withDecision, withOutcomes, type Circumstances } from '../../core/retraining/policy';
import { findRequest, isOpen, withRequest, type RetrainRequested } from '../../core/retraining/request';
import { heldIn, monthOf } from '../../core/spending';
import type { Configuration, RetrainingRequest } from '../../schemas/generated/types';
import type { StageDeps } from '../shared/stage/stage';
import { changeRequests } from './change';
import { newestRuns } from '../shared/retraining/newest-runs';

/** The request as it is on record by now, decided on unless it was. */
export async function decideOnce(
  asked: RetrainRequested,
  configuration: Configuration,
  deps: StageDeps,
): Promise<RetrainingRequest> {
  const { pipeline, ...said } = asked;
  const after = await changeRequests(pipeline, deps, async (before) => {
    const now = deps.clock.now();
    const runs = await newestRuns(pipeline, deps);
    const retraining = { ...before, requests: withOutcomes(before.requests, { runs, now }) };
    const known = findRequest(retraining, asked.request) ?? { ...said, state: 'waiting' as const };
    if (!isOpen(known)) return retraining;
    const standing: Circumstances = {
      now,
      policy: configuration.pipeline.retraining,
      runs,
      requests: retraining.requests,
      base: (await deps.ledger.findProduction(pipeline))?.value.base,
      configuration: configuration.digest,
      money: await moneyOf(configuration, runs, deps),
    };
    return withRequest(retraining, withDecision(known, decideRetraining(known, standing), now));
  });
  const own = findRequest(after, asked.request)!;
  deps.log.info(`${own.state}${own.because === undefined ? '' : `: ${own.because}`}`, { cause: own.cause });
  return own;
}

async function moneyOf(
  { pipeline: { name, tuning } }: Configuration,
  [last]: { run: string; createdAt: string }[],
  { ledger, clock }: StageDeps,
): Promise<Circumstances['money']> {
  const inMonth = async (month: string, run = '') => {
    const found = await ledger.findSpending(name, month);
    return found ? heldIn(found.value, run) : { run: 0, month: 0 };
  };
  const [now, before] = [
    await inMonth(monthOf({ createdAt: clock.now().toISOString() })),
    last ? await inMonth(monthOf(last), last.run) : { run: 0 },
  ];
  return { left: Math.max(0, tuning.budget.month - now.month), lastRun: before.run };
}
