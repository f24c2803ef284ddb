/** A chat completion as it grows, in the form of OpenAI's: server-sent events, the last of which is [DONE]. */
import type { Response } from 'express';
import type { GenerateContentResponse } from './answering';

export const textOf = ({ candidates: [{ content }] }: GenerateContentResponse): string =>
  content.parts.map(({ text }) => text).join('');

export const reasonOf = ({ candidates: [{ finishReason }] }: GenerateContentResponse): 'length' | 'stop' | null =>
  finishReason ? (finishReason === 'MAX_TOKENS' ? 'length' : 'stop') : null;

export function usageOf({ usageMetadata }: GenerateContentResponse) {
  if (!usageMetadata) return undefined;
  const { promptTokenCount: prompt_tokens, candidatesTokenCount, thoughtsTokenCount = 0 } = usageMetadata;
  const completion_tokens = candidatesTokenCount + thoughtsTokenCount;
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    ...(thoughtsTokenCount > 0 && { completion_tokens_details: { reasoning_tokens: thoughtsTokenCount } }),
  };
}

/** One step of an answer; the last has a reason and what it took. */
interface Spoken {
  content: string;
  reason: ReturnType<typeof reasonOf>;
  usage: ReturnType<typeof usageOf>;
}

async function* spoken(chunks: AsyncIterable<GenerateContentResponse>, field?: string): AsyncGenerator<Spoken> {
  let opening = field === undefined ? '' : `{${JSON.stringify(field)}:"`;
  for await (const chunk of chunks) {
    const text = textOf(chunk);
    const reason = reasonOf(chunk);
    const content = field === undefined ? text : `${opening}${JSON.stringify(text).slice(1, -1)}${reason ? '"}' : ''}`;
    opening = '';
    yield { content, reason, usage: usageOf(chunk) };
  }
}

/**
 * Sends an answer in chunks.
 * @param field of the object whose only value the text is; of no object without one
 * @throws whatever the answer does
 */
export async function sendStream(
  response: Response,
  head: object,
  answer: AsyncIterable<GenerateContentResponse>,
  { field, withUsage }: { field: string | undefined; withUsage: boolean },
): Promise<void> {
  const send = (choices: object[], usage: object | null = null) => {
    const chunk = { ...head, object: 'chat.completion.chunk', choices, ...(withUsage && { usage }) };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  const say = (delta: object, finish_reason: string | null = null) => send([{ index: 0, delta, finish_reason }]);
  let hasBegun = false;
  for await (const { content, reason, usage } of spoken(answer, field)) {
    // What fails before it is an error of its own, not of a stream.
    if (!hasBegun) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      say({ role: 'assistant', content: '' });
    }
    hasBegun = true;
    if (content !== '') say({ content });
    if (reason) say({}, reason);
    if (usage && withUsage) send([], usage);
  }
  response.end('data: [DONE]\n\n');
}

/** The end of a stream that has failed, which OpenAI's clients throw. */
export function failStream(response: Response, body: object): void {
  response.end(`data: ${JSON.stringify(body)}\n\n`);
}
