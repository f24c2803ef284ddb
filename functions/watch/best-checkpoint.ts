/** Of a candidate's checkpoints the one that is evaluated and may be deployed: the last, or the best, as its pipeline has it. */
import { isBestCheckpoint } from '../../core/candidates';
import { bestCheckpoint, checkpointInWords, type ChosenCheckpoint } from '../../core/checkpoints';
import type { Run, TuningJobProgress } from '../../schemas/generated/types';
import type { TuningJob } from '../shared/models/provider';
import { configurationOf } from '../shared/stage/ledger';
import type { StageDeps } from '../shared/stage/stage';
import { isLate } from './late-losses';

export type ChosenJob = TuningJob & { chosen?: Omit<ChosenCheckpoint, 'endpoint'> };

/**
 * @param jobs all of them at an end
 * @param told of each, in their order
 * @returns the jobs, answering where the chosen checkpoint does; undefined while losses that decide may still be told
 */
export function chooseCheckpoints(
  run: Run,
  jobs: TuningJob[],
  told: TuningJobProgress[],
  { clock, log }: Pick<StageDeps, 'clock' | 'log'>,
): ChosenJob[] | undefined {
  const configuration = configurationOf(run);
  const isOpen = ({ candidate, state, checkpoints = [] }: TuningJob) =>
    isBestCheckpoint(candidate, configuration) && state === 'succeeded' && checkpoints.length > 1;
  const curveOf = (index: number) => told[index]?.losses?.validation ?? [];
  const isUnknown = jobs.some((job, index) => isOpen(job) && curveOf(index).length === 0);
  if (isUnknown && !isLate(jobs, clock.now())) return undefined;
  return jobs.map((job, index) => {
    if (!isOpen(job)) return job;
    const { endpoint, ...chosen } = bestCheckpoint(job.checkpoints!, curveOf(index))!;
    log.info(`${job.candidate}: ${checkpointInWords(chosen)}`, { candidate: job.candidate });
    return answeringAt(endpoint, { ...job, chosen });
  });
}

/** A provider that names a model by where it answers has named the last checkpoint. */
function answeringAt(endpoint: string, job: ChosenJob): ChosenJob {
  const all = [...new Set([...job.checkpointEndpoints, ...(job.endpoint === undefined ? [] : [job.endpoint])])];
  return {
    ...job,
    endpoint,
    ...(job.model === job.endpoint && { model: endpoint }),
    checkpointEndpoints: all.filter((each) => each !== endpoint),
  };
}
