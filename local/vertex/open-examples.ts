/** One line of a dataset for an open model: messages, a prompt and its completion, or contents as Gemini's. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { InvalidMessages, readMessages } from './messages';
import { InvalidExample, parseExample, type TrainingExample } from './training-example';

/**
 * docs.cloud.google.com/gemini-enterprise-agent-platform/models/tuning/open-model-tuning, as of 2026-09-25.
 * @throws InvalidExample with the reason, ready to stand behind "line N: ".
 */
export const parseOpenExample = (line: string): TrainingExample => parseExample(asContents(line));

/** The same line in the one form that the small model is tuned on. @throws InvalidExample */
function asContents(line: string): string {
  const json = objectIn(line);
  if ('contents' in json) return line;
  const { messages, prompt, completion } = json;
  try {
    return JSON.stringify(readMessages(messages ?? [user(prompt), { role: 'assistant', content: completion }]));
  } catch (error) {
    if (error instanceof InvalidMessages) throw new InvalidExample(error.message);
    throw error;
  }
}

/** A file of such lines, all of which can be parsed, in that form. It may be a link to an object, which stays as it is. */
export function writeAsContents(file: string): void {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  writeFileSync(`${file}.contents`, lines.map((line) => `${asContents(line)}\n`).join(''));
  renameSync(`${file}.contents`, file);
}

const user = (content: unknown) => ({ role: 'user', content });

function objectIn(line: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(line);
    if (json !== null && typeof json === 'object' && !Array.isArray(json)) return json as Record<string, unknown>;
  } catch (error) {
    throw new InvalidExample(`not JSON (${(error as Error).message})`);
  }
  throw new InvalidExample('not a JSON object');
}
