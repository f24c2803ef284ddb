/** A question and its answer, whatever API it comes by: whom it comes to answers it, production or the canary beside it. */
import type { Turn } from '../../../core/contents';
import type { FieldValue } from '../../../core/prompt';
import { frozenModel, type Hearing, type Usage } from '../../shared/models/provider';
import { ask, type Asked } from './ask';
import type { ServeDeps } from '../deps';
import { asProblem, HttpProblem } from '../http/problem';
import { isShadowed, placeOf, type Place } from './place';
import type { Question } from './prediction';
import { isServed, type ServedModel, type Serving, type UnservedModel } from './production-model';
import { rejectedInput } from './rejected-input';

/** What a caller asks. */
export interface Asking {
  /** Of the answer that is shown, where that is told before there is one. */
  id?: string;
  input: Record<string, FieldValue>;
  /** What was said before. */
  history?: Turn[];
  /** For whom it is asked, where a canary is to be drawn. */
  user?: string;
  /** Tokens, fewer than the pipeline's own. */
  maxOutputTokens?: number;
}

/** What a caller is told. */
export interface Told {
  text: string;
  pipeline: string;
  run: string;
  model: string;
  outcome: 'answered' | 'truncated';
  finishReason: string;
  usage: Usage;
  /** Of the row of landfall.predictions. */
  id: string;
}

/**
 * @param hearing who waits for it: is told the text as it comes, of the one answer that is shown
 * @throws HttpProblem with the id of the answer, where a model was asked; what the signal was aborted for
 */
export async function exchange(
  { production, control, canary }: Serving,
  { user, id, ...asking }: Asking,
  hearing: Hearing,
  deps: ServeDeps,
): Promise<Told> {
  const question = { pipeline: production.pipeline, ...asking };
  const shown = { ...question, hearing, ...(id !== undefined && { id }) };
  if (!production.canary || !canary) return told(await ask(control, shown, deps), control, question);

  const place = placeOf(production, production.canary, user ?? deps.newId());
  const ofControl = { ...shown, place };
  const ofCanary = { ...ofControl, productionReads: readsOnAnotherBase(control, canary) };
  if (isShadowed(production.canary)) {
    // Both before the answer is sent: a function has no processor time after it. So the caller waits for the later of the two.
    const [answer] = await Promise.all([ask(control, ofControl, deps), ask(canary, inShadow(ofCanary, canary), deps)]);
    return told(answer, control, question);
  }
  if (place.arm === 'control') return told(await ask(control, ofControl, deps), control, question);

  if (isServed(canary)) return told(await ask(canary, ofCanary, deps), canary, question);
  await ask(canary, { ...ofCanary, id: undefined }, deps);
  return told(await ask(control, shown, deps), control, question);
}

/** Nobody waits longer for it than an answer may take: cut off sooner, a canary would look worse than production is by the same measure. */
function inShadow(question: Question & { place: Place }, canary: ServedModel | UnservedModel): Question {
  const within = isServed(canary) ? canary.configuration.pipeline.deployment.rollout.slowAfter : undefined;
  const { signal } = question.hearing ?? {};
  return {
    ...question,
    place: { ...question.place, arm: 'canary', shadow: true },
    within,
    hearing: { signal },
    id: undefined,
  };
}

function readsOnAnotherBase({ configuration, deployment }: ServedModel, canary: ServedModel | UnservedModel) {
  const { base } = deployment;
  return base === canary.deployment.base ? undefined : frozenModel(configuration, base).contextTokens;
}

/**
 * What the caller is told. @throws HttpProblem with the id of the answer that is none
 */
function told({ id, deployment, came }: Asked, model: ServedModel, { pipeline, input }: Question): Told {
  if ('error' in came) throw asProblem(came.error).of(id);
  const { outcome, text, finishReason, rejection, usage } = came.answer;
  const { prompt } = model;
  const { run, model: name, base } = deployment;
  if (outcome === 'answered' || outcome === 'truncated')
    return { text, pipeline, run, model: name, outcome, finishReason, usage, id };
  if (rejection) throw rejectedInput(rejection, { input, prompt, base }).of(id);
  if (outcome === 'blocked')
    throw new HttpProblem(422, `the answer was blocked: ${finishReason}`, 'ask differently', {
      id,
      code: 'content_filter',
    });
  throw new HttpProblem(502, 'the model gave an empty answer', 'ask again, or differently', { id });
}
