/** What came of a run's tuning jobs, once all have ended. */
import { promptedCandidates } from '../../core/candidates';
import type { EventData, Run } from '../../schemas/generated/types';
import { PermanentError } from '../../core/errors';
import { billOf } from '../shared/spending/tuning';
import { configurationOf } from '../shared/stage/ledger';
import type { ChosenJob } from './best-checkpoint';

type Started = EventData['landfall.tuning.started.v1'];
type Finished = EventData['landfall.tuning.finished.v1']['candidates'];

/**
 * One entry per candidate that has a job.
 * @param jobs all of them at an end, in the order of those that were started
 * @throws PermanentError when no candidate succeeded, and there are no others; or when one failed, and the pipeline has it so
 */
export function outcome(run: Run, { jobs: started, refused = [] }: Started, jobs: ChosenJob[]): Finished {
  const configuration = configurationOf(run);
  const candidates = started.map(({ candidate, base, job }, index) => {
    const { state, model, endpoint, chosen, checkpointEndpoints, seconds, truncatedExamples, error } = jobs[index]!;
    return {
      id: candidate,
      base,
      job,
      state: state as Exclude<typeof state, 'running'>,
      model,
      endpoint,
      checkpoint: chosen,
      checkpointEndpoints,
      seconds,
      truncatedExamples,
      ...billOf(jobs[index]!, run),
      error,
    };
  });
  const failed = candidates.filter(({ state }) => state !== 'succeeded');
  const { onFailure } = configuration.pipeline.tuning;
  const others = promptedCandidates(configuration).length + candidates.length - failed.length;
  if (failed.length === 0 || (onFailure === 'goOn' && others > 0)) return candidates;

  const reasons = [
    ...failed.map(({ id, state, error }) => `${id} ${state}${error ? ` (${error})` : ''}`),
    ...refused.map(({ candidate, reason }) => `${candidate} not taken (${reason})`),
  ];
  const what = others === 0 ? 'no candidate was tuned' : 'not every candidate was tuned, and tuning.onFailure is fail';
  throw new PermanentError(`${what}: ${reasons.join('; ')}`, {
    where: failed.map(({ job }) => job).join(', '),
    fix: 'read the jobs, correct the candidates or the dataset, and drop the batch again',
  });
}
