/** Asking one of the models that serve a pipeline; whatever comes of it is a row of landfall.predictions. */
import { RetryableError } from '../../core/errors';
import { requestOf, withTurns } from '../../core/contents';
import type { DeployedModel } from '../../core/canary/rollout';
import { frozenModel, type Answer } from '../shared/models/provider';
import type { Clock } from '../shared/stage/clock';
import type { ServeDeps } from './deps';
import { predictionOf, type Came, type Question } from './prediction';
import { isServed, type ServedModel, type UnservedModel } from './production-model';

export interface Asked {
  id: string;
  deployment: DeployedModel;
  came: Came;
}

/** Never throws: an error is what came of it. */
export async function ask(model: ServedModel | UnservedModel, question: Question, deps: ServeDeps): Promise<Asked> {
  const { clock, newId } = deps;
  const started = clock.now();
  const came = await inTime(answerOf(model, question, deps), question.within, clock).then(
    (answer) => ({ answer }),
    (error: Error) => ({ error }),
  );
  const now = clock.now();
  const asked = { id: newId(), deployment: model.deployment, came };
  await record(asked, question, { now, latency: now.getTime() - started.getTime() }, deps);
  return asked;
}

async function answerOf(
  model: ServedModel | UnservedModel,
  { input }: Question,
  { generationOf }: ServeDeps,
): Promise<Answer> {
  if (!isServed(model)) throw model.problem;
  const { deployment, prompt, configuration, choices, before = [] } = model;
  return generationOf(configuration).generate({
    model: deployment.endpoint,
    base: frozenModel(configuration, deployment.base),
    request: withTurns(before, requestOf(prompt, input)),
    generation: configuration.pipeline.generation,
    ...(choices && { choices }),
  });
}

/** @throws RetryableError when there is no answer in time; what is under way is left to itself */
async function inTime(answer: Promise<Answer>, within: number | undefined, clock: Clock): Promise<Answer> {
  if (within === undefined) return answer;
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    stop = clock.every(within * 1000, () => reject(new RetryableError(`there was no answer within ${within} s`)));
  });
  return Promise.race([answer, late]).finally(stop);
}

/** An answer that is not on record is still an answer. */
async function record(
  { id, deployment, came }: Asked,
  question: Question,
  { now, latency }: { now: Date; latency: number },
  { publish, log }: ServeDeps,
): Promise<void> {
  const { pipeline } = question;
  const { run } = deployment;
  await publish({
    id,
    source: '/landfall/serve',
    type: 'landfall.prediction.made.v1',
    time: now.toISOString(),
    subject: run,
    data: { id, made_at: now.toISOString(), latency_ms: latency, ...predictionOf(deployment, question, came) },
  }).catch((error: Error) => {
    log.error(`the prediction ${id} could not be published: ${error.message}`, { pipeline, run });
  });
}
