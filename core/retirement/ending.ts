/** What the end of the base in production asks for, as far as the deployment knows the base's dates. */
import type { BaseModel } from '../../catalog';
import type { Purpose } from '../bases';
import type { PipelineRun } from '../retraining/policy';
import { requestId, type RetrainRequested } from '../retraining/request';
import type { Configuration, RetrainingRequest } from '../../schemas/generated/types';
import { decideRetirement, type Requested, type Retirement } from './decide';

interface Ending {
  configuration: Configuration;
  /** What is in production, and whether it was tuned on that or asks it as it is. */
  base: string;
  purpose: Purpose;
  /** The newest first. */
  runs: PipelineRun[];
  requests: RetrainingRequest[];
  region: string;
  now: Date;
}

type EndDecision = Exclude<Retirement, { decision: 'wait' }>;

/** Undefined while nothing is to be done. */
export function endOfBase(ending: Ending): { ended: EndDecision; request: RetrainRequested } | undefined {
  const { configuration, base, purpose, runs, requests, region, now } = ending;
  const catalog = configuration.baseModels as unknown as Record<string, BaseModel>;
  // A model whose base was taken out of the folder since: the deployment knows nothing of it.
  if (!catalog[base]) return undefined;
  const ended = decideRetirement(
    {
      pipeline: configuration.pipeline.name,
      base,
      purpose,
      // Whether a person is asked first, retrain decides, as of every request.
      mode: 'auto',
      earlierRunDays: runs.flatMap(daysOf).toReversed(),
      requests: requests.flatMap(requestedFor),
    },
    catalog,
    { region, on: now },
  );
  return ended.decision === 'wait' ? undefined : { ended, request: requestFor(ended, ending) };
}

const day = 86_400_000;

const daysOf = ({ status, createdAt, endedAt }: PipelineRun): number[] =>
  status === 'deployed' && endedAt !== undefined ? [(Date.parse(endedAt) - Date.parse(createdAt)) / day] : [];

const howItEnded = { deployed: 'promoted', refused: 'refused', failed: 'failed', cancelled: 'failed' } as const;

function requestedFor({ cause, at, state, successor, evidence, outcome, because }: RetrainingRequest): Requested[] {
  const hasBegun = ['started', 'ended', 'rejected', 'refused'].includes(state);
  if (cause !== 'retirement' || successor === undefined || !hasBegun) return [];
  const own = { base: String(evidence?.['base']), successor, on: at.slice(0, 10) };
  if (outcome) return [{ ...own, ended: { as: howItEnded[outcome], because: 'as its run says' } }];
  return [state === 'started' ? own : { ...own, ended: { as: 'refused', because: because ?? `it was ${state}` } }];
}

/** Each decision on a base and its successor is asked for once: a date that moves makes no other. */
function requestFor(ended: EndDecision, { configuration, base, now }: Ending): RetrainRequested {
  const pipeline = configuration.pipeline.name;
  const successor = 'successor' in ended ? ended.successor : undefined;
  return {
    pipeline,
    request: requestId(pipeline, 'retirement', `${ended.id} ${ended.decision}`),
    cause: 'retirement',
    why: ended.because,
    at: now.toISOString(),
    evidence: { base, closesOn: ended.date.closesOn, deadline: ended.deadline },
    ...(successor !== undefined && { successor }),
    ...(ended.decision === 'ask' && { ask: ended.because }),
  };
}
