/** Token F1: the words that an answer and its reference share, in any order. */
import { bestOf, type MetricKind } from './metric';
import { tokenizerOf, tokenizers, type TextTokens } from './tokenizers';

/**
 * With `squad` it is SQuAD's F1 (evaluate-v2.0.py, torchmetrics' SQuAD): words between spaces, without case, ASCII punctuation and
 * English articles. With `words`, the words of any script, articles among them. Texts without a word meet each other alone.
 */
export const tokenF1: MetricKind<{ tokenize?: TextTokens }> = {
  title: 'token F1',
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'graded',
  source: 'Rajpurkar et al. 2016, SQuAD, section 6.1',
  options: ['tokenize'],
  create: ({ tokenize = 'words' }) => {
    const tokensOf = tokenizerOf(tokenizers, tokenize);
    return bestOf((answer, reference) => {
      const [said, wanted] = [tokensOf(answer), tokensOf(reference)];
      if (said.length === 0 || wanted.length === 0) return said.length === wanted.length ? 1 : 0;
      return (2 * shared(said, wanted)) / (said.length + wanted.length);
    });
  },
};

function shared(said: string[], wanted: string[]): number {
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let count = 0;
  for (const word of said) {
    const more = left.get(word) ?? 0;
    if (more === 0) continue;
    left.set(word, more - 1);
    count += 1;
  }
  return count;
}
