/** nearest: the answer of the training example whose question is most like this one, by the cosine of their words' TF-IDF. */
import { comparedWords } from '../../../core/words';
import { askedIn, type NaiveRival, type TrainingExample } from './rival';
import { fitTfIdf } from './tf-idf';
import { unhurried } from './unhurried';

/** Of equally near ones the first; so too of a question with no word that training knows. */
export async function nearest(training: readonly TrainingExample[], signal?: AbortSignal): Promise<NaiveRival> {
  const texts = training.map(({ request }) => askedIn(request));
  const { size, vectorOf } = await fitTfIdf(texts, { termsOf: comparedWords, signal });
  const having = await examplesByTerm(texts, { size, vectorOf }, signal);

  const likeness = new Float32Array(training.length);
  const answer = (text: string) => {
    likeness.fill(0);
    const { terms, weights } = vectorOf(text);
    terms.forEach((term, at) => {
      const weight = weights[at]!;
      const { examples, weights: theirs } = having(term);
      for (let i = 0; i < examples.length; i++) likeness[examples[i]!]! += weight * theirs[i]!;
    });
    let best = 0;
    for (let i = 1; i < likeness.length; i++) if (likeness[i]! > likeness[best]!) best = i;
    return training[best]?.target ?? '';
  };
  return { name: 'nearest', answer: (request) => answer(askedIn(request)) };
}

/** The inverted index, in four arrays whatever the number of terms: by term the examples that have it, and its weight in each. */
async function examplesByTerm(
  texts: readonly string[],
  { size, vectorOf }: Awaited<ReturnType<typeof fitTfIdf>>,
  signal?: AbortSignal,
) {
  const vectors = [];
  for await (const some of unhurried(texts, signal)) vectors.push(...some.map(vectorOf));

  const starts = new Uint32Array(size + 1);
  for (const { terms } of vectors) for (const term of terms) starts[term + 1]! += 1;
  for (let term = 0; term < size; term++) starts[term + 1]! += starts[term]!;

  const ends = starts.slice();
  const [examples, weights] = [new Uint32Array(starts[size]!), new Float32Array(starts[size]!)];
  vectors.forEach((vector, example) =>
    vector.terms.forEach((term, at) => {
      const place = ends[term]!++;
      examples[place] = example;
      weights[place] = vector.weights[at]!;
    }),
  );
  return (term: number) => {
    const [start, end] = [starts[term]!, starts[term + 1]!];
    return { examples: examples.subarray(start, end), weights: weights.subarray(start, end) };
  };
}
