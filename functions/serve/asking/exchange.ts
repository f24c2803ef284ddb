/** A question and its answer, whatever API it comes by: whom it comes to answers it, production or the canary beside it. */
import type { Span } from '../../../core/chain/trace';
import type { Turn } from '../../../core/contents';
import type { FieldValue } from '../../../core/prompt';
import type { Grounding } from '../../shared/grounding/grounding';
import {
  frozenModel,
  type Recitation,
  type Hearing,
  type SafetyRating,
  type Usage,
} from '../../shared/models/provider';
import { ask } from './ask';
import { askUntilAnswered, type Settled } from './outcomes';
import type { ServeDeps } from '../deps';
import type { Sources } from '../grounding/sources';
import { asProblem, HttpProblem } from '../../shared/http/problem';
import { isShadowed, placeOf, type Place } from './place';
import type { Came, Question } from './prediction';
import { fieldsFor, isServed, type ServedModel, type Serving, type UnservedModel } from './production-model';
import { rejectedInput } from './rejected-input';

/** What a caller asks. */
export interface Asking {
  /** Of the answer that is shown, where that is told before there is one. */
  id?: string;
  input: Record<string, FieldValue>;
  /** What was said before. */
  history?: Turn[];
  /** What of corpora stands in the input. */
  found?: Grounding[];
  /** For whom it is asked: whom a canary is drawn for, and whose row it is. */
  user?: string;
  /** The conversation that it is asked in, as its row has it. */
  conversation?: string;
  /** Tokens, fewer than the pipeline's own. */
  maxOutputTokens?: number;
}

/** What a caller is told. */
export interface Told {
  text: string;
  pipeline: string;
  run: string;
  model: string;
  /** `refused`: there was no answer, and the text is what the pipeline says then; `notInSources`: no model was asked for one. */
  outcome: 'answered' | 'truncated' | 'refused' | 'notInSources';
  finishReason: string;
  usage: Usage;
  /** What the provider's filters said of it, and where the model has its words from, where they say. */
  safety?: SafetyRating[];
  recitations?: Recitation[];
  /** Of the row of landfall.predictions. */
  id: string;
  /** Of an answer that rests on corpora: each of its sentences, cited or marked. */
  grounding?: Sources;
  /** Of a chain: what became of each step, without what was said in it. */
  steps?: Omit<Span, 'reason' | 'gave'>[];
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
  const userKey = user === undefined ? undefined : await deps.pseudonymOf(user);
  const question = { pipeline: production.pipeline, ...asking, userKey };
  const shown = { hearing, ...question, ...(id !== undefined && { id }) };
  if (!production.canary || !canary) return told(await askUntilAnswered(control, shown, deps), control, question);

  const place = placeOf(production, production.canary, user ?? deps.newId());
  const ofControl = { ...shown, place };
  const ofCanary = { ...ofControl, productionReads: readsOnAnotherBase(control, canary) };
  if (isShadowed(production.canary)) {
    // Both before the answer is sent: a function has no processor time after it. So the caller waits for the later of the two.
    const [answer] = await Promise.all([
      askUntilAnswered(control, ofControl, deps),
      ask(canary, inShadow(ofCanary, canary), deps),
    ]);
    return told(answer, control, question);
  }
  if (place.arm === 'control') return told(await askUntilAnswered(control, ofControl, deps), control, question);

  if (isServed(canary)) return told(await askUntilAnswered(canary, ofCanary, deps), canary, question);
  await ask(canary, { ...ofCanary, id: undefined }, deps);
  return told(await askUntilAnswered(control, shown, deps), control, question);
}

/** Nobody waits longer for it than an answer may take: cut off sooner, a canary would look worse than production is by the same measure. */
function inShadow(question: Question & { place: Place }, canary: ServedModel | UnservedModel): Question {
  const within = isServed(canary) ? canary.configuration.pipeline.deployment.rollout.slowAfter : undefined;
  const { signal, span } = question.hearing ?? {};
  return {
    ...question,
    place: { ...question.place, arm: 'canary', shadow: true },
    within,
    hearing: { signal, span },
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
function told(
  { id, deployment, came, refusal, steps, sources }: Settled,
  model: ServedModel,
  { pipeline, input }: Question,
): Told {
  const { run, model: name, base } = deployment;
  const tell = (text: string, outcome: Told['outcome']): Told => ({
    pipeline,
    run,
    model: name,
    id,
    text,
    outcome,
    ...endOf(came),
  });
  if (refusal !== undefined) return tell(refusal, 'refused');
  if ('error' in came) throw asProblem(came.error).of(id);
  const { outcome, text, rejection, finishReason, safety, recitations } = came.answer;
  if (outcome === 'answered' || outcome === 'truncated')
    return {
      ...tell(text, outcome),
      ...(safety && { safety }),
      ...(recitations && { recitations }),
      ...(steps && { steps: outline(steps) }),
      ...(sources && { grounding: sources }),
    };
  if (rejection) throw rejectedInput(rejection, { input, fields: fieldsFor(model).fields, base }).of(id);
  if (outcome === 'blocked')
    throw new HttpProblem(422, `the answer was blocked: ${finishReason}`, 'ask differently', {
      id,
      code: 'content_filter',
    });
  throw new HttpProblem(502, 'the model gave an empty answer', 'ask again, or differently', { id });
}

export const nothing: Usage = { inputTokens: 0, outputTokens: 0, thoughtTokens: 0 };

const endOf = (came: Came): Pick<Told, 'finishReason' | 'usage'> =>
  'error' in came
    ? { finishReason: 'ERROR', usage: nothing }
    : { finishReason: came.answer.finishReason, usage: came.answer.usage };
const outline = (steps: Span[]): Told['steps'] => steps.map(({ reason: _r, gave: _g, ...span }) => span);
