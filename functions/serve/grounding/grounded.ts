/** An answer of a pipeline that rests on a corpus: passages before it, citations after it, and none where the sources have none. */
import { answerId } from '../../../core/tracing/conventions';
import { corpusRuleOf, type CorpusRule } from '../../../core/grounding/spec';
import type { Grounding } from '../../shared/grounding/grounding';
import type { Hearing } from '../../shared/models/provider';
import { nothing, type Told } from '../asking/exchange';
import { predictionOf } from '../asking/prediction';
import type { Serving } from '../asking/production-model';
import { recordPrediction } from '../asking/record';
import { createRecordedTexts, recordsRule } from '../asking/recorded-texts';
import type { ServeDeps } from '../deps';
import { checkConversation, converse, type ConversationAsking, type ToldInConversation } from '../history/converse';
import { HttpProblem } from '../../shared/http/problem';
import { passagesText } from './passages-text';
import { sourcesOf } from './sources';

/** @throws HttpProblem as converse does; 503 where the corpus does not answer in time */
export async function groundedAnswer(
  serving: Serving,
  asking: ConversationAsking,
  hearing: Hearing,
  deps: ServeDeps,
): Promise<ToldInConversation> {
  const rule = corpusRuleOf(serving.control.configuration.pipeline);
  if (!rule) return converse(serving, asking, hearing, deps);
  checkConversation(serving, asking);
  const { corpus, passages, field, milliseconds, otherwise, injection } = rule;
  const question = questionIn(asking, rule);
  const begun = deps.clock.now();
  const { signal, span } = hearing;
  const found = await deps.groundingOf({ corpus, question, passages, injection, milliseconds, signal, span });
  if (!found.isInSources && otherwise !== undefined) {
    const told = await inItsPlace(otherwise, { serving, asking, found, begun, hearing }, deps);
    hearing.onText?.(otherwise);
    return told;
  }
  const input = { ...asking.input, [field]: passagesText(found.passages) };
  return converse(serving, { ...asking, input, found: [found] }, hearing, deps);
}

/** A question for whose answer no model is asked. */
interface Unasked {
  serving: Serving;
  asking: ConversationAsking;
  found: Grounding;
  begun: Date;
  hearing: Hearing;
}

/** What the pipeline says where no model is asked: on record as any answer, and of neither arm of a canary. */
async function inItsPlace(
  text: string,
  { serving, asking, found, begun, hearing }: Unasked,
  deps: ServeDeps,
): Promise<Told> {
  const { pipeline } = serving.production;
  const { deployment } = serving.control;
  const { id = deps.newId(), input, user } = asking;
  const userKey = user === undefined ? undefined : await deps.pseudonymOf(user);
  const question = { pipeline, input, hearing, ...(userKey !== undefined && { userKey }) };
  const end = { finishReason: 'NOT_IN_SOURCES', usage: nothing };
  const sources = sourcesOf([found], '');
  const came = { answer: { outcome: 'answered' as const, text, ...end } };
  const texts = createRecordedTexts(pipeline, recordsRule(serving.control.configuration.pipeline));
  const row = predictionOf(deployment, question, came, { id, begun, made: deps.clock.now(), sources, texts });
  await recordPrediction({ ...row, outcome: 'notInSources' }, deps);
  if (hearing.span) hearing.span.attributes[answerId] = id;
  const { run, model } = deployment;
  return { id, text, pipeline, run, model, outcome: 'notInSources', ...end, grounding: sources };
}

function questionIn({ input }: ConversationAsking, { question }: CorpusRule): string {
  const text = String(input[question] ?? '').trim();
  if (text !== '') return text;
  throw new HttpProblem(
    400,
    `the field ${question} is empty`,
    'ask something: it is what the sources are searched for',
  );
}
