/** How much a text speaks to the model that will read it, in place of the reader whom it was written for: a linear classifier over runs of words. */
import { synonymOf } from './synonyms';
import { viewsOf } from './views';

/** Buckets that words and pairs and triples of words fall into by their hash. */
export const buckets = 1 << 16;

/** Words, and marks that stand between the turns of a conversation, in hidden text and in images. */
const token = /[\p{L}\p{N}]+|<\|?|\|?>|\[\/?|\]|#{2,}|```|!\[|:\/\/|\{\{|\}\}/gu;

export const tokensIn = (view: string): string[] => (view.match(token) ?? []).map(synonymOf);

/** FNV-1a of each word with the one before it, and with the two before it: two buckets a word. Alone a word says nothing. */
export function bucketsOf(tokens: readonly string[]): Uint16Array {
  const found = new Uint16Array(2 * tokens.length);
  for (let at = 0; at < tokens.length; at++) {
    const pair = hashed(tokens[at - 1] ?? '', hashed(tokens[at]!, 0x811c9dc5));
    const triple = hashed(tokens[at - 2] ?? '', pair);
    found[2 * at] = folded(pair);
    found[2 * at + 1] = folded(triple);
  }
  return found;
}

function hashed(word: string, from: number): number {
  let hash = from;
  for (let place = 0; place < word.length; place++) hash = Math.imul(hash ^ word.charCodeAt(place), 0x01000193);
  return Math.imul(hash ^ 0x20, 0x01000193);
}

const folded = (hash: number): number => (hash ^ (hash >>> 16)) & (buckets - 1);

/** A run of words, and what it comes to. */
export interface Run {
  from: number;
  to: number;
  score: number;
}

/** The run of words with the most weight together (Kadane's algorithm). */
export function bestRun(found: Uint16Array, weightOf: (bucket: number) => number): Run {
  let best: Run = { from: 0, to: 0, score: 0 };
  let [from, score] = [0, 0];
  for (let at = 0; 2 * at < found.length; at++) {
    if (score <= 0) [from, score] = [at, 0];
    score += weightOf(found[2 * at]!) + weightOf(found[2 * at + 1]!);
    if (score > best.score) best = { from, to: at + 1, score };
  }
  return best;
}

export interface InjectionWeights {
  /** Of each bucket, from -127 to 127. */
  buckets: Int8Array;
  /** What a weight of 1 is. */
  unit: number;
}

/** From 0 on. The time that it takes grows with the text's length. */
export function injectionScore(text: string, { buckets: weights, unit }: InjectionWeights): number {
  const scores = viewsOf(text).map((view) => bestRun(bucketsOf(tokensIn(view)), (bucket) => weights[bucket]!).score);
  return unit * Math.max(...scores);
}
