/** Asking a model over OpenAI's chat completions, at once or as its answer comes. */
import { RetryableError } from '../../../../core/errors';
import { calledByService, chatRequest, type ChatRequest } from '../../../../core/models/openai';
import { readCompletion, rejectedCompletion, unwrapped, type Completion } from '../../../../core/models/openai-answer';
import type { Completions } from '../../stage/completions';
import type { Generation, Hearing } from '../provider';
import { called, rejectionIn } from './api-errors';

/** The part of the client that is asked, and what it names as its model. */
export interface Chat {
  completions: Completions;
  model: string;
  /** An error that it has given a class keeps it. */
  classed?: (error: Error) => Error;
}

export const createGeneration = (completions: () => Promise<Completions>): Generation => ({
  modelOf: calledByService,
  generate: generateBy(async (model) => ({ completions: await completions(), model })),
});

/** @param chatOf where a model is asked */
export function generateBy(chatOf: (model: string) => Promise<Chat>): Generation['generate'] {
  return async (question, hearing = {}) => {
    const { model, choices } = question;
    const complete = async (): Promise<Completion> => {
      const { completions, classed = (error) => error, ...chat } = await chatOf(model);
      const request = { ...chatRequest(question), ...chat };
      // A restricted answer is JSON on its way: nothing of it is text before it is whole.
      const answering = hearing.onText && !choices ? asItComes : atOnce;
      return answering(completions, request, hearing).catch((error: Error) => {
        throw classed(error);
      });
    };
    try {
      const answer = readCompletion(await called('generating', complete, model));
      if (!choices) return answer;
      const text = unwrapped(answer.text);
      if (text !== '') hearing.onText?.(text);
      return { ...answer, text };
    } catch (error) {
      hearing.signal?.throwIfAborted();
      const rejection = rejectionIn(error);
      if (rejection === undefined) throw error;
      return rejectedCompletion(rejection);
    }
  };
}

/** So that whoever answers may go on with the trace. */
const headersOf = (span: Hearing['span']) => (span ? { traceparent: span.traceparent } : undefined);

type Ask = (completions: Chat['completions'], request: ChatRequest, hearing: Hearing) => Promise<Completion>;

const atOnce: Ask = async (completions, request, { signal, span }) =>
  completions.create(request, { signal, headers: headersOf(span) });

/** The completion that all chunks come to; one whose stream breaks off has no finish reason, and is no normal stop. */
const asItComes: Ask = async (completions, request, { signal, onText, span }) => {
  const streamed = { ...request, stream: true as const, stream_options: { include_usage: true } };
  let content = '';
  let refusal = '';
  let finish_reason: string | null = null;
  let usage: Completion['usage'];
  let head: object = {};
  for await (const chunk of await completions.create(streamed, { signal, headers: headersOf(span) })) {
    const { choices, usage: told, ...said } = chunk;
    head = said;
    usage = told ?? usage;
    const [choice] = choices;
    finish_reason = choice?.finish_reason ?? finish_reason;
    refusal += choice?.delta?.refusal ?? '';
    const piece = choice?.delta?.content ?? '';
    content += piece;
    if (piece !== '') onText?.(piece);
  }
  if (finish_reason === null) throw new RetryableError('generating: the answer broke off before its end');
  const message = { role: 'assistant', content, refusal: refusal || null };
  return { ...head, usage, choices: [{ index: 0, message, finish_reason, logprobs: null }] } as Completion;
};
