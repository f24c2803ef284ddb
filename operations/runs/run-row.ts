/** A run in a line of a list: its end is one object, so that of ten thousand runs a window is read by a request each. */
import type { RunName } from '../../core/ledger-layout';
import { lastStage, outputOf, stageNames, statusOf, type RunStatus, type StageName } from '../../core/stages';
import type { DeploymentRefused, EndpointDeployed, StageResult } from '../../schemas/generated/types';
import type { BegunRun, Ledger } from '../ledger/ledger';
import { secondsBetween } from './candidates';

export interface RunRow extends RunName {
  status: RunStatus;
  /** ISO 8601. */
  begunAt: string;
  /** From its begin to its end, or to now. */
  seconds: number;
  /** Of one that has not ended, or has failed: the stage that it is in, or failed in. */
  stage?: StageName;
  /** What was deployed, or why nothing was. */
  outcome?: string;
}

/** @param now milliseconds since 1970 */
export async function readRunRow(
  ledger: Pick<Ledger, 'readResult'>,
  { pipeline, run, begunAt }: BegunRun,
  now: number,
): Promise<RunRow> {
  const results = await readResults(ledger, { pipeline, run });
  const status = statusOf(results);
  const ends = [...results.values()].map(({ finishedAt }) => Date.parse(finishedAt));
  const failed = [...results.values()].find((result) => result.status === 'failed');
  const stage = failed?.stage ?? stageNames.find((name) => !results.has(name));
  return {
    pipeline,
    run,
    begunAt,
    status,
    seconds: secondsBetween(Date.parse(begunAt), status === 'running' ? now : Math.max(...ends)),
    ...((status === 'running' || status === 'failed') && { stage: stage as StageName }),
    ...outcomeOf(results, failed),
  };
}

/** Each stage begins when the one before has ended well: what comes after one that has not, or has failed, need not be asked for. */
async function readResults(ledger: Pick<Ledger, 'readResult'>, key: RunName): Promise<Map<StageName, StageResult>> {
  const last = await ledger.readResult(key, lastStage);
  if (last) return new Map([[lastStage, last]]);
  const found = new Map<StageName, StageResult>();
  for (const stage of stageNames) {
    const result = await ledger.readResult(key, stage);
    if (!result) break;
    found.set(stage, result);
    if (result.status === 'failed') break;
  }
  return found;
}

function outcomeOf(results: ReadonlyMap<string, StageResult>, failed?: StageResult): { outcome?: string } {
  const data = outputOf(results, lastStage)?.data as Partial<EndpointDeployed & DeploymentRefused> | undefined;
  const outcome = failed?.error?.message ?? data?.champion ?? data?.reasons?.join('; ');
  return outcome === undefined ? {} : { outcome };
}
