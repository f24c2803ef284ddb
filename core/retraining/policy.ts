/** Whether a run begins for a request, and when: the pipeline's own rules, on a clock that is passed in. */
import type { RetrainingRequest, RetrainingSpec } from '../../schemas/generated/types';
import type { RunStatus } from '../stages';
import { dollars } from '../over-budget';
import { plural } from '../wording';
import { requestOfBatch, type Cause } from './request';

/** A run of the pipeline, as far as retraining goes. */
export interface PipelineRun {
  run: string;
  batch: string;
  /** ISO 8601. */
  createdAt: string;
  status: RunStatus;
  /** ISO 8601; of one that has come to its last stage. */
  endedAt?: string;
  /** Digest of what it was configured with. */
  configuration?: string;
  /** It came to a dataset version, so that its objects can be dropped again. */
  hasVersion: boolean;
  /** Its canary went back, by its answers or by a person. */
  wentBack?: boolean;
}

/** Whether its batch is dropped again: not that of a canary that went back, which would learn the same once more. */
export const isToDropAgain = ({ hasVersion, wentBack }: PipelineRun): boolean => hasVersion && !wentBack;

export interface Circumstances {
  now: Date;
  policy: RetrainingSpec;
  /** The newest first. */
  runs: PipelineRun[];
  /** Every request of the pipeline, in the order in which they came. */
  requests: RetrainingRequest[];
  /** Of the model in production; undefined where there is none. */
  base: string | undefined;
  /** Digest of what the pipeline is deployed with now. */
  configuration: string;
  /** US dollars: what the month's budget has left, and what the last run has taken. */
  money: { left: number; lastRun: number };
}

export type Decision =
  | { state: 'started'; from: string }
  | { state: 'waiting' | 'suggested' | 'refused' | 'superseded'; because: string; until?: string };

/**
 * Of what nobody has asked for in person so many may begin in a row without any of them coming into production; then a person is asked,
 * whatever the mode. Our choice: a third try of the same would learn from nearly the same.
 */
const mostInVain = 2;

const day = 86_400_000;

/** Who asks in person has decided already, and a base that ends does not wait. */
const isUrgent = (cause: Cause): boolean => cause === 'person' || cause === 'retirement';

/** In the order of the rules: what can never be done, what nobody has to be asked for, who has to be asked, what has to be waited for. */
export function decideRetraining(request: RetrainingRequest, standing: Circumstances): Decision {
  const { runs } = standing;
  const from = runs.find(isToDropAgain);
  if (!from)
    return {
      state: 'refused',
      because: 'no run of it has come to a dataset yet, or none but those whose canaries went back: drop one',
    };
  if (request.cause === 'retirement' && request.successor === undefined)
    return { state: 'refused', because: request.why };
  return superseded(request, standing) ?? asked(request, standing) ?? held(request, standing) ?? started(from);
}

const started = ({ run }: PipelineRun): Decision => ({ state: 'started', from: run });

/** Whatever has begun since learns from the same. */
function superseded({ cause, at, evidence }: RetrainingRequest, { runs, base }: Circumstances): Decision | undefined {
  if (cause === 'retirement' && evidence?.['base'] !== base)
    return { state: 'superseded', because: `production is on ${base} by now` };
  // One that has not come to a dataset may still come to nothing.
  const later = runs.find(
    ({ createdAt, status, hasVersion }) =>
      createdAt > at && hasVersion && status !== 'failed' && status !== 'cancelled',
  );
  return isUrgent(cause) || !later
    ? undefined
    : { state: 'superseded', because: `run ${later.run} has begun since, and learns from what is there now` };
}

/** What a person has to decide, unless one has. */
function asked(request: RetrainingRequest, standing: Circumstances): Decision | undefined {
  if (request.cause === 'person' || request.decision?.decision === 'approved') return undefined;
  const because = whyAPerson(request, standing);
  return because === undefined ? undefined : { state: 'suggested', because };
}

function whyAPerson({ cause, ask, newExamples = 0 }: RetrainingRequest, standing: Circumstances): string | undefined {
  if (ask !== undefined) return ask;
  const { policy, runs, requests, configuration } = standing;
  if (cause !== 'retirement') {
    const isAsItWas = runs[0]?.configuration === configuration && newExamples === 0;
    if (isAsItWas)
      return 'there is nothing new to learn from: no file, no corrected answer, no other configuration since the last run';
    const last = requests.filter((each) => !isUrgent(each.cause) && each.outcome).slice(-mostInVain);
    if (last.length === mostInVain && last.every(({ outcome }) => outcome !== 'deployed'))
      return `the last ${plural(mostInVain, 'retraining')} came to nothing that was better than production`;
  }
  return policy.mode === 'suggest' ? 'retraining.mode is suggest' : undefined;
}

/** What has to be over first. */
function held({ cause }: RetrainingRequest, standing: Circumstances): Decision | undefined {
  const { now, policy, runs, requests, money: budget } = standing;
  const running = runs.find(({ status }) => status === 'running');
  if (running) return { state: 'waiting', because: `run ${running.run} is under way: one at a time` };
  const begins = requests.find(({ state }) => state === 'started');
  if (begins) return { state: 'waiting', because: `the run of ${begins.request} begins just now: one at a time` };
  const begun = requests.findLast(({ startedAt, cause: other }) => startedAt && !isUrgent(other))?.startedAt;
  const cooled = begun === undefined ? 0 : Date.parse(begun) + policy.cooldownDays * day;
  if (!isUrgent(cause) && cooled > now.getTime()) {
    const until = new Date(cooled).toISOString();
    return { state: 'waiting', because: `the last one began ${begun}: retraining.cooldownDays`, until };
  }
  if (budget.lastRun <= budget.left) return undefined;
  const until = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)).toISOString();
  const because = `the last run took ${dollars(budget.lastRun)}, and the month's budget has ${dollars(budget.left)} left`;
  return { state: 'waiting', because, until };
}

/** As it goes on record. */
export function withDecision(request: RetrainingRequest, decision: Decision, now: Date): RetrainingRequest {
  const { because: _because, until: _until, ...rest } = request;
  return { ...rest, ...decision, ...(decision.state === 'started' && { startedAt: now.toISOString() }) };
}

/** Hours after which a batch that was dropped again, and has made no run, makes none: its announcement comes within seconds. */
const longestBeginning = 24;

/** What has become of the requests whose batches were dropped. @param runs the newest */
export function withOutcomes(
  requests: RetrainingRequest[],
  { runs, now }: Pick<Circumstances, 'runs' | 'now'>,
): RetrainingRequest[] {
  return requests.map((request): RetrainingRequest => {
    if (request.state !== 'started') return request;
    const own = runs.find(({ batch }) => requestOfBatch(batch) === request.request);
    if (own && own.status !== 'running') return { ...request, run: own.run, state: 'ended', outcome: own.status };
    if (own) return { ...request, run: own.run };
    const isLost = now.getTime() - Date.parse(request.startedAt!) > longestBeginning * 3_600_000;
    return isLost
      ? { ...request, state: 'refused', because: 'its batch was dropped, and no run has come of it' }
      : request;
  });
}
