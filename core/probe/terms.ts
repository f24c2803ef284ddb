/** Texts as vectors of their terms, and how alike two of them are. */
import { comparedWords } from '../words';

/** Terms by their numbers, with weights; of length 1, or 0 where no term tells anything. */
export interface TermVector {
  terms: Uint32Array;
  weights: Float32Array;
}

export const distinctWords = (text: string): Set<string> => new Set(comparedWords(text));

const gramLength = 4;

/** Words and their parts, by which "arrival" and "arrive" are alike. */
export function wordsAndParts(text: string): Set<string> {
  const found = new Set<string>();
  for (const word of comparedWords(text)) {
    found.add(word);
    const marked = ` ${word} `;
    for (let at = 0; at + gramLength <= marked.length; at++) found.add(marked.slice(at, at + gramLength));
  }
  return found;
}

/** A term weighs the more the fewer texts have it: ln(n / texts that have it), to the power. One of all texts tells nothing. */
export function vectorsOf(texts: readonly Set<string>[], power = 1): TermVector[] {
  const numbers = new Map<string, number>();
  const counts: number[] = [];
  for (const text of texts)
    for (const term of text) {
      const number = numbers.get(term) ?? numbers.size;
      numbers.set(term, number);
      counts[number] = (counts[number] ?? 0) + 1;
    }
  const rarity = counts.map((count) => Math.log(texts.length / count) ** power);
  return texts.map((text) => {
    const terms = Uint32Array.from(text, (term) => numbers.get(term)!);
    const weights = Float32Array.from(terms, (term) => rarity[term]!);
    const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0)) || 1;
    return { terms, weights: weights.map((weight) => weight / length) };
  });
}

/** The cosine of each of some with each of others, a row for each of the former. */
export function cosines(some: readonly TermVector[], others: readonly TermVector[]): Float32Array[] {
  const { starts, texts, weights: theirs } = postingsOf(others);
  return some.map(({ terms, weights }) => {
    const row = new Float32Array(others.length);
    terms.forEach((term, at) => {
      const weight = weights[at]!;
      for (let i = starts[term] ?? 0, end = starts[term + 1] ?? 0; i < end; i++) row[texts[i]!]! += weight * theirs[i]!;
    });
    return row;
  });
}

/** Of each term the texts that have it, one after the other from its start on, with its weights there. Flat arrays: there are millions. */
function postingsOf(vectors: readonly TermVector[]): {
  starts: Uint32Array;
  texts: Uint32Array;
  weights: Float32Array;
} {
  const last = vectors.reduce((most, { terms }) => terms.reduce((max, term) => Math.max(max, term), most), -1);
  const starts = new Uint32Array(last + 2);
  const tells = ({ weights }: TermVector, at: number) => weights[at] !== 0;
  for (const vector of vectors) vector.terms.forEach((term, at) => tells(vector, at) && starts[term + 1]!++);
  for (let term = 1; term < starts.length; term++) starts[term]! += starts[term - 1]!;
  const free = starts.slice();
  const [texts, weights] = [new Uint32Array(starts.at(-1)!), new Float32Array(starts.at(-1)!)];
  vectors.forEach((vector, text) =>
    vector.terms.forEach((term, at) => {
      if (!tells(vector, at)) return;
      const place = free[term]!++;
      texts[place] = text;
      weights[place] = vector.weights[at]!;
    }),
  );
  return { starts, texts, weights };
}

/** Less the mean of its row and of its column, so that a text which is like all others stands out nowhere. In place. */
export function centred(rows: Float32Array[]): Float32Array[] {
  const width = rows[0]?.length ?? 0;
  const columns = new Float64Array(width);
  for (const row of rows) for (let at = 0; at < width; at++) columns[at]! += row[at]! / rows.length;
  const mean = columns.reduce((sum, value) => sum + value, 0) / width;
  for (const row of rows) {
    const own = row.reduce((sum, value) => sum + value, 0) / width;
    for (let at = 0; at < width; at++) row[at] = row[at]! - own - columns[at]! + mean;
  }
  return rows;
}
