/** The questions about the handbook of pipelines/support-policies/, with the words that answer each, and some that it does not answer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';

export interface Answerable {
  id: string;
  question: string;
  /** File of the handbook. */
  page: string;
  /** What of it answers the question, word by word. */
  quote: string;
  /** In other words, as a model would say it. */
  answer: string;
}

export type Question = Answerable | Pick<Answerable, 'id' | 'question'>;

export const isAnswerableHere = (question: Question): question is Answerable => 'quote' in question;

const lines = (path: string): string[] => readFileSync(join(repositoryRoot(), path), 'utf8').trimEnd().split('\n');

export const loadQuestions = (): Question[] =>
  lines('bench/grounding/questions.jsonl').map((line) => JSON.parse(line) as Question);

export const handbook = 'pipelines/support-policies/data';

/** Where in its page the quote stands, in bytes. */
export function placeOf({ page, quote }: Answerable): { start: number; end: number } {
  const text = readFileSync(join(repositoryRoot(), handbook, page), 'utf8');
  const at = text.indexOf(quote);
  if (at < 0) throw new Error(`${page} does not say: ${quote}`);
  const start = Buffer.byteLength(text.slice(0, at));
  return { start, end: start + Buffer.byteLength(quote) };
}
