/** BLEU: how many runs of one to four words of an answer its references have, less a penalty for being shorter than they. */
import { bleuTokenizers, type BleuTokenizer } from './bleu-tokenizers';
import { numbered } from './longest-common-subsequence';
import { summed, type MetricKind } from './metric';
import { createCommonNgrams, ngramCount, type CommonNgrams } from './ngrams';
import { tokenizerOf, withoutSpaceAtEnd } from './tokenizers';

interface BleuOptions {
  tokenize?: BleuTokenizer;
  lowercase?: boolean;
}

const maximumOrder = 4;

/**
 * As sacreBLEU computes it, whose numbers are a hundred times these: smoothing `exp`; of one answer with `effective_order`, of all
 * from the added counts without. NLTK and torchmetrics do not smooth by default, so their BLEU of few texts is often 0;
 * where no count is 0 their numbers of all are these. Several references share their n-grams, and the nearest length counts.
 */
export const bleu: MetricKind<BleuOptions> = {
  title: 'BLEU',
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'graded',
  source: 'Papineni et al. 2002; Post 2018, sacreBLEU',
  options: ['tokenize', 'lowercase'],
  create: ({ tokenize = '13a', lowercase = false }) => {
    const commonNgrams = createCommonNgrams();
    const tokenizer = tokenizerOf(bleuTokenizers, tokenize);
    const tokensOf = (text: string) => tokenizer(withoutSpaceAtEnd(lowercase ? text.toLowerCase() : text));
    return {
      measure: (answer, references) => {
        const statistics = countsOfBleu(tokensOf(answer), references.map(tokensOf), commonNgrams);
        return { score: fromCounts(statistics, true), statistics };
      },
      overall: (all) => fromCounts(summed(all), false),
    };
  },
};

/** Length of the answer, of the reference, then of each order how many n-grams are met, and how many there are. */
function countsOfBleu(answer: string[], references: string[][], commonNgrams: CommonNgrams): number[] {
  const [said, ...wanted] = numbered([answer, ...references]) as [Int32Array, ...Int32Array[]];
  const lengths = references.map(({ length }) => length);
  const all = [1, 2, 3, 4].map((order) => ngramCount(answer.length, order));
  return [answer.length, nearest(answer.length, lengths), ...commonNgrams(said, wanted, maximumOrder), ...all];
}

/** The nearest length; of two as near, the shorter. */
const nearest = (length: number, lengths: number[]): number =>
  lengths.reduce((best, other) => {
    const [far, farther] = [Math.abs(length - best), Math.abs(length - other)];
    return farther < far || (farther === far && other < best) ? other : best;
  });

/** @param isEffective orders that the answers are too short for do not count */
function fromCounts([said, wanted, ...counts]: number[], isEffective: boolean): number {
  const [met, all] = [counts.slice(0, maximumOrder), counts.slice(maximumOrder)];
  if (!met.some(Boolean)) return 0;
  let [smoothing, sum, order] = [1, 0, 0];
  for (; order < maximumOrder && all[order] !== 0; order++) {
    if (met[order] === 0) smoothing *= 2;
    sum += Math.log((met[order] || 1 / smoothing) / all[order]!);
  }
  // Of an order without a single n-gram the precision is 0, and so is the mean.
  if (order < maximumOrder && !isEffective) return 0;
  const penalty = said! < wanted! ? Math.exp(1 - wanted! / said!) : 1;
  return penalty * Math.exp(sum / order);
}
