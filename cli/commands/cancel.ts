/** landfall cancel: ends a run before its time, stops what it has under way, and says what that was. */
import { announceCancellation, recordCancellation, takeLeasesAway } from '../../operations/decisions/cancel-run';
import { cancelTuning, cancelWarehouseJobs, type StoppedJob } from '../cancel-jobs';
import { connect, type LocalCloud } from '../cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { findRun } from '../../operations/runs/find-run';
import { createLedger } from '../../operations/ledger/ledger';
import { print, printJson } from '../output';
import { labelled, labelledProse } from '../render/run-lines';
import { deriveRun, type RunView } from '../../operations/runs/run-view';
import type { RunName } from '../../core/ledger-layout';
import { isCancellation, type StageName } from '../../core/stages';
import { visible } from '../../core/wording';
import type { StageResult } from '../../schemas/generated/types';
import { whoTypes } from '../who';

interface Stopped {
  stages: StageName[];
  jobs: StoppedJob[];
}

/** Repeated for a run that is cancelled already, it stops what is still under way. */
export async function cancel(name: string, { reason, json }: { reason?: string; json?: boolean }): Promise<void> {
  const cloud = await connect();
  const ledger = createLedger(cloud);
  const key = await findRun(ledger, name);
  const reader = await ledger.openRun(key);
  const look = async (): Promise<RunView> => {
    const results = await reader.readResults();
    return deriveRun({ record: reader.record, results }, cloud.now());
  };
  const view = await look();
  if (view.status !== 'running' && view.status !== 'cancelled') throw hasEnded(view);
  const stage = view.stages.find(({ state }) => state === 'running')?.name;
  const result = await recordCancellation(cloud, key, stage, { by: whoTypes().name, reason });
  // Another end was faster: the one conditional write decides.
  if (!isCancellation(result)) throw hasEnded(await look());
  const stopped = await stopAndAnnounce(cloud, key, result);
  const wasCancelled = view.status === 'cancelled';
  if (json) return printJson({ ...key, status: 'cancelled', wasCancelled, ...stopped });
  const since = wasCancelled ? 'was cancelled already' : `is cancelled${stage ? `, in ${stage}` : ''}`;
  for (const line of cancellationLines(key, since, stopped)) print(line);
}

/** @param since "is cancelled, in tune" */
export function cancellationLines({ run, pipeline }: RunName, since: string, stopped: Stopped): string[] {
  return [
    labelledProse('Cancelled', `${run} of ${pipeline} ${since}; production stays as it was`),
    ...stoppedLines(stopped),
    labelled('Next', `npx landfall run ${run}`),
  ];
}

/** Cleanup hears of it only then: what was stopped is to be said here. */
async function stopAndAnnounce(cloud: LocalCloud, key: RunName, result: StageResult): Promise<Stopped> {
  try {
    return await stop(cloud, key);
  } finally {
    await announceCancellation(cloud, key, result);
  }
}

/** @throws OperationError that says what to do when something could not be stopped: the run itself is cancelled by then */
async function stop(cloud: LocalCloud, key: RunName): Promise<Stopped> {
  try {
    const stages = await takeLeasesAway(cloud, key);
    return { stages, jobs: [...(await cancelTuning(cloud, key)), ...(await cancelWarehouseJobs(cloud, key))] };
  } catch (error) {
    throw new OperationError(`Run ${key.run} is cancelled, but not all that it had under way could be stopped.`, {
      why: (error as Error).message,
      next: `npx landfall cancel ${key.run}   (once more)`,
    });
  }
}

function hasEnded({ run, status, error, deployed }: RunView): OperationError {
  const how = deployed
    ? `${deployed.champion} is in production`
    : (error?.message.split('\n')[0] ?? 'the gate refused');
  return new OperationError(`Run ${run} has ended already: ${status}.`, {
    exitCode: exitCodes.usage,
    why: how,
    next: `npx landfall run ${run}`,
  });
}

const jobNames: Record<StoppedJob['kind'], string> = { tuning: 'tuning job', warehouse: 'warehouse job' };

function stoppedLines({ stages, jobs }: Stopped): string[] {
  const lines = [
    ...stages.map((stage) => `${stage}, which was at work: within ten seconds`),
    ...jobs.map(({ kind, of, name, hasBegun }) =>
      visible(`${jobNames[kind]} ${of}${hasBegun ? '' : ', which had not begun'}: ${name}`),
    ),
  ];
  const begun = jobs.filter(({ hasBegun }) => hasBegun);
  return [
    labelledProse('Stopped', lines.join('\n') || 'nothing: none of its work was under way'),
    ...(begun.length > 0 ? [labelledProse('Cost', costs)] : []),
  ];
}

/**
 * cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.tuningJobs/cancel and
 * cloud.google.com/bigquery/docs/reference/rest/v2/jobs/cancel, read on 2026-11-28.
 */
const costs =
  'What they have used until now may be billed. Vertex AI stops a tuning job at its best effort, and BigQuery a statement: ' +
  'one that ends all the same is billed as a whole. On this machine nothing is.';
