/** Why nothing of a pipeline is in production. */
import type { RunName } from '../../core/ledger-layout';
import { statusOf } from '../../core/stages';
import { OperationError, exitCodes, type OperationErrorDetails } from '../errors';
import type { Ledger } from '../ledger/ledger';
import { waitsForPerson } from '../ledger/rollout';

type Runs = Pick<Ledger, 'listRuns' | 'openRun'>;

/** Of a pipeline with nothing in production: one that was is gone only when a person has removed it. */
export async function noModel(ledger: Runs, pipeline: string): Promise<OperationError> {
  let details: OperationErrorDetails | undefined;
  for (const key of (await ledger.listRuns()).toReversed())
    if (key.pipeline === pipeline) details ??= await reasonIn(key, ledger);
  return new OperationError(`No model of ${pipeline} is in production.`, {
    exitCode: exitCodes.usage,
    why: 'none has been tuned yet, or the gate refused them all',
    next: `npx landfall runs --pipeline ${pipeline}`,
    ...details,
  });
}

/** What a run says of it; undefined of one that has put nothing into production, or not yet. */
async function reasonIn(key: RunName, ledger: Runs): Promise<OperationErrorDetails | undefined> {
  const { run, pipeline } = key;
  const reader = await ledger.openRun(key);
  const status = statusOf(await reader.readResults());
  if (status === 'deployed')
    return {
      why: `that of run ${run} was taken out of service by landfall pipelines remove`,
      next: `npx landfall drop ${pipeline} FILE… --wait`,
    };
  const rollout = status === 'running' ? await reader.readRollout() : undefined;
  return rollout && waitsForPerson(rollout)
    ? { why: `${rollout.waiting!.champion} of run ${run} waits for approval`, next: `npx landfall approve ${run}` }
    : undefined;
}
