/** Money for a run's tuning jobs: committed before the first is created, for as many as fit; settled when they have ended. */
import { RetryableError } from '../../../core/errors';
import { overBudget, overBudgetError } from '../../../core/over-budget';
import {
  withCommitted,
  deliveryDraw,
  draw,
  withBill,
  withGivenBack,
  settleDraw,
  tuningEntry,
  wasCutOff,
  type Shortage,
  type MoneyClaim,
} from '../../../core/spending';
import type { Run, Spending } from '../../../schemas/generated/types';
import { firstJobs, jobKey } from '../models/first-jobs';
import type { TuningJob } from '../models/provider';
import { configurationOf } from '../stage/ledger';
import type { StageDeps } from '../stage/stage';
import { changeSpending, deliveryEnds, workingSince, type SpendingDeps } from './change';
import type { Needed } from './needed';

export interface Committed {
  /** US dollars that are held, by candidate. */
  held: Map<string, number>;
  /** Why each of those is not tuned that the budget has no room for. */
  leftOut: Map<string, string>;
}

/**
 * Evaluation is committed first: nothing is tuned that could not be compared. What was committed by an earlier delivery stays.
 * @throws PermanentError when the budget has no room for all, or, where those are left out that do not fit, for none
 */
export async function commitTuning(run: Run, needed: Needed, deps: SpendingDeps): Promise<Committed> {
  const { tuning, evaluation } = needed;
  if (tuning.length === 0 && !evaluation) return { held: new Map(), leftOut: new Map() };
  const { budget: caps, onOverBudget } = configurationOf(run).pipeline.tuning;
  const terms = { caps, at: deps.clock.now().toISOString() };
  const { refused } = await changeSpending(run, (before) => allOrSome(before, needed, terms, onOverBudget), deps);
  const reasons = new Map(refused.map((refusal) => [refusal.id, reasonOf(refusal)]));
  const isNothingLeft = (evaluation && reasons.has(evaluation.id)) || tuning.every(({ id }) => reasons.has(id));
  const [first] = refused;
  if (first && (onOverBudget === 'fail' || isNothingLeft)) throw overBudgetError([...reasons.values()], first, run);
  const candidateOf = (wanted: MoneyClaim) => wanted.candidate!;
  return {
    held: new Map(tuning.filter(({ id }) => !reasons.has(id)).map((each) => [candidateOf(each), each.committed])),
    leftOut: new Map(
      tuning.flatMap((each) => (reasons.has(each.id) ? [[candidateOf(each), reasons.get(each.id)!] as const] : [])),
    ),
  };
}

function allOrSome(
  before: Spending,
  { tuning, evaluation }: Needed,
  terms: Parameters<typeof withCommitted>[2],
  onOverBudget: 'fail' | 'leaveOut',
): { spending: Spending; refused: Shortage[] } {
  const decided = withCommitted(before, [...(evaluation ? [evaluation] : []), ...tuning], terms);
  const isNone = decided.refused.some(({ id }) => id === evaluation?.id) || decided.refused.length === tuning.length;
  const isRefused = decided.refused.length > 0 && (onOverBudget === 'fail' || isNone);
  return isRefused ? { spending: before, refused: decided.refused } : decided;
}

const reasonOf = (refusal: Shortage): string =>
  overBudget(refusal, refusal.candidate === undefined ? 'the evaluation' : `tuning ${refusal.candidate}`);

/**
 * Holds the money of one more try to create the job, until the bill tells how many there were: an earlier try that came to nothing
 * may have created one that is not found yet.
 * @throws RetryableError where there is no room for both
 */
export async function beginCreation(run: Run, key: string, { ledger, clock, holder }: CreationDeps): Promise<string> {
  const now = clock.now();
  const [entry, id] = [tuningEntry(run.run, key), deliveryDraw(now, holder)];
  const { budget: caps } = configurationOf(run).pipeline.tuning;
  const { refused } = await changeSpending(
    run,
    (before) => {
      const found = before.entries[entry];
      // Nothing is held for what has no price.
      if (!found) return { spending: before, refused: undefined };
      // Of whoever was cut off while it created a job: one that is not found by now was never created.
      const gone = Object.keys(found.draws ?? {}).filter((other) => wasCutOff(other, workingSince(now)));
      const tidied = gone.reduce((spending, other) => settleDraw(spending, entry, other, 0), before);
      return draw(tidied, { entry, draw: id, most: found.committed, run: run.run }, { caps, at: now.toISOString() });
    },
    { ledger, clock },
  );
  if (refused)
    throw new RetryableError(`whether the tuning job of ${key} was created already is seen in ${deliveryEnds} minutes`);
  return id;
}

type CreationDeps = SpendingDeps & Pick<StageDeps, 'holder'>;

/** The provider has refused: no job was created by this try. */
export const endCreation = (run: Run, key: string, id: string, deps: SpendingDeps): Promise<unknown> =>
  changeSpending(
    run,
    (before) => {
      const entry = tuningEntry(run.run, key);
      return { spending: before.entries[entry] ? settleDraw(before, entry, id, 0) : before };
    },
    deps,
  );

/** Of a job that is not to be created any more: what is held for it is free again. */
export function giveBack(run: Run, key: string, deps: SpendingDeps): Promise<unknown> {
  const at = deps.clock.now().toISOString();
  return changeSpending(run, (before) => ({ spending: withGivenBack(before, tuningEntry(run.run, key), at) }), deps);
}

export interface Bill {
  billedTokens?: number;
  /** US dollars. */
  spent?: number;
}

/**
 * What each job is billed: tokens of the file, as the provider has counted them, in each epoch, at the price of the run. One that did
 * not succeed may be billed for a part that nobody tells: all of it counts. One that never began costs nothing.
 */
export function billOf({ state, base, billedTokens, startedAt }: TuningJob, run: Run): Bill {
  if (state !== 'succeeded' && startedAt === undefined) return { billedTokens: 0, spent: 0 };
  if (billedTokens === undefined) return {};
  const { price } = (configurationOf(run).baseModels[base] ?? {}) as { price?: { training?: number } };
  if (price?.training === undefined) return { billedTokens };
  return { billedTokens, spent: (billedTokens * price.training) / 1_000_000 };
}

/** All jobs of a candidate together; nothing while one of them runs, or its bill is not told: what is committed counts on. */
export async function settleTuning(run: Run, jobs: TuningJob[], deps: SpendingDeps): Promise<void> {
  const at = deps.clock.now().toISOString();
  const configuration = configurationOf(run);
  const settled = [...firstJobs(jobs, configuration).keys()].flatMap((key) => {
    const own = jobs.filter((job) => jobKey(job, configuration) === key);
    const bills = own.map((job) => (job.state === 'running' ? undefined : billOf(job, run).spent));
    return bills.includes(undefined) ? [] : [{ key, spent: bills.reduce<number>((sum, each) => sum + each!, 0) }];
  });
  await changeSpending(
    run,
    (before) => ({
      spending: settled.reduce(
        (spending, { key, spent }) => withBill(spending, tuningEntry(run.run, key), at, spent),
        before,
      ),
    }),
    deps,
  );
}
