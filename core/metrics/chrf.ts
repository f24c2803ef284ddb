/** chrF: how many runs of one to six characters an answer and its reference share, what is missing weighing twice. */
import { summed, type MetricKind, type Statistics } from './metric';
import { numbered } from './longest-common-subsequence';
import { createCommonNgrams, ngramCount, type CommonNgrams } from './ngrams';
import { splitAtSpaces, withoutSpaces } from './tokenizers';

interface ChrfOptions {
  /** 2 makes it chrF++. */
  wordOrder?: number;
  lowercase?: boolean;
}

const characterOrder = 6;
/** Of recall over precision, squared: beta is 2. */
const weight = 4;

/**
 * As sacreBLEU computes it by default, whose numbers are a hundred times these: white space aside, orders that both texts have,
 * no smoothing (NLTK and Moses smooth with an epsilon; torchmetrics is chrF++ by default). Characters are code points, so it needs
 * no words in any script. Of several references the best counts; of all answers the counts are added.
 */
export const chrf: MetricKind<ChrfOptions> = {
  title: 'chrF',
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'graded',
  source: 'Popović 2015 and 2017; Post 2018, sacreBLEU',
  options: ['wordOrder', 'lowercase'],
  create: ({ wordOrder = 0, lowercase = false }) => {
    const commonNgrams = createCommonNgrams();
    const countsOfBoth = (texts: string[]) => [
      ...countsUpTo(characterOrder, texts.map(codePoints), commonNgrams),
      ...(wordOrder > 0 ? countsUpTo(wordOrder, numbered(texts.map(wordsOf)), commonNgrams) : []),
    ];
    const cased = (text: string) => (lowercase ? text.toLowerCase() : text);
    return {
      measure: (answer, references) => {
        let best = { score: -1, statistics: [] as number[] };
        for (const reference of references) {
          const statistics = countsOfBoth([cased(answer), cased(reference)]);
          const score = fromCounts(statistics);
          if (score > best.score) best = { score, statistics };
        }
        return best;
      },
      overall: (all) => fromCounts(summed(all)),
    };
  },
};

/** Of each order, n-grams of the answer, of the reference, and of both. */
function countsUpTo(maximum: number, [said, wanted]: Int32Array[], commonNgrams: CommonNgrams): number[] {
  return commonNgrams(said!, [wanted!], maximum).flatMap((common, index) => {
    const [ofSaid, ofWanted] = [ngramCount(said!.length, index + 1), ngramCount(wanted!.length, index + 1)];
    // As sacreBLEU stores them: an order that the reference is too short for counts for neither.
    return [ofWanted > 0 ? ofSaid : 0, ofWanted, common];
  });
}

function codePoints(text: string): Int32Array {
  const written = withoutSpaces(text);
  const points = new Int32Array(written.length);
  let count = 0;
  for (let i = 0; i < written.length; i++) {
    const point = written.codePointAt(i)!;
    points[count++] = point;
    if (point > 0xffff) i += 1;
  }
  return points.subarray(0, count);
}

/** One mark of ASCII punctuation at the end of a word, or else at its beginning, is a word of its own. */
const wordsOf = (text: string): string[] =>
  splitAtSpaces(text).flatMap((word) => {
    const characters = Array.from(word);
    if (characters.length === 1) return [word];
    if (isPunctuation(characters.at(-1)!)) return [word.slice(0, -1), word.slice(-1)];
    return isPunctuation(word[0]!) ? [word[0]!, word.slice(1)] : [word];
  });

const isPunctuation = (character: string) => /^[!-/:-@[-`{-~]$/.test(character);

function fromCounts(counts: Statistics): number {
  let [precision, recall, orders] = [0, 0, 0];
  for (let i = 0; i < counts.length; i += 3) {
    const [said, wanted, common] = counts.slice(i, i + 3) as [number, number, number];
    if (said === 0 || wanted === 0) continue;
    precision += common / said;
    recall += common / wanted;
    orders += 1;
  }
  if (precision + recall === 0) return 0;
  return ((1 + weight) * precision * recall) / (weight * precision + recall) / orders;
}
