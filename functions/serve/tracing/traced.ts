/** Models and corpora whose every question is a span below the one that it is asked within, and measured. */
import { askedAs, attribute, operation } from '../../../core/tracing/conventions';
import { measuredLine, type Measured } from '../../../core/tracing/measured';
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
  const asked = { ...askedAs(base), requestModel: model };
  const span = parent.begin(`${asked.operation} ${model}`, 'client', {
    ...named(asked),
    [attribute.maxTokens]: generation.maxOutputTokens,
    [attribute.seed]: seed,
    [attribute.stream]: onText ? true : undefined,
  });
  let timeToFirstChunk: number | undefined;
  const heard = onText && {
    onText(piece: string): void {
      timeToFirstChunk ??= span.seconds;
      onText(piece);
    },
  };
  const end = (told: Partial<Measured>): void => {
    const measured = { ...asked, ...told, timeToFirstChunk, duration: span.seconds };
    span.set({ ...named(told), [attribute.timeToFirstChunk]: timeToFirstChunk });
    span.end();
    span.trace.measured.push(measuredLine(measured));
  };
  try {
    const answer = await generate(question, { signal, ...heard, span });
    const { usage, finishReason, outcome, model: responseModel } = answer;
    const { inputTokens, outputTokens, thoughtTokens } = usage;
    span.set({
      [attribute.finishReasons]: [finishReason],
      [attribute.inputTokens]: inputTokens,
      [attribute.outputTokens]: outputTokens,
      [attribute.reasoningTokens]: thoughtTokens || undefined,
    });
    const errorType = outcome === 'rejected' ? outcome : undefined;
    end({ inputTokens, outputTokens, responseModel, errorType });
    return answer;
  } catch (error) {
    end({ inputTokens: 0, outputTokens: 0, errorType: errorTypeOf(error as Error) });
    throw error;
  }
}

/** By what OpenTelemetry calls them. */
const named = ({ operation: name, provider: by, requestModel, responseModel, errorType }: Partial<Measured>) => ({
  ...(name && { [attribute.operation]: name }),
  ...(by && { [attribute.provider]: by }),
  ...(requestModel && { [attribute.requestModel]: requestModel }),
  ...(responseModel && { [attribute.responseModel]: responseModel }),
  ...(errorType && { [attribute.errorType]: errorType }),
});

/** The provider's code, or the name of the error: never what it says, which may quote what was said. */
export const errorTypeOf = (error: Error): string => String(codeOf(error) ?? error.name);

/** Likewise: a search of a corpus. */
export const tracedGrounding =
  (groundingOf: (asked: GroundingQuestion) => Promise<Grounding>): typeof groundingOf =>
  async ({ span: parent, ...asked }) => {
    const span = parent?.begin(operation.retrieval, 'internal', {
      [attribute.operation]: operation.retrieval,
      [attribute.dataSource]: asked.corpus,
      [attribute.topK]: asked.passages,
    });
    try {
      return await groundingOf(asked);
    } catch (error) {
      span?.set({ [attribute.errorType]: errorTypeOf(error as Error) });
      throw error;
    } finally {
      span?.end();
    }
  };
