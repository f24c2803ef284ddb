/** Asking a model over OpenAI's chat completions, and every way in which it may answer. */
import type { OpenAI } from 'openai';
import { RetryableError } from '../../../../core/errors';
import type { Answer, Generation, Question } from '../provider';
import { called, rejectionIn } from './api-errors';
import { restrictedTo, unwrapped } from './choices';
import { messagesOf } from './form';
import { rejectedFor } from './rejection';

export type Request = OpenAI.ChatCompletionCreateParamsNonStreaming;
export type Completion = OpenAI.ChatCompletion;

/** Fixed, so that the same question to the same model has the same answer as far as the service can. */
const seed = 0;

export const createGeneration = (client: () => Promise<OpenAI>): Generation => ({
  modelOf: ({ id, calledAs }) => calledAs ?? id,
  generate: generateBy(async (request) => (await client()).chat.completions.create(request)),
});

/** @param complete asks for the completion: an error that it has given a class keeps it */
export function generateBy(complete: (request: Request) => Promise<Completion>): Generation['generate'] {
  return async (question) => {
    const { model, choices } = question;
    try {
      const completion = await called('generating', () => complete(chatRequest(question)), model);
      const answer = readAnswer(completion);
      return choices ? { ...answer, text: unwrapped(answer.text) } : answer;
    } catch (error) {
      const rejection = rejectionIn(error);
      if (rejection === undefined) throw error;
      return rejectedFor(rejection);
    }
  };
}

/** How OpenAI's API says the least thinking. */
const efforts = { MINIMAL: 'minimal', LOW: 'low' } as const;

/** `max_tokens` is the older name of the limit, and the one that all services know. */
function chatRequest({ model, base, request, generation, choices }: Question): Request {
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
  const { choices, usage: told } = completion;
  if (!Array.isArray(choices)) {
    const said = JSON.stringify(completion).slice(0, 200);
    throw new RetryableError(`generating: the service has answered what is no completion: ${said}`, {
      mayBeOfInput: true,
    });
  }
  const [choice] = choices;
  const usage = {
    inputTokens: told?.prompt_tokens ?? 0,
    outputTokens: told?.completion_tokens ?? 0,
    thoughtTokens: told?.completion_tokens_details?.reasoning_tokens ?? 0,
  };
  const finishReason: string = choice?.finish_reason ?? 'unknown';
  if (choice?.message?.refusal) return { outcome: 'blocked', text: '', finishReason: 'refusal', usage };
  if (choice && !whole.has(finishReason) && finishReason !== 'length')
    return { outcome: 'blocked', text: '', finishReason, usage };
  const text = choice?.message?.content ?? '';
  if (text.trim() === '') return { outcome: 'empty', text: '', finishReason, usage };
  return { outcome: whole.has(finishReason) ? 'answered' : 'truncated', text, finishReason, usage };
}
