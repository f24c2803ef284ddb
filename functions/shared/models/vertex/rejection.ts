/** A question that a model on Vertex AI does not take, as an answer. */
import type { Answer } from '../provider';

/**
 * As Vertex AI says it (googleapis/python-genai issue 2050, read on 2026-11-28); the limit may be lower than the model's own, by
 * project and region (issue 2466 there).
 */
const tooManyTokens = /input token count \((\d+)\) exceeds the maximum number of tokens allowed \((\d+)\)/i;

/** The same without figures: a request that is too long to be counted. */
const tooManyBytes = /payload size exceeds the limit/i;

const nothing = { inputTokens: 0, outputTokens: 0, thoughtTokens: 0 };

/** @param message of the API; gRPC puts its status before it */
export function rejectedFor(message: string): Answer {
  const words = message.replace(/^\d+ [A-Z_]+: /, '');
  const [, tokens, limit] = tooManyTokens.exec(words) ?? [];
  const tooLong =
    tokens && limit ? { tokens: Number(tokens), limit: Number(limit) } : tooManyBytes.test(words) ? {} : undefined;
  const rejection = { message: words, ...(tooLong && { tooLong }) };
  return { outcome: 'rejected', text: '', finishReason: 'INVALID_ARGUMENT', rejection, usage: nothing };
}
