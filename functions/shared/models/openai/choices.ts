/** An answer that must be one of a list: a JSON Schema of one field, since the schema of an answer is an object there. */
import type { OpenAI } from 'openai';

/** platform.openai.com/docs/guides/structured-outputs, read on 2026-11-28: at most 1,000 values, so the catalog's `choiceWords`. */
export const restrictedTo = (choices: string[]): OpenAI.ResponseFormatJSONSchema => ({
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

/** The answer within; a text that is no such JSON, as one that was cut off, stays as it is. */
export function unwrapped(text: string): string {
  try {
    const { answer } = JSON.parse(text) as { answer?: unknown };
    return typeof answer === 'string' ? answer : text;
  } catch {
    return text;
  }
}
