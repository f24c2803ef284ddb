/** What an hour does to a pipeline: runs end, requests are answered, and `monitor` and `retrain` decide what they would. */
import type { BaseModel } from '../../catalog';
import type { RetrainingRequest } from '../../schemas/generated/types';
import { stateAt } from '../bases';
import { endOfBase } from '../retirement/ending';
import { ownCauses } from '../retraining/causes';
import { decideRetraining, withDecision, withOutcomes } from '../retraining/policy';
import { isOpen, withRequest, type RetrainRequested } from '../retraining/request';
import { answerPriceBy } from './answer-price';
import { driftInWords } from './drift-watch';
import { happened, type Quarter, type ServedBase } from './quarter';
import { beginRun, endRuns } from './runs';

/** Nobody decides on what is suggested. Before there is a production nobody asks, and nothing is looked at. */
export function playHour(quarter: Quarter, now: Date): void {
  endRuns(quarter, now);
  quarter.requests = withOutcomes(quarter.requests, { runs: quarter.runs, now });
  if (!quarter.production) return;
  answer(quarter, quarter.production, now);
  const isKnown = ({ request: id }: RetrainRequested) => quarter.requests.some(({ request }) => request === id);
  const asked = reasons(quarter, quarter.production, now).filter((each) => !isKnown(each));
  const open = quarter.requests.filter(isOpen);
  for (const { pipeline: _own, ...said } of asked) {
    happened(quarter, now, 'request', `${said.request} asks (${said.cause}): ${said.why}`);
    decide(quarter, { ...said, state: 'waiting' }, now);
  }
  for (const request of open) decide(quarter, request, now);
}

function answer(quarter: Quarter, production: ServedBase, now: Date): void {
  const traffic = quarter.nextHour(now);
  const { requests, drawn } = traffic;
  if (hasEnded(quarter, production, now)) {
    const text = `answers of ${production.base} end with 404`;
    if (!quarter.happenings.some((each) => each.text === text)) happened(quarter, now, 'answers', text);
    quarter.unanswered += requests;
    return;
  }
  const priceOf = answerPriceBy(quarter.configuration, production);
  const sum = priceOf && drawn.reduce((total, row) => total + priceOf(row), 0);
  quarter.books.serve(requests, sum && (sum * requests) / drawn.length, now);
  quarter.answersSinceRun += requests;
  const found = quarter.drift.look(traffic, now);
  if (found) happened(quarter, now, 'drift', driftInWords(found));
}

function reasons(quarter: Quarter, production: ServedBase, now: Date): RetrainRequested[] {
  const { configuration, region, runs, requests, answersSinceRun, ratedShare } = quarter;
  const { name: pipeline, retraining: policy, training } = configuration.pipeline;
  const newExamples = training.curated ? Math.floor(answersSinceRun * ratedShare) : 0;
  const end = endOfBase({ configuration, ...production, runs, requests, region, now });
  return [
    ...ownCauses({ pipeline, now, policy, lastRun: runs[0]!, newExamples, requests }),
    ...(end ? [end.request] : []),
  ];
}

function decide(quarter: Quarter, request: RetrainingRequest, now: Date): void {
  const { configuration, runs, requests, books, prices } = quarter;
  const own = { pipeline: configuration.pipeline.name, requests };
  const last = runs[0]!;
  const decision = decideRetraining(request, {
    now,
    policy: configuration.pipeline.retraining,
    runs,
    requests,
    base: quarter.production?.base,
    configuration: configuration.digest,
    money: { left: books.left(now), lastRun: last.status === 'failed' ? 0 : (prices[last.base]?.amount ?? 0) },
  });
  quarter.requests = withRequest(own, withDecision(request, decision, now)).requests;
  if (decision.state === request.state && 'because' in decision && decision.because === request.because) return;
  const because = 'because' in decision ? `: ${decision.because}` : '';
  happened(quarter, now, 'request', `${request.request} is ${decision.state}${because}`);
  if (decision.state === 'started') beginRun(quarter, now, request);
}

/** Of a model that the pipeline's folder does not name any more nothing is known. */
function hasEnded({ configuration, region }: Quarter, { base, purpose }: ServedBase, on: Date): boolean {
  const model = (configuration.baseModels as unknown as Record<string, BaseModel | undefined>)[base];
  return model !== undefined && stateAt(model, 'inference', { region, on }, purpose).state === 'closed';
}
