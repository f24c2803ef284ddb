/** One line of a supervised tuning dataset: Gemini `contents`, as Vertex AI documents them. */
import type { Content } from './resources';

export interface Turn {
  role: 'user' | 'model';
  text: string;
}

export interface TrainingExample {
  system?: string;
  /** Alternating, from user to model. */
  turns: Turn[];
}

export class InvalidExample extends Error {}

type JsonObject = Record<string, unknown>;

/** @throws InvalidExample with the reason, ready to stand behind "line N: ". */
export function parseExample(line: string): TrainingExample {
  const json = readObject(line);
  for (const name of Object.keys(json)) {
    if (name !== 'contents' && name !== 'systemInstruction') throw new InvalidExample(`unknown field "${name}"`);
  }
  const system = json['systemInstruction'];
  const turns = readTurns(json['contents'], 'model');
  return { ...(system !== undefined && { system: readText(system, 'systemInstruction') }), turns };
}

/** The text of a content's parts, one after the other. */
export const textOf = ({ parts = [] }: Content): string => parts.map(({ text = '' }) => text).join('');

export function readObject(line: string): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw new InvalidExample(`not JSON (${(error as Error).message})`);
  }
  if (!isObject(json)) throw new InvalidExample('not a JSON object');
  return json;
}

/** Turns that alternate from the user's on, up to one of the last speaker. */
export function readTurns(contents: unknown, last: Turn['role']): Turn[] {
  if (!Array.isArray(contents) || contents.length === 0)
    throw new InvalidExample('contents must be a list that is not empty');
  const turns = contents.map((content: unknown, index): Turn => {
    const place = `contents[${index}]`;
    const expected = index % 2 === 0 ? 'user' : 'model';
    const role = isObject(content) ? content['role'] : undefined;
    if (role !== 'user' && role !== 'model') {
      throw new InvalidExample(`${place}.role is ${JSON.stringify(role) ?? 'missing'}, must be "user" or "model"`);
    }
    if (role !== expected)
      throw new InvalidExample(`${place}.role is "${role}", but roles alternate from "user" to "model"`);
    return { role, text: readText(content, place) };
  });
  if (turns.at(-1)?.role !== last) throw new InvalidExample(`the last of contents must have the role "${last}"`);
  return turns;
}

export function readText(content: unknown, place: string): string {
  const parts = isObject(content) ? content['parts'] : undefined;
  if (!Array.isArray(parts) || parts.length === 0)
    throw new InvalidExample(`${place}.parts must be a list that is not empty`);
  parts.forEach((part: unknown, index) => {
    if (!isObject(part) || typeof part['text'] !== 'string') {
      throw new InvalidExample(`${place}.parts[${index}] has no text (the local model reads text alone)`);
    }
  });
  const text = textOf(content as Content);
  if (text.trim() === '') throw new InvalidExample(`${place} has no text but white space`);
  return text;
}

export const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
