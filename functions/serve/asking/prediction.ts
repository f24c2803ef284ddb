/** What a model is asked, and what came of it as the columns of landfall.predictions. */
import { mostKept, type Span } from '../../../core/chain/trace';
import type { DeployedModel } from '../../../core/canary/rollout';
import type { EventData } from '../../../schemas/generated/types';
import type { Redacted } from '../../../core/personal-data/redact';
import type { FieldValue } from '../../../core/prompt';
import type { Turn } from '../../../core/contents';
import type { Grounding } from '../../shared/grounding/grounding';
import type { Answer, Hearing } from '../../shared/models/provider';
import { answerBehind } from '../chain/failed';
import { CallerGone } from '../../shared/http/event-stream';
import { onRecord, spanIn, type Sources } from '../grounding/sources';
import type { Place } from './place';
import type { RecordedTexts } from './recorded-texts';

export interface Question {
  /** Of its answer, where that is told before there is one. */
  id?: string;
  pipeline: string;
  input: Record<string, FieldValue>;
  /** What was said before. */
  history?: Turn[];
  /** As the row has it. */
  conversation?: string;
  /** Pseudonym of whom it is asked for. */
  userKey?: string;
  /** Tokens, where the caller wants fewer than the pipeline gives. */
  maxOutputTokens?: number;
  /** What of corpora stands in the input. */
  found?: Grounding[];
  /** Who waits for the answer. */
  hearing?: Hearing;
  /** None without a canary, and where production answers in its place: that compares nothing. */
  place?: Place;
  /** Seconds after which nobody waits for the answer any more. */
  within?: number;
  /** Tokens that production reads, where that is on another base: what is too long for the canary alone is its failure. */
  productionReads?: number;
  /** Present of a try after the first. */
  trial?: Try;
  /** Whether what came is what the caller is told: then it has the id that was told. */
  isLast?: (came: Came) => boolean;
}

/** One more try, and how it differs from the first. */
export interface Try {
  attempt: number;
  policy: 'retry' | 'rephrase' | 'fallBack';
  /** Another one gives another answer. */
  seed?: number;
  /** Said below the question. */
  below?: string;
  /** The base model that is asked in the model's place, as it is. */
  fallBack?: string;
}

/** `found`: by the searches of a chain. `own`: why the model in production gave no answer, where a chain has put something else in its place. */
export type Came = { answer: Answer; own?: Error; found?: Grounding[] } | { error: Error };

type Prediction = EventData['landfall.prediction.made.v1'];

const nowhere = { rollout: null, step: null, arm: null, shadow: null, key: null, draw: null };

/** What else its row says. */
interface Beside {
  id: string;
  /** When it was asked, and when there was an answer. */
  begun: Date;
  made: Date;
  steps?: Span[] | undefined;
  sources?: Sources | undefined;
  /** How what was said goes on record. */
  texts: RecordedTexts;
}

export function predictionOf(
  { run, model, endpoint, promptDigest }: DeployedModel,
  question: Question,
  came: Came,
  { id, begun, made, steps, sources, texts }: Beside,
): Prediction {
  const { pipeline, input, history, trial, userKey, conversation, hearing, place = nowhere } = question;
  const said = texts.placed('answer' in came ? came.answer.text : '');
  return {
    made_at: made.toISOString(),
    latency_ms: made.getTime() - begun.getTime(),
    id,
    pipeline,
    run,
    model,
    endpoint: ('answer' in came ? came.answer.endpoint : undefined) ?? endpoint,
    prompt_digest: promptDigest,
    input: texts.json(input),
    history: history?.length ? texts.json(history) : null,
    attempt: trial?.attempt ?? 1,
    policy: trial?.policy ?? null,
    user_key: userKey ?? null,
    conversation: conversation ? texts.json(JSON.parse(conversation)) : null,
    ...answerIn(came, said, texts),
    ...place,
    outcome: outcomeOf(came, question),
    steps: steps ? JSON.stringify(steps.map((span) => stepOf(span, texts))) : null,
    citations: sources ? JSON.stringify(onRecord(sources, said.placeOf)) : null,
    redacted: texts.redacted(),
    trace_id: hearing?.span?.trace.traceId ?? null,
  };
}

function stepOf({ reason, gave, ...span }: Span, { text }: RecordedTexts): Span {
  const kept = (said: string | undefined) => said && text(said).slice(0, mostKept);
  return { ...span, reason: kept(reason), gave: kept(gave) };
}

/** @param said its text, as it goes on record */
function answerIn(came: Came, said: Redacted, texts: RecordedTexts) {
  if ('error' in came)
    return {
      text: null,
      finish_reason: texts.text(came.error.message),
      input_tokens: 0,
      output_tokens: 0,
      safety: null,
      recitations: null,
    };
  const { finishReason, usage, safety, recitations } = came.answer;
  return {
    text: said.text || null,
    finish_reason: texts.text(finishReason),
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    safety: safety ? JSON.stringify(safety) : null,
    recitations: recitations ? texts.json(recitations.map((each) => spanIn(each, said.placeOf))) : null,
  };
}

/**
 * An answer that was cut off is one. What a model rejects is the caller's fault only where it is too long, for production too. A chain
 * that has helped itself is as good to the caller; of the model it says what became of its own answer.
 */
function outcomeOf(came: Came, { productionReads = 0 }: Question): Prediction['outcome'] {
  const error = 'error' in came ? came.error : came.own;
  if (error instanceof CallerGone) return 'cancelled';
  const answer = error ? answerBehind(error) : (came as { answer: Answer }).answer;
  if (!answer) return 'failed';
  const { outcome, rejection } = answer;
  if (outcome === 'truncated') return 'answered';
  if (outcome !== 'rejected') return outcome;
  if (!rejection?.tooLong) return 'failed';
  const { tokens = Infinity } = rejection.tooLong;
  return tokens > productionReads ? 'rejected' : 'failed';
}
