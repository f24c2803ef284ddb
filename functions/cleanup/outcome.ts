/** How a run ended, put where whoever dropped its batch can wait for it: the batch's name is known before any run is. */
import { parseLandingPath } from '../../core/batch/landing-path';
import { lastStage, outputOf, statusOf } from '../../core/stages';
import type { Run, RunOutcome, StageResult } from '../../schemas/generated/types';
import { byCompareAndSwap } from '../shared/stage/compare-and-swap';
import type { StageDeps } from '../shared/stage/stage';

/** Runs of one batch that end at the same moment: so many may be before us. */
const mostTries = 5;

/**
 * A batch whose files or marker were written again has several runs: what counts is how the newest one that has ended did so,
 * in whatever order they end and however often that is said.
 */
export async function recordOutcome(run: Run, { ledger, clock }: Pick<StageDeps, 'ledger' | 'clock'>): Promise<void> {
  const outcome = outcomeOf(run, await ledger.findResults(run));
  if (!outcome) return;
  const { pipeline, batch } = outcome;
  const once = async (): Promise<void> => {
    const current = await ledger.findOutcome(pipeline, batch);
    if (current && current.value.createdAt >= outcome.createdAt) return;
    await ledger.replaceOutcome(outcome, current?.generation);
  };
  await byCompareAndSwap(once, { clock, tries: mostTries, what: `the outcome of ${batch} is` });
}

/** Undefined of a run that goes on: one that waits for a person's approval, or whose canary is under way, has not ended. */
function outcomeOf(run: Run, results: Map<string, StageResult>): RunOutcome | undefined {
  const status = statusOf(results);
  const path = parseLandingPath(run.trigger.objects[0]!.name);
  const result =
    status === 'failed' ? [...results.values()].find((each) => each.status === status) : results.get(lastStage);
  if (status === 'running' || !result || typeof path === 'string') return undefined;
  return {
    pipeline: run.pipeline,
    batch: path.batch,
    run: run.run,
    createdAt: run.createdAt,
    status,
    endedAt: result.finishedAt,
    ...(result.error && failureOf(result.stage, result.error)),
    ...endOf(outputOf(results, lastStage)),
  };
}

const failureOf = (stage: string, { message, where, fix }: NonNullable<StageResult['error']>) => ({
  stage,
  reason: message,
  ...(where !== undefined && { where }),
  ...(fix !== undefined && { fix }),
});

function endOf(output: ReturnType<typeof outputOf<typeof lastStage>>): Partial<RunOutcome> {
  switch (output?.type) {
    case 'landfall.endpoint.deployed.v1':
      return { champion: output.data.champion };
    case 'landfall.deployment.refused.v1': {
      const { reasons, fix } = output.data;
      return { reason: reasons.join('; '), ...(fix !== undefined && { fix }) };
    }
    case 'landfall.run.cancelled.v1':
      return { reason: 'a person has ended it' };
    case undefined:
      return {};
  }
}
