/** An answer of a pipeline that rests on a corpus: passages before it, citations after it, and none where the sources have none. */
import type { PipelineSpec } from '../../../schemas/generated/types';
import type { RetrievedPassage } from '../../shared/grounding/retrieved';
import type { Hearing } from '../../shared/models/provider';
import type { Told } from '../asking/exchange';
import type { Serving } from '../asking/production-model';
import type { ServeDeps } from '../deps';
import { checkConversation, converse, type ConversationAsking, type ToldInConversation } from '../history/converse';
import { HttpProblem } from '../http/problem';
import { sourcesOf, type Sources } from './sources';

type GroundingRule = NonNullable<PipelineSpec['grounding']>;

export type GroundedAnswer =
  | ToldInConversation
  /** What the pipeline says in place of an answer: no model was asked, and nothing is on record. */
  | (Pick<Told, 'text' | 'pipeline'> & { outcome: 'notInSources'; grounding: Sources });

const groundingRule = ({ control }: Serving): GroundingRule | undefined => control.configuration.pipeline.grounding;

/** @throws HttpProblem as converse does; 503 where the corpus does not answer in time */
export async function groundedAnswer(
  serving: Serving,
  asking: ConversationAsking,
  hearing: Hearing,
  deps: ServeDeps,
): Promise<GroundedAnswer> {
  const rule = groundingRule(serving);
  if (!rule) return converse(serving, asking, hearing, deps);
  checkConversation(serving, asking);
  const { corpus, passages, field, milliseconds, otherwise } = rule;
  const question = questionIn(asking, rule);
  const found = await deps.groundingOf({ corpus, question, passages, milliseconds, signal: hearing.signal });
  if (!found.isInSources && otherwise !== undefined) {
    hearing.onText?.(otherwise);
    return {
      text: otherwise,
      pipeline: serving.production.pipeline,
      outcome: 'notInSources',
      grounding: sourcesOf([found], ''),
    };
  }
  const input = { ...asking.input, [field]: rendered(found.passages) };
  return converse(serving, { ...asking, input, found: [found] }, hearing, deps);
}

function questionIn({ input }: ConversationAsking, { question }: GroundingRule): string {
  const text = String(input[question] ?? '').trim();
  if (text !== '') return text;
  throw new HttpProblem(
    400,
    `the field ${question} is empty`,
    'ask something: it is what the sources are searched for',
  );
}

/** As the model reads them, numbered, each below its headings. */
const rendered = (passages: readonly RetrievedPassage[]): string =>
  passages.map(({ heading, text }, at) => `[${at + 1}] ${heading}\n${text}`).join('\n\n');
