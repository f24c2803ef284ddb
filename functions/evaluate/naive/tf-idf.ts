/** Texts as vectors: how often a text has a term, weighed by how few texts have it, all of length 1 (Salton and Buckley 1988). */
import { unhurried } from './unhurried';

/** Terms by their numbers, and the weight of each. */
export interface Vector {
  terms: Uint32Array;
  weights: Float32Array;
}

export interface TfIdf {
  /** How many terms there are. */
  size: number;
  /** Of a text with none of the terms it has no weights. */
  vectorOf: (text: string) => Vector;
}

interface Options {
  termsOf: (text: string) => string[];
  /** Those of the most texts, at most so many; of equals all or none. */
  maximumTerms?: number;
  signal?: AbortSignal;
}

/**
 * Weights are scikit-learn's TfidfVectorizer's, but for terms of all texts, which weigh nothing: the words of an instruction that
 * all of them begin with say nothing of any.
 */
export async function fitTfIdf(
  texts: readonly string[],
  { termsOf, maximumTerms = Infinity, signal }: Options,
): Promise<TfIdf> {
  const counts = new Map<string, number>();
  for await (const some of unhurried(texts, signal))
    for (const text of some) for (const term of new Set(termsOf(text))) counts.set(term, (counts.get(term) ?? 0) + 1);

  const minimum = leastOf(counts.values(), maximumTerms);
  const numbers = new Map<string, number>();
  const rarity: number[] = [];
  for (const [term, count] of counts) {
    if (count < minimum || count === texts.length) continue;
    numbers.set(term, numbers.size);
    rarity.push(1 + Math.log((1 + texts.length) / (1 + count)));
  }

  const vectorOf = (text: string): Vector => {
    const inText = new Map<number, number>();
    for (const term of termsOf(text)) {
      const number = numbers.get(term);
      if (number !== undefined) inText.set(number, (inText.get(number) ?? 0) + 1);
    }
    const terms = Uint32Array.from(inText.keys());
    const weights = Float32Array.from(inText, ([number, count]) => count * rarity[number]!);
    const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
    return { terms, weights: length > 0 ? weights.map((weight) => weight / length) : weights };
  };
  return { size: numbers.size, vectorOf };
}

/** The least count of a term for no more than so many to have as much. */
function leastOf(counts: Iterable<number>, maximumTerms: number): number {
  const having = new Map<number, number>();
  for (const count of counts) having.set(count, (having.get(count) ?? 0) + 1);
  let [least, left] = [Infinity, maximumTerms];
  for (const count of [...having.keys()].toSorted((a, b) => b - a)) {
    left -= having.get(count)!;
    if (left < 0) break;
    least = count;
  }
  return least;
}
