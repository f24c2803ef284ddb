/** A rendered prompt in the form that Gemini reads, in training files and in requests alike. */
import { render, type FieldValue, type Prompt } from './prompt';

export interface Content {
  role: string;
  parts: { text: string }[];
}

/** One line of a training file: Gemini's supervised tuning format. */
export interface Example {
  systemInstruction?: Content;
  contents: Content[];
}

export const content = (role: string, text: string): Content => ({ role, parts: [{ text }] });

export const textOf = ({ parts }: Content): string => parts.map(({ text }) => text).join('');

/** What a model is asked: the system instruction, if there is one and it says anything, and one user turn. */
export function requestOf(prompt: Prompt, values: Record<string, FieldValue>): Example {
  const system = prompt.system && render(prompt.system, values);
  return {
    ...(system && { systemInstruction: content('system', system) }),
    contents: [content('user', render(prompt.user, values))],
  };
}
