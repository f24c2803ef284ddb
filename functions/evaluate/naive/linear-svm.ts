/** A linear classifier: one support vector machine a class, each against all others. */
import { randomIntegers } from '../../../core/verdict/random';
import type { Vector } from './tf-idf';
import { unhurried } from './unhurried';

interface Samples {
  vectors: readonly Vector[];
  /** How many terms the vectors speak of. */
  size: number;
  /** The class of each. */
  classes: ArrayLike<number>;
  /** How many classes there are. */
  count: number;
}

/** With C = 1 and the squared hinge loss, this is half of its inverse. */
const ridge = 0.5;
/** What no multiplier's gradient may exceed at the end, or the sweeps are over. */
const tolerance = 0.01;
/** Multiplications in all, a few seconds of them, and the sweeps that are made however many that leaves. */
const [budget, fewestSweeps, mostSweeps] = [2e9, 3, 60];

/**
 * scikit-learn's LinearSVC as it is by default (C = 1, squared hinge, the intercept as one more term), by LIBLINEAR's method:
 * coordinate descent in the dual, in an order drawn anew for each sweep (Hsieh et al. 2008, algorithm 1). The same samples
 * always make the same classifier.
 * @returns the class of a vector
 */
export async function fitLinearSvm(
  { vectors, size, classes, count }: Samples,
  signal?: AbortSignal,
): Promise<(vector: Vector) => number> {
  // A row a term, of a weight a class; the last row is the intercept's.
  const rows = new Float32Array((size + 1) * count);
  const multipliers = new Float32Array(vectors.length * count);
  const curvatures = vectors.map(
    ({ weights }) => ridge + 1 + weights.reduce((sum, weight) => sum + weight * weight, 0),
  );
  const scores = new Float64Array(count);
  const score = ({ terms, weights }: Vector) => {
    for (let k = 0; k < count; k++) scores[k] = rows[size * count + k]!;
    for (let at = 0; at < terms.length; at++) {
      const [row, weight] = [terms[at]! * count, weights[at]!];
      for (let k = 0; k < count; k++) scores[k]! += weight * rows[row + k]!;
    }
  };
  const move = ({ terms, weights }: Vector, k: number, step: number) => {
    rows[size * count + k]! += step;
    for (let at = 0; at < terms.length; at++) rows[terms[at]! * count + k]! += step * weights[at]!;
  };

  /** Each class's multiplier of one sample to where its gradient is 0. @returns the largest gradient that there was */
  const improve = (sample: number): number => {
    const vector = vectors[sample]!;
    score(vector);
    let largest = 0;
    for (let k = 0; k < count; k++) {
      const side = classes[sample] === k ? 1 : -1;
      const multiplier = multipliers[sample * count + k]!;
      const gradient = side * scores[k]! - 1 + ridge * multiplier;
      if (multiplier === 0 && gradient >= 0) continue;
      largest = Math.max(largest, Math.abs(gradient));
      const improved = Math.max(multiplier - gradient / curvatures[sample]!, 0);
      multipliers[sample * count + k] = improved;
      move(vector, k, (improved - multiplier) * side);
    }
    return largest;
  };

  const perSweep = count * vectors.reduce((sum, { terms }) => sum + terms.length + 1, 0);
  const sweeps = Math.min(Math.max(Math.round(budget / perSweep), fewestSweeps), mostSweeps);
  const shuffle = shuffling(vectors.length, 'linear svm');
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let largest = 0;
    for await (const some of unhurried(shuffle(), signal))
      for (const sample of some) largest = Math.max(largest, improve(sample));
    if (largest < tolerance) break;
  }
  return (vector) => {
    score(vector);
    return scores.indexOf(Math.max(...scores));
  };
}

/** The numbers below `count` in another order at each call (Fisher and Yates). */
function shuffling(count: number, seed: string): () => number[] {
  const fill = randomIntegers(seed);
  const drawn = new Uint32Array(count);
  const order = Array.from({ length: count }, (_, number) => number);
  return () => {
    fill(drawn);
    for (let last = count - 1; last > 0; last--) {
      const other = drawn[last]! % (last + 1);
      [order[last], order[other]] = [order[other]!, order[last]!];
    }
    return order;
  };
}
