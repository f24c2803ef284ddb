/** Stops what a run has under way elsewhere: its tuning jobs and its statements in the warehouse, found by their labels. */
import type api from '@google-cloud/bigquery/build/src/types';
import type { RunName } from '../core/ledger-layout';
import type { LocalCloud } from './cloud';
import { unlessGone } from '../operations/ledger/unless-gone';

/** What has ended already, or is gone, needs no stopping: INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION; HTTP's NOT_FOUND. */
const endedCodes = [3, 5, 9, 404];

export interface StoppedJob {
  kind: 'tuning' | 'warehouse';
  /** As its service names it. */
  name: string;
  /** The candidate, or the step. */
  of: string;
  /** Whether it had begun: one that was queued costs nothing. */
  hasBegun: boolean;
}

/** The tuning jobs of the run that had not ended; Vertex AI stops them at its best effort. */
export async function cancelTuning(cloud: LocalCloud, key: RunName): Promise<StoppedJob[]> {
  const { project, region } = cloud.status;
  const parent = `projects/${project}/locations/${region}`;
  const tuning = await cloud.tuning(region);
  const [jobs] = await tuning.listTuningJobs({ parent, filter: `labels.landfall-run="${key.run}"` });
  const running = jobs.filter(
    ({ labels, endTime }) =>
      labels?.['landfall-run'] === key.run && labels['landfall-pipeline'] === key.pipeline && !endTime,
  );
  const stopped: StoppedJob[] = [];
  for (const { name, labels, startTime } of running) {
    const isStopped = await isDone(tuning.cancelTuningJob({ name }));
    const of = labels?.['landfall-candidate'] ?? '';
    if (isStopped) stopped.push({ kind: 'tuning', name: name ?? '', of, hasBegun: Boolean(startTime) });
  }
  return stopped;
}

/** The statements of the run that had not ended. Loads go on: they cost nothing, and another run may wait for the same one. */
export async function cancelWarehouseJobs(cloud: LocalCloud, key: RunName): Promise<StoppedJob[]> {
  const bigquery = await cloud.bigquery();
  const [jobs] = await bigquery.getJobs({ allUsers: true, projection: 'full' });
  const stopped: StoppedJob[] = [];
  for (const job of jobs) {
    const { configuration, status, statistics, jobReference } = job.metadata as api.IJob;
    const { labels = {} } = configuration ?? {};
    if (labels['landfall-run'] !== key.run || configuration?.load || status?.state === 'DONE') continue;
    const { jobId = '', location } = jobReference ?? {};
    const isStopped = await isDone(bigquery.job(jobId, { location }).cancel());
    const of = labels['landfall-step'] ?? '';
    if (isStopped) stopped.push({ kind: 'warehouse', name: jobId, of, hasBegun: statistics?.startTime !== undefined });
  }
  return stopped;
}

const isDone = async (request: Promise<unknown>): Promise<boolean> =>
  (await unlessGone(
    request.then(() => true),
    endedCodes,
  )) ?? false;
