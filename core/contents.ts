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

/** A prompt's own examples: they stand before what was said, whoever is asked. */
export const exampleTurns = ({ examples = [] }: Pick<Prompt, 'examples'>): Turn[] =>
  examples.flatMap(({ user, model }): Turn[] => [
    { role: 'user', text: user },
    { role: 'model', text: model },
  ]);

/**
 * A rendered prompt: the system instruction, if there is one and it says anything, its examples, and the user's turn.
 * @param history what was said before, between examples and question
 */
export function requestOf(prompt: Prompt, values: Record<string, FieldValue>, history: Turn[] = []): ModelRequest {
  const system = prompt.system && render(prompt.system, values);
  const question: Turn = { role: 'user', text: render(prompt.user, values) };
  return { turns: [...exampleTurns(prompt), ...history, question], ...(system && { system }) };
}
