/** How long losses are waited for: a service may write them down after the job has ended. */
import type { TuningJob } from '../shared/models/provider';

/** Minutes from the end of the last job: our choice. */
const patience = 30;

export const isLate = (jobs: TuningJob[], now: Date): boolean =>
  jobs.every(({ endedAt }) => endedAt === undefined || now.getTime() - Date.parse(endedAt) > patience * 60_000);
