/** Normalised match: the answer is the reference, but for what makes no difference to a reader. */
import { folded } from '../words';
import { bestOf, type MetricKind } from './metric';
import { tokenizerOf, tokenizers, type TextTokens } from './tokenizers';

/**
 * With `words`, case, width, punctuation, apostrophes and white space make no difference, in any script; texts without a word
 * are compared whole. With `squad`, what SQuAD's exact match ignores: case, ASCII punctuation, English articles, white space.
 */
export const normalisedMatch: MetricKind<{ tokenize?: Extract<TextTokens, 'words' | 'squad'> }> = {
  title: 'normalised match',
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'right or wrong',
  source: 'Rajpurkar et al. 2016, SQuAD, section 6.1',
  options: ['tokenize'],
  create: ({ tokenize = 'words' }) => {
    const tokensOf = tokenizerOf({ words: tokenizers.words, squad: tokenizers.squad }, tokenize);
    const normal = (text: string) => tokensOf(text).join(' ');
    const whole = (text: string) => folded(text).trim();
    return bestOf((answer, reference) => {
      const [said, wanted] = [normal(answer), normal(reference)];
      const isWordless = tokenize === 'words' && said === '' && wanted === '';
      return (isWordless ? whole(answer) === whole(reference) : said === wanted) ? 1 : 0;
    });
  },
};
