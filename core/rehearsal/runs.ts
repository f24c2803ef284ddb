/** How the runs of a rehearsal begin, and how they end. */
import type { BaseModel } from '../../catalog';
import type { RetrainingRequest } from '../../schemas/generated/types';
import { judgeBase } from '../bases';
import { candidatesOf } from '../candidates';
import { overBudget } from '../over-budget';
import { batchOfRequest } from '../retraining/request';
import { happened, type Quarter, type RehearsedRun, type ServedBase } from './quarter';

const day = 86_400_000;

/** Its first candidate stands for all of them. */
export function ownServed({ configuration }: Pick<Quarter, 'configuration'>): ServedBase {
  const { base, kind } = candidatesOf(configuration)[0]!;
  return { base, purpose: kind === 'tuned' ? 'tuning' : 'answers' };
}

/** A run that its base or the budget refuses ends as it begins. @param request absent of the first */
export function beginRun(quarter: Quarter, now: Date, request?: RetrainingRequest): void {
  const served = request?.successor === undefined ? ownServed(quarter) : succeeding(quarter, request.successor);
  const id = `run-${quarter.runs.length + 1}`;
  const run: RehearsedRun = {
    run: id,
    batch: request ? batchOfRequest(request.request) : 'first',
    createdAt: now.toISOString(),
    status: 'running',
    configuration: [quarter.configuration.digest, request?.successor].join(' ').trim(),
    hasVersion: true,
    endsAt: now.getTime() + quarter.runDays * day,
    ...served,
  };
  const failed = whyRefused(quarter, run, now);
  quarter.runs.unshift(failed === undefined ? run : { ...run, failed, status: 'failed', endedAt: now.toISOString() });
  quarter.answersSinceRun = 0;
  const whatFor = request ? `for ${request.request} (${request.cause})` : 'the first';
  happened(quarter, now, 'run', `${id} begins, ${whatFor}${failed === undefined ? '' : `, and fails: ${failed}`}`);
}

const succeeding = (quarter: Quarter, base: string): ServedBase => {
  const { tunable = false } = (quarter.configuration.baseModels[base] ?? {}) as Partial<BaseModel>;
  return { base, purpose: tunable ? ownServed(quarter).purpose : 'answers' };
};

function whyRefused(quarter: Quarter, { run, base, purpose }: RehearsedRun, now: Date): string | undefined {
  const catalog = quarter.configuration.baseModels as unknown as Record<string, BaseModel>;
  const { standing, reason } = judgeBase(catalog[base]!, catalog, { region: quarter.region, on: now }, purpose);
  if (standing === 'closed') return reason;
  const shortage = quarter.books.commit(run, quarter.prices[base]!, now);
  return shortage && overBudget(shortage, 'it');
}

/** The first comes into production whatever it is: there is nothing that it could be worse than. */
export function endRuns(quarter: Quarter, now: Date): void {
  quarter.runs = quarter.runs.map((run) => {
    if (run.status !== 'running' || run.endsAt > now.getTime()) return run;
    quarter.books.settle(run.run, quarter.prices[run.base]!, new Date(run.createdAt), now);
    const isDeployed = !quarter.production || quarter.isBetter();
    if (isDeployed) {
      quarter.production = { base: run.base, purpose: run.purpose };
      quarter.drift.changeModel();
    }
    happened(
      quarter,
      now,
      'run',
      `${run.run} ends: ${isDeployed ? `${run.base} is in production` : 'no better than production'}`,
    );
    return { ...run, status: isDeployed ? 'deployed' : 'refused', endedAt: now.toISOString() };
  });
}
