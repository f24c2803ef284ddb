/** Asking a model by OpenAI's chat completions, whoever serves it: what is sent; the form of a conversation is that of its tuning files. */
import type { OpenAI } from 'openai';
import type { ModelRequest } from '../contents';
import type { FrozenModel, ModelQuestion } from './question';

export type ChatRequest = OpenAI.ChatCompletionCreateParamsNonStreaming;

export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export function messagesOf({ system, turns }: ModelRequest): Message[] {
  return [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    ...turns.map(({ role, text }): Message => ({ role: role === 'model' ? 'assistant' : 'user', content: text })),
  ];
}

/** As its service calls a base as it is. */
export const calledByService = ({ id, calledAs }: FrozenModel): string => calledAs ?? id;

/** How OpenAI's API says the least thinking. */
const efforts = { MINIMAL: 'minimal', LOW: 'low' } as const;

/** `max_tokens` is the older name of the limit, and the one that all services know. */
export function chatRequest({ model, base, request, generation, choices, seed = 0 }: ModelQuestion): ChatRequest {
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

/**
 * An answer that must be one of a list: a JSON Schema of one field, since the schema of an answer is an object there.
 * platform.openai.com/docs/guides/structured-outputs, read on 2026-11-28: at most 1,000 values, so the catalog's `choiceWords`.
 */
const restrictedTo = (choices: string[]): OpenAI.ResponseFormatJSONSchema => ({
  type: 'json_schema',
  json_schema: {
    name: 'answer',
    strict: true,
    schema: {
      type: 'object',
      properties: { answer: { type: 'string', enum: choices } },
      required: ['answer'],
      additionalProperties: false,
    },
  },
});
