/** How often each example of a dataset is there: as it is, and nearly so. */
import type { ProbedPair } from './shuffling';
import { cosines, vectorsOf, distinctWords } from './terms';

/** From which two texts are nearly the same: by words that say something, and by all of them, so that neither form nor filling decides. */
const [leastCosine, leastShared] = [0.8, 0.7];

/**
 * Those of a sample that are no near copies of an earlier one, and how many copies each has in the sample, itself included. What is cut is
 * no copy of anything: letters have the same head and foot, and say something else between.
 */
export function withoutCopies<P extends ProbedPair>(sample: readonly P[]): { examples: P[]; copiesInSample: number } {
  const arePromptsAlike = nearlySame(sample.map(({ prompt }) => prompt));
  const areTargetsAlike = nearlySame(sample.map(({ target }) => target));
  let pairs = 0;
  const isLater = new Uint8Array(sample.length);
  for (let one = 0; one < sample.length; one++)
    for (let other = one + 1; other < sample.length; other++)
      if (!sample[one]!.isCut && !sample[other]!.isCut && arePromptsAlike(one, other) && areTargetsAlike(one, other)) {
        pairs += 1;
        isLater[other] = 1;
      }
  return {
    examples: sample.filter((_, place) => !isLater[place]),
    copiesInSample: 1 + (2 * pairs) / Math.max(1, sample.length),
  };
}

function nearlySame(texts: string[]): (one: number, other: number) => boolean {
  const words = texts.map(distinctWords);
  const vectors = vectorsOf(words);
  const alike = cosines(vectors, vectors);
  return (one, other) => {
    if (texts[one] === texts[other]) return true;
    if (alike[one]![other]! < leastCosine) return false;
    const [some, others] = [words[one]!, words[other]!];
    const shared = [...some].filter((word) => others.has(word)).length;
    return shared >= leastShared * (some.size + others.size - shared);
  };
}
