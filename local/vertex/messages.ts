/** OpenAI's messages, which open models are tuned on and asked with too, as the small model reads them: in the form of Vertex AI. */
import type { Content } from './resources';

export interface Conversation {
  systemInstruction?: Content;
  contents: Content[];
}

export class InvalidMessages extends Error {}

const roles: Record<string, string> = { user: 'user', assistant: 'model' };

/** @throws InvalidMessages with the place and the reason */
export function readMessages(messages: unknown): Conversation {
  if (!Array.isArray(messages) || messages.length === 0)
    throw new InvalidMessages('messages: must be a list, not empty');
  const read = messages.map((message: unknown, index) => {
    const { role, content } = (message ?? {}) as { role?: unknown; content?: unknown };
    const text = textOf(content);
    if (text === undefined) throw new InvalidMessages(`messages[${index}].content: must be text`);
    if (role === 'system' || role === 'developer') {
      if (index > 0)
        throw new InvalidMessages(`messages[${index}].role: the local model takes it in the first place alone`);
      return { role: 'system', parts: [{ text }] };
    }
    const own = roles[String(role)];
    if (!own) throw new InvalidMessages(`messages[${index}].role: ${JSON.stringify(role)} is no role`);
    return { role: own, parts: [{ text }] };
  });
  const [first] = read;
  return first?.role === 'system' ? { systemInstruction: first, contents: read.slice(1) } : { contents: read };
}

/** A text, or a list of parts that are texts. */
function textOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const texts = content.map((part: { type?: string; text?: string } | null) =>
    part?.type === 'text' ? part.text : undefined,
  );
  return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
}
