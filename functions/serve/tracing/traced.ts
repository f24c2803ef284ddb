/** Models and corpora whose every question is a span below the one that it is asked within, and measured. */
import { askedAs, errorType, inferenceAttributes, inferenceName, retrieval } from '../../../core/tracing/conventions';
import { measuredLine } from '../../../core/tracing/measured';
import type { Grounding, GroundingQuestion } from '../../shared/grounding/grounding';
import { codeOf, type Answer, type Generation, type Hearing, type Question } from '../../shared/models/provider';
import type { TraceSpan } from '../../shared/tracing/span';

/** What is asked within no span is asked as before. */
export const tracedGeneration = ({ modelOf, generate }: Generation): Generation => ({
  modelOf,
  generate: (question, hearing) =>
    hearing?.span ? traced(generate, question, hearing, hearing.span) : generate(question, hearing),
});

async function traced(
  generate: Generation['generate'],
  question: Question,
  { signal, onText }: Hearing,
  parent: TraceSpan,
): Promise<Answer> {
  const { model, base, seed, generation } = question;
  const { operation, provider } = askedAs(base);
  const span = parent.begin(inferenceName({ operation, requestModel: model }), 'client');
  let timeToFirstChunk: number | undefined;
  const heard = onText && ((piece: string): void => ((timeToFirstChunk ??= span.seconds), onText(piece)));
  let hasEnded = false;
  const end = (answer: Answer | undefined, error: string | undefined): void => {
    if (hasEnded) return;
    hasEnded = true;
    const inference = {
      operation,
      provider,
      requestModel: model,
      maxTokens: generation.maxOutputTokens,
      seed,
      isStreamed: onText !== undefined,
      responseModel: answer?.model,
      finishReason: answer?.finishReason,
      inputTokens: answer?.usage.inputTokens ?? 0,
      outputTokens: answer?.usage.outputTokens ?? 0,
      reasoningTokens: answer?.usage.thoughtTokens ?? 0,
      duration: span.seconds,
      timeToFirstChunk,
      errorType: error,
    };
    if (span.trace.isSampled) span.attributes = inferenceAttributes(inference);
    span.end();
    span.trace.lines.push(measuredLine(inference));
  };
  // Who has asked waits no longer, and writes what there is of the trace: whoever is asked may take its time to hear of it.
  const stop = (): void => end(undefined, errorTypeOf(signal!.reason as Error));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const answer = await generate(question, { signal, ...(heard && { onText: heard }), span });
    end(answer, answer.outcome === 'rejected' ? answer.outcome : undefined);
    return answer;
  } catch (error) {
    end(undefined, errorTypeOf(error as Error));
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** The provider's code, or the name of the error: never what it says, which may quote what was said. */
export const errorTypeOf = (error: Error): string => String(codeOf(error) ?? error.name);

/** Likewise: a search of a corpus. */
export const tracedGrounding =
  (groundingOf: (asked: GroundingQuestion) => Promise<Grounding>): typeof groundingOf =>
  async ({ span: parent, ...asked }) => {
    const { name, attributes } = retrieval(asked.corpus, asked.passages);
    const span = parent?.begin(name, 'internal', attributes);
    try {
      return await groundingOf(asked);
    } catch (error) {
      attributes[errorType] = errorTypeOf(error as Error);
      throw error;
    } finally {
      span?.end();
    }
  };
