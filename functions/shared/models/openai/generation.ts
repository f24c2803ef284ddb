/** Asking a model over OpenAI's chat completions, and every way in which it may answer. */
import type { OpenAI } from 'openai';
import { RetryableError } from '../../../../core/errors';
import type { Completions } from '../../stage/completions';
import type { Answer, Generation, Hearing, Question } from '../provider';
import { called, rejectionIn } from './api-errors';
import { restrictedTo, unwrapped } from './choices';
import { messagesOf } from './form';
import { rejectedFor } from './rejection';

export type Request = OpenAI.ChatCompletionCreateParamsNonStreaming;
export type Completion = OpenAI.ChatCompletion;

/** The part of the client that is asked, and what it names as its model. */
export interface Chat {
  completions: Completions;
  model: string;
  /** An error that it has given a class keeps it. */
  classed?: (error: Error) => Error;
}

export const createGeneration = (completions: () => Promise<Completions>): Generation => ({
  modelOf: ({ id, calledAs }) => calledAs ?? id,
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
      const answer = readAnswer(await called('generating', complete, model));
      if (!choices) return answer;
      const text = unwrapped(answer.text);
      if (text !== '') hearing.onText?.(text);
      return { ...answer, text };
    } catch (error) {
      hearing.signal?.throwIfAborted();
      const rejection = rejectionIn(error);
      if (rejection === undefined) throw error;
      return rejectedFor(rejection);
    }
  };
}

/** So that whoever answers may go on with the trace. */
const headersOf = (span: Hearing['span']) => (span ? { traceparent: span.traceparent } : undefined);

type Ask = (completions: Chat['completions'], request: Request, hearing: Hearing) => Promise<Completion>;

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

/** How OpenAI's API says the least thinking. */
const efforts = { MINIMAL: 'minimal', LOW: 'low' } as const;

/** `max_tokens` is the older name of the limit, and the one that all services know. */
function chatRequest({ model, base, request, generation, choices, seed = 0 }: Question): Request {
  const { temperature, topP, maxOutputTokens, stopSequences } = generation;
  const { ignoredSettings = [], thinking } = base;
  return {
    model,
    messages: messagesOf(request),
    ...(!ignoredSettings.includes('temperature') && { temperature }),
    ...(!ignoredSettings.includes('topP') && { top_p: topP }),
    max_tokens: maxOutputTokens,
    ...(thinking && 'level' in thinking && { reasoning_effort: efforts[thinking.level] }),
    ...(stopSequences.length > 0 && { stop: stopSequences }),
    seed,
    n: 1,
    ...(choices && { response_format: restrictedTo(choices) }),
  };
}

/** `eos` is Together's word for an answer that has come to its end. */
const whole = new Set(['stop', 'eos']);

/**
 * A refusal, a filter, a call of a tool that nobody offered and whatever else is not known have nothing to show.
 * @throws RetryableError when it is no completion at all
 */
export function readAnswer(completion: Completion): Answer {
  const { choices, usage: counted, model } = completion;
  if (!Array.isArray(choices)) {
    const said = JSON.stringify(completion).slice(0, 200);
    throw new RetryableError(`generating: the service has answered what is no completion: ${said}`, {
      mayBeOfInput: true,
    });
  }
  const [choice] = choices;
  const usage = {
    inputTokens: counted?.prompt_tokens ?? 0,
    outputTokens: counted?.completion_tokens ?? 0,
    thoughtTokens: counted?.completion_tokens_details?.reasoning_tokens ?? 0,
  };
  const told = { usage, ...(model && { model }) };
  const finishReason: string = choice?.finish_reason ?? 'unknown';
  if (choice?.message?.refusal) return { outcome: 'blocked', text: '', finishReason: 'refusal', ...told };
  if (choice && !whole.has(finishReason) && finishReason !== 'length')
    return { outcome: 'blocked', text: '', finishReason, ...told };
  const text = choice?.message?.content ?? '';
  if (text.trim() === '') return { outcome: 'empty', text: '', finishReason, ...told };
  return { outcome: whole.has(finishReason) ? 'answered' : 'truncated', text, finishReason, ...told };
}
