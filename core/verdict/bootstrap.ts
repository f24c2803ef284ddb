/** Graded scores, and clusters: an interval for the mean difference by drawing clusters again. */
import { normalQuantile, studentQuantile } from './distributions';
import type { Differences } from './paired-scores';
import { randomIntegers } from './random';
import { tangoInterval } from './tango';

interface Draws {
  /** The share of intervals that hold the true difference. */
  confidence: number;
  resamples: number;
  seed: string;
}

/** Draws beyond each end: with fewer it is chance where the end lies, and it is taken further out in place of that. */
const fewestOutside = 25;

/**
 * The percentile interval over resampled clusters, widened as little knowledge of their spread asks for (Hesterberg 2015, The
 * American Statistician 69:371): by Student's t, with the degrees of freedom that a variance has whose terms are as uneven as
 * these, which are few where few clusters differ. Where nothing differs it is the interval of right and wrong scores.
 */
export function bootstrapInterval(differences: Differences, { confidence, resamples, seed }: Draws): [number, number] {
  const { n, sums } = differences;
  const clusters = sums.length;
  if (sums.every((sum) => sum === 0)) return tangoInterval({ n: clusters, wins: 0, losses: 0 }, confidence);
  if (clusters === 1) return [-1, 1];
  const mean = sums.reduce((sum, each) => sum + each, 0) / n;
  const means = drawnMeans(differences, resamples, seed).sort();
  const outside = (1 - confidence) / 2;
  const drawn = Math.max(outside, fewestOutside / resamples);
  const ofNormal = -normalQuantile(drawn);
  const wider = Math.sqrt(clusters / (clusters - 1)) * (studentQuantile(1 - outside, freedomOf(sums)) / ofNormal);
  const at = (share: number) => Math.max(-1, Math.min(1, mean + (quantile(means, share) - mean) * wider));
  return [at(drawn), at(1 - drawn)];
}

/** Satterthwaite's: a sum of squares with a kurtosis of 3 is known by all clusters but one, with a higher one by fewer. */
function freedomOf(sums: Float64Array): number {
  const squares = sums.reduce((sum, each) => sum + each ** 2, 0);
  const fourths = sums.reduce((sum, each) => sum + each ** 4, 0);
  const kurtosis = (sums.length * fourths) / squares ** 2;
  return Math.max(1, Math.min(sums.length - 1, (2 * sums.length) / (kurtosis - 1)));
}

function drawnMeans({ sums, sizes, isClustered }: Differences, resamples: number, seed: string): Float64Array {
  const clusters = sums.length;
  const fill = randomIntegers(seed);
  const drawn = new Uint32Array(clusters);
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    fill(drawn);
    means[resample] = sumOfDrawn(sums, drawn) / (isClustered ? sumOfDrawn(sizes, drawn) : clusters);
  }
  return means;
}

function sumOfDrawn(values: Float64Array, drawn: Uint32Array): number {
  const perInteger = values.length / 2 ** 32;
  let sum = 0;
  for (let draw = 0; draw < drawn.length; draw++) sum += values[(drawn[draw]! * perInteger) | 0]!;
  return sum;
}

/** Between the two nearest of sorted values. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
