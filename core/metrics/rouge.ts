/**
 * What the ROUGE metrics share: their tokens, and the F-measure.
 *
 * C.-Y. Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004, with beta = 1, as Google's rouge_score has it.
 */
import { folded } from '../words';
import { bestOf, type Metric, type MetricDefinition } from './metric';
import { porterStem } from './porter-stemmer';
import { tokenizerOf, tokenizers } from './tokenizers';

export interface RougeOptions {
  /** Porter's stems in place of English words of four letters and more. */
  stem?: boolean;
  /** `words` of any script, or what rouge_score sees: a-z and 0-9. */
  tokenize?: 'words' | 'rouge-score';
}

export const rougeOptions: (keyof RougeOptions)[] = ['stem', 'tokenize'];

export const rougeDefinition: Omit<MetricDefinition, 'title'> = {
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'graded',
  source: 'Lin 2004; Google’s rouge_score, F-measure',
};

type Tokens = (text: string) => string[];

/**
 * Best of several references, by the F-measure of each, as in rouge_score's score_multi. With `words`, texts of which neither
 * has a word, of punctuation or of nothing, are compared whole: an answer of nothing meets a target of nothing, and no other.
 * @param score of two texts of which at least one has words
 */
export function createRouge(
  { stem = false, tokenize = 'words' }: RougeOptions,
  score: (answer: string, reference: string, tokensOf: Tokens) => number,
): Pick<Metric, 'measure'> {
  const tokenizer = tokenizerOf({ words, 'rouge-score': tokenizers['rouge-score'] }, tokenize);
  const tokensOf: Tokens = stem ? (text) => tokenizer(text).map(stemmed) : tokenizer;
  if (tokenize === 'rouge-score') return bestOf((answer, reference) => score(answer, reference, tokensOf));
  return bestOf((answer, reference) => {
    // Most texts are seen to have words without cutting them up.
    const isWordless = [answer, reference].every((text) => !/[a-z0-9]/i.test(text) && tokenizer(text).length === 0);
    if (isWordless) return folded(answer).trim() === folded(reference).trim() ? 1 : 0;
    return score(answer, reference, tokensOf);
  });
}

const { words } = tokenizers;

const stemmed = (word: string) => (word.length > 3 && /^[a-z0-9]+$/.test(word) ? porterStem(word) : word);

/** The harmonic mean of common / said and common / wanted; 0 where one text has nothing. */
export const fMeasure = (common: number, said: number, wanted: number): number =>
  common === 0 ? 0 : (2 * common) / (said + wanted);
