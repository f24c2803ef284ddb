/** A question that a model does not take, as an answer. */
import type { Answer } from '../provider';

/** As OpenAI, and servers that speak like it, say it; the code is not told by all of them. */
const tooManyTokens = /maximum context length is (\d+) tokens.*?(?:resulted in|requested) (\d+) tokens/is;

const nothing = { inputTokens: 0, outputTokens: 0, thoughtTokens: 0 };

export function rejectedFor({ message, status, code }: { message: string; status: number; code?: string }): Answer {
  const [, limit, tokens] = tooManyTokens.exec(message) ?? [];
  const isTooLong = code === 'context_length_exceeded' || code === 'string_above_max_length' || status === 413;
  const tooLong = tokens && limit ? { tokens: Number(tokens), limit: Number(limit) } : isTooLong ? {} : undefined;
  const rejection = { message, ...(tooLong && { tooLong }) };
  return { outcome: 'rejected', text: '', finishReason: String(code ?? status), rejection, usage: nothing };
}
