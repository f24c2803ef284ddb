/** The candidates of a run, each as its tuning job stands: by what it ended with, else by what watch was told last. */
import { tunedCandidates } from '../../core/candidates';
import type { ChosenCheckpoint } from '../../core/checkpoints';
import type { RungRecord } from '../../core/search/rungs';
import { outputOf } from '../../core/stages';
import type { Run, StageResult, TuningJobProgress } from '../../schemas/generated/types';
import { saidSince, type Movement, type Progress, type Said } from '../ledger/progress';

export interface CandidateView {
  id: string;
  base: string;
  /** Waiting has no job yet, queued has one that has not begun; stopped was tuned, and did not go on from a rung of a search. */
  state: 'waiting' | 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'stopped';
  /** What its tuning goes on from, and why, where the pipeline lets it be the model in production. */
  from?: string;
  /** Where it has ended in a search: the rung, from 1, its epochs, and the loss on the validation split. */
  rung?: { place: number; epochs: number; loss?: number };
  /** Seconds from the creation of its job until that began, so far where it has not. */
  queued?: number;
  /** Seconds of tuning, so far where it is running. */
  seconds?: number;
  /** Of one that is running. */
  progress?: Progress;
  /** Steps of the whole tuning, where its service has told them. */
  steps?: number;
  /** The last checkpoint, where the job makes them. */
  checkpoint?: TuningJobProgress['checkpoint'];
  /** Where the best of its checkpoints answers: which that is, and by which loss on the validation split. */
  chosen?: Pick<ChosenCheckpoint, 'place' | 'of' | 'loss'>;
  /** Training examples that were too long for the tuner, and cut off or left out. */
  truncatedExamples?: number;
  /** It has succeeded, and does not answer before it is deployed; with an error where the last attempt came to nothing. */
  deploying?: { error?: string };
  error?: string;
  /** How its training went, where its service tells it; and why there is nothing, where it should. */
  losses?: TuningJobProgress['losses'];
  lossesUnknown?: string;
}

/**
 * @param isOver the run has ended: what had not ended by then was cancelled, or never began
 * @param now or when it has ended
 */
export function deriveCandidates(
  record: Run,
  results: ReadonlyMap<string, StageResult>,
  { tuning, rungs = [], deployments = {} }: Movement,
  said: Said,
  isOver: boolean,
  now: number,
): CandidateView[] {
  const finished = outputOf(results, 'watch')?.data.candidates ?? [];
  const tuned = results.get('tune');
  const { jobs: started = [], refused = [] } = outputOf(results, 'tune')?.data ?? {};
  return (record.configuration ? tunedCandidates(record.configuration) : []).map(({ id, base }) => {
    const left = leftBehind(id, rungs);
    if (left) return { id, base, ...left };
    const untaken = refused.find(({ candidate }) => candidate === id);
    if (untaken) return { id, base, state: 'failed', error: untaken.reason };
    const job = tuning?.jobs.find(({ candidate }) => candidate === id);
    const end = finished.find((candidate) => candidate.id === id);
    const { state, error } = end ?? job ?? { state: tuned?.status === 'succeeded' ? 'queued' : 'waiting' };
    const hasEnded = state === 'succeeded' || state === 'failed' || state === 'cancelled';
    const until = hasEnded ? (instant(job?.endedAt) ?? now) : now;
    const [createdAt, startedAt] = [instant(job?.createdAt), instant(job?.startedAt)];
    const queued = createdAt === undefined ? undefined : secondsBetween(createdAt, startedAt ?? until);
    const seconds = end?.seconds ?? (startedAt === undefined ? undefined : secondsBetween(startedAt, until));
    const from = started.find(({ candidate }) => candidate === id)?.from;
    const view = { id, base, queued, steps: job?.steps, ...(from !== undefined && { from }) };
    const truncatedExamples = end?.truncatedExamples;
    const curves = {
      ...(job?.losses && { losses: job.losses }),
      ...(job?.lossesUnknown !== undefined && { lossesUnknown: job.lossesUnknown }),
    };
    const deployment = end || isOver ? undefined : deployments[job?.job ?? ''];
    if (deployment?.failed !== undefined)
      return { ...view, state: 'failed', seconds, error: deployment.failed, ...curves };
    const ended = {
      ...(deployment && { deploying: deployment.error === undefined ? {} : { error: deployment.error } }),
      ...(end?.checkpoint && { chosen: end.checkpoint }),
      ...(truncatedExamples && { truncatedExamples }),
    };
    if (hasEnded) return { ...view, state, seconds, ...ended, error, ...curves };
    if (isOver) return { ...view, state: state === 'waiting' ? state : 'cancelled', seconds };
    if (state !== 'running') {
      // Until watch has asked for the first time, only the log of a local tuner knows that a job has begun.
      const progress = tuned && !job ? saidSince(said, 'tune', id, Date.parse(tuned.startedAt)) : undefined;
      return { ...view, state: progress ? 'running' : state, progress };
    }
    const progress = startedAt === undefined ? undefined : saidSince(said, 'tune', id, startedAt);
    return { ...view, state, seconds, progress, checkpoint: job?.checkpoint };
  });
}

function leftBehind(id: string, rungs: RungRecord[]): Pick<CandidateView, 'state' | 'rung' | 'error'> | undefined {
  const last = rungs.findLast(({ candidates }) => candidates.some(({ candidate }) => candidate === id));
  if (!last || last.promoted.includes(id)) return undefined;
  const { state, loss, error } = last.candidates.find(({ candidate }) => candidate === id)!;
  const rung = { place: last.rung + 1, epochs: last.epochs, ...(loss !== undefined && { loss }) };
  return { state: state === 'succeeded' ? 'stopped' : state, rung, ...(error !== undefined && { error }) };
}

/** What a run spent on its tuning jobs together: from the first begin to the last end, and before that in the queue. */
export function tuningTime({ tuning }: Movement, now: number): { seconds: number; queued: number } | undefined {
  const jobs = tuning?.jobs ?? [];
  const instants = (of: (job: TuningJobProgress) => string | undefined): number[] =>
    jobs.flatMap((job) => of(job) ?? []).map((at) => Date.parse(at));
  const starts = instants(({ startedAt }) => startedAt);
  if (starts.length === 0) return undefined;
  const isRunning = jobs.some(({ endedAt }) => endedAt === undefined);
  const last = isRunning ? now : Math.max(...instants(({ endedAt }) => endedAt));
  const first = Math.min(...starts);
  const created = Math.min(first, ...instants(({ createdAt }) => createdAt));
  return { seconds: secondsBetween(first, last), queued: secondsBetween(created, first) };
}

const instant = (at?: string): number | undefined => (at === undefined ? undefined : Date.parse(at));

/** In tenths. */
export const secondsBetween = (from: number, to: number): number => Math.max(0, Math.round((to - from) / 100) / 10);
