/** What is remembered of a batch prediction job: nothing but what it shows, for one that a restart interrupts begins anew. */
import type { BatchPredictionJob } from './resources';

export interface StoredBatchJob {
  resource: BatchPredictionJob;
}

export const isUnfinishedBatch = ({ resource }: StoredBatchJob): boolean =>
  ['JOB_STATE_PENDING', 'JOB_STATE_RUNNING', 'JOB_STATE_CANCELLING'].includes(resource.state);
