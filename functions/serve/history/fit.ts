/** How much of a conversation a question is asked with: the newest exchanges that fit into so many tokens, none of them cut. */
import type { Turn } from '../../../core/contents';
import type { KeptConversation, Exchange, Summary } from './record';

export interface Fitted {
  recent: Exchange[];
  /** What does not fit. */
  older: Exchange[];
}

export type CountTokens = (text: string) => number;

/** @param budget tokens of all, the summary included */
export function fit({ summary, exchanges }: KeptConversation, budget: number, tokensOf: CountTokens): Fitted {
  let left = budget - (summary ? tokensOfTurns(summaryTurns(summary), tokensOf) : 0);
  let first = exchanges.length;
  while (first > 0) {
    left -= tokensOfTurns(turnsOf([exchanges[first - 1]!]), tokensOf);
    if (left < 0) break;
    first -= 1;
  }
  return { recent: exchanges.slice(first), older: exchanges.slice(0, first) };
}

const tokensOfTurns = (turns: Turn[], tokensOf: CountTokens): number =>
  turns.reduce((sum, { text }) => sum + tokensOf(text), 0);

export const turnsOf = (exchanges: Exchange[]): Turn[] =>
  exchanges.flatMap(({ question, answer }): Turn[] => [
    { role: 'user', text: question },
    { role: 'model', text: answer },
  ]);

/** An exchange like any other, since models know nothing else before a question: who speaks takes turns. */
export const summaryTurns = ({ text }: Pick<Summary, 'text'>): Turn[] => [
  { role: 'user', text: 'Sum up what we have said so far.' },
  { role: 'model', text },
];
