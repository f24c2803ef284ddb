/** Asking one of the models that serve a pipeline; whatever comes of it is a row of landfall.predictions. */
import { RetryableError } from '../../../core/errors';
import { requestOf, withTurns, type ModelRequest } from '../../../core/contents';
import type { DeployedModel } from '../../../core/canary/rollout';
import { frozenModel, type Answer } from '../../shared/models/provider';
import type { Clock } from '../../shared/stage/clock';
import { services } from '../../../core/stages';
import type { ServeDeps } from '../deps';
import { predictionOf, type Came, type Question } from './prediction';
import { isServed, type ServedModel, type UnservedModel } from './production-model';
import { record } from './record';

/** Seconds that any answer may take: less than the function has, so that what came of it is still said and recorded. */
const longest = services.serve.timeLimit - 30;

export interface Asked {
  id: string;
  deployment: DeployedModel;
  came: Came;
}

/** Never throws: an error is what came of it. */
export async function ask(model: ServedModel | UnservedModel, question: Question, deps: ServeDeps): Promise<Asked> {
  const { clock, newId } = deps;
  const started = clock.now();
  const came = await inTime((signal) => answerOf(model, question, signal, deps), question, clock).then(
    (answer) => ({ answer }),
    (error: Error) => ({ error }),
  );
  const now = clock.now();
  const time = now.toISOString();
  const { isLast = () => true } = question;
  const id = (isLast(came) ? question.id : undefined) ?? newId();
  const { deployment } = model;
  const latency = now.getTime() - started.getTime();
  const event = {
    id,
    source: '/landfall/serve',
    type: 'landfall.prediction.made.v1' as const,
    time,
    subject: deployment.run,
    data: { id, made_at: time, latency_ms: latency, ...predictionOf(deployment, question, came) },
  };
  await record(event, deps);
  return { id, deployment, came };
}

async function answerOf(
  model: ServedModel | UnservedModel,
  { input, history = [], maxOutputTokens, hearing, trial }: Question,
  signal: AbortSignal,
  { generationOf }: ServeDeps,
): Promise<Answer> {
  if (!isServed(model)) throw model.problem;
  const { deployment, prompt, configuration, choices, before = [] } = model;
  const { generation } = configuration.pipeline;
  const base = frozenModel(configuration, deployment.base);
  const question = {
    model: deployment.endpoint,
    base,
    request: withTurns([...before, ...history], below(requestOf(prompt, input), trial?.below)),
    ...(trial?.seed !== undefined && { seed: trial.seed }),
    generation: maxOutputTokens === undefined ? generation : { ...generation, maxOutputTokens },
    ...(choices && { choices }),
  };
  return generationOf(configuration).generate(question, { ...hearing, signal });
}

/** The same with something said below the question. */
function below(request: ModelRequest, text: string | undefined): ModelRequest {
  if (text === undefined) return request;
  return { ...request, turns: request.turns.map((turn) => ({ ...turn, text: `${turn.text}\n\n${text}` })) };
}

/** @throws RetryableError when there is no answer in time: the model is told to stop, as it is when nobody waits any more */
async function inTime(
  answering: (signal: AbortSignal) => Promise<Answer>,
  { within = longest, hearing }: Question,
  clock: Clock,
): Promise<Answer> {
  const late = new AbortController();
  const signal = hearing?.signal ? AbortSignal.any([hearing.signal, late.signal]) : late.signal;
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  const stop = clock.every(within * 1000, () =>
    late.abort(new RetryableError(`there was no answer within ${within} s`)),
  );
  return Promise.race([answering(signal), stopped]).finally(stop);
}
