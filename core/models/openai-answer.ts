/** What a chat completion comes to: every way in which it may end, and a question that the model does not take. */
import type { OpenAI } from 'openai';
import { RetryableError } from '../errors';
import type { ModelAnswer } from './question';

export type Completion = OpenAI.ChatCompletion;

/** `eos` is Together's word for an answer that has come to its end. */
const whole = new Set(['stop', 'eos']);

/**
 * A refusal, a filter, a call of a tool that nobody offered and whatever else is not known have nothing to show.
 * @throws RetryableError when it is no completion at all
 */
export function readCompletion(completion: Completion): ModelAnswer {
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

/** The answer within JSON of a restricted one; a text that is no such JSON, as one that was cut off, stays as it is. */
export function unwrapped(text: string): string {
  try {
    const { answer } = JSON.parse(text) as { answer?: unknown };
    return typeof answer === 'string' ? answer : text;
  } catch {
    return text;
  }
}

/** Bad request, too large, unprocessable: what is asked is at fault, and not what is asked about. */
export const rejectingStatuses = new Set([400, 413, 422]);

/** As OpenAI, and servers that speak like it, say it; the code is not told by all of them. */
const tooManyTokens = /maximum context length is (\d+) tokens.*?(?:resulted in|requested) (\d+) tokens/is;

const nothing = { inputTokens: 0, outputTokens: 0, thoughtTokens: 0 };

export function rejectedCompletion({
  message,
  status,
  code,
}: {
  message: string;
  status: number;
  code?: string;
}): ModelAnswer {
  const [, limit, tokens] = tooManyTokens.exec(message) ?? [];
  const isTooLong = code === 'context_length_exceeded' || code === 'string_above_max_length' || status === 413;
  const tooLong = tokens && limit ? { tokens: Number(tokens), limit: Number(limit) } : isTooLong ? {} : undefined;
  const rejection = { message, ...(tooLong && { tooLong }) };
  return { outcome: 'rejected', text: '', finishReason: String(code ?? status), rejection, usage: nothing };
}
