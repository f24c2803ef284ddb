/** :generate: whom a request comes to answers it, production or the canary beside it. */
import { frozenModel } from '../shared/models/provider';
import { ask, type Asked } from './ask';
import type { ServeDeps } from './deps';
import { asProblem, HttpProblem } from './http-problem';
import { readInput, readUser } from './input';
import { isShadowed, placeOf, type Place } from './place';
import type { Question } from './prediction';
import { isServed, type ServedModel, type Serving, type UnservedModel } from './production-model';
import { rejectedInput } from './rejected-input';

/** @throws HttpProblem with the id of the answer, where a model was asked */
export async function generate({ production, control, canary }: Serving, body: unknown, deps: ServeDeps) {
  const question = { pipeline: production.pipeline, input: readInput(body, control.prompt) };
  const user = readUser(body);
  if (!production.canary || !canary) return told(await ask(control, question, deps), control, question);

  const place = placeOf(production, production.canary, user ?? deps.newId());
  const ofControl = { ...question, place };
  const ofCanary = { ...ofControl, productionReads: readsOnAnotherBase(control, canary) };
  if (isShadowed(production.canary)) {
    // Both before the answer is sent: a function has no processor time after it. So the caller waits for the later of the two.
    const [answer] = await Promise.all([ask(control, ofControl, deps), ask(canary, inShadow(ofCanary, canary), deps)]);
    return told(answer, control, question);
  }
  if (place.arm === 'control') return told(await ask(control, ofControl, deps), control, question);

  const answer = await ask(canary, ofCanary, deps);
  if (isServed(canary)) return told(answer, canary, question);
  return told(await ask(control, question, deps), control, question);
}

/** Nobody waits longer for it than an answer may take: cut off sooner, a canary would look worse than production is by the same measure. */
function inShadow(question: Question & { place: Place }, canary: ServedModel | UnservedModel): Question {
  const within = isServed(canary) ? canary.configuration.pipeline.deployment.rollout.slowAfter : undefined;
  return { ...question, place: { ...question.place, arm: 'canary', shadow: true }, within };
}

function readsOnAnotherBase({ configuration, deployment }: ServedModel, canary: ServedModel | UnservedModel) {
  const { base } = deployment;
  return base === canary.deployment.base ? undefined : frozenModel(configuration, base).contextTokens;
}

/**
 * What the caller is told. @throws HttpProblem with the id of the answer that is none
 */
function told({ id, deployment, came }: Asked, model: ServedModel, { pipeline, input }: Question) {
  if ('error' in came) throw asProblem(came.error).of(id);
  const { outcome, text, finishReason, rejection, usage } = came.answer;
  const { prompt } = model;
  const { run, model: name, base } = deployment;
  if (rejection) throw rejectedInput(rejection, { input, prompt, base }).of(id);
  if (outcome === 'blocked')
    throw new HttpProblem(422, `the answer was blocked: ${finishReason}`, 'ask differently', { id });
  if (outcome === 'empty')
    throw new HttpProblem(502, 'the model gave an empty answer', 'ask again, or differently', { id });
  return { text, pipeline, run, model: name, outcome, finishReason, usage, id };
}
