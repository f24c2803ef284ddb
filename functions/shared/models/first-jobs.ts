/** The jobs of a run by what each is for: of two, as a creation that was tried twice may leave, the first. */
import { searchOf } from '../../../core/search/rungs';
import type { Configuration } from '../../../schemas/generated/types';
import type { TuningJob } from './provider';

/** Of a candidate that has gone on in a search, each rung has a job of its own. */
export const jobKey = (
  { candidate, epochs }: Pick<TuningJob, 'candidate' | 'epochs'>,
  configuration: Configuration,
): string => (searchOf(configuration).length > 1 ? `${candidate} ${epochs}` : candidate);

/** @param jobs of one run, the oldest first */
export const firstJobs = (jobs: TuningJob[], configuration: Configuration): Map<string, TuningJob> =>
  new Map(jobs.toReversed().map((job) => [jobKey(job, configuration), job]));
