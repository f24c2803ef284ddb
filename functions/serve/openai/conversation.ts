/** What the messages of a chat ask of a pipeline: the last one is its input, those before are what was said. */
import type { Turn } from '../../../core/contents';
import type { FieldValue } from '../../../core/prompt';
import type { Asking } from '../asking/exchange';
import { HttpProblem } from '../../shared/http/problem';
import type { CallersFields } from '../../../core/chain/wiring';
import { readInput } from '../pipelines/input';
import { invalid } from './errors';

const speakers: Record<string, Turn['role']> = { user: 'user', assistant: 'model' };

/**
 * The last message is the value of the prompt's only field, or the JSON of an object with all of its fields.
 * @param where what the API calls the messages
 * @throws HttpProblem 400 that names the message
 */
export function readConversation(
  messages: unknown,
  prompt: CallersFields,
  where: string,
): Pick<Asking, 'input' | 'history'> {
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid(where, `"${where}" is not a list of messages`, 'send at least one message of the user');
  const turns = messages.map((message, place) => turnOf(message, `${where}[${place}]`));
  const question = turns.pop()!;
  const last = `${where}[${turns.length}]`;
  if (question.role !== 'user') throw invalid(last, 'the last message is not the user’s', 'end with a question');
  const input = inputIn(question.text, prompt, last);
  return turns.length > 0 ? { input, history: turns } : { input };
}

function turnOf(message: unknown, where: string): Turn {
  const { role, content } = (message ?? {}) as { role?: unknown; content?: unknown };
  if (role === 'system' || role === 'developer')
    throw invalid(
      where,
      'the pipeline has an instruction of its own, which its model was tuned on',
      'leave the message out',
    );
  const speaker = typeof role === 'string' && Object.hasOwn(speakers, role) ? speakers[role] : undefined;
  if (!speaker) throw invalid(where, `nobody speaks as ${JSON.stringify(role)}`, 'use "user" and "assistant"');
  return { role: speaker, text: textIn(content, where) };
}

const textParts = new Set(['text', 'input_text', 'output_text']);

/** A text, or parts of texts, as both of OpenAI's APIs write them. */
function textIn(content: unknown, where: string): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw invalid(`${where}.content`, 'the content is neither a text nor a list of parts');
  return content
    .map((part: { type?: unknown; text?: unknown }, place) => {
      if (textParts.has(part?.type as string) && typeof part.text === 'string') return part.text;
      throw invalid(`${where}.content[${place}]`, 'the part is no text', 'send parts of the type "text"');
    })
    .join('');
}

function inputIn(text: string, prompt: CallersFields, where: string): Record<string, FieldValue> {
  const { fields } = prompt;
  try {
    return readInput(fields.length === 1 ? { text } : { input: objectIn(text) }, prompt);
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error;
    const names = fields.map((field) => `"${field}": "…"`).join(', ');
    const fix = fields.length === 1 ? error.fix : `send as the message’s content the JSON {${names}}`;
    throw invalid(`${where}.content`, error.detail, fix);
  }
}

function objectIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
