/** What a model is asked: the turns of a conversation, in no provider's form. */
import { render, type FieldValue, type Prompt } from './prompt';

export interface Turn {
  role: 'user' | 'model';
  text: string;
}

export interface ModelRequest {
  system?: string;
  /** In order; the last is the user's. */
  turns: Turn[];
}

/** The same question after turns that stand before any. */
export const withTurns = (before: Turn[], request: ModelRequest): ModelRequest => ({
  ...request,
  turns: [...before, ...request.turns],
});

/** A rendered prompt: the system instruction, if there is one and it says anything, and one turn of the user. */
export function requestOf(prompt: Prompt, values: Record<string, FieldValue>): ModelRequest {
  const system = prompt.system && render(prompt.system, values);
  return { ...(system && { system }), turns: [{ role: 'user', text: render(prompt.user, values) }] };
}
