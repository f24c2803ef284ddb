/**
 * Successive halving over epochs: many candidates are tuned a little, the best of them more, until few are tuned in full. As
 * Algorithm 1 (SHA) of Li et al., "A System for Massively Parallel Hyperparameter Tuning", arXiv 1810.05934.
 */

export interface HalvingRule {
  /** η: one in so many goes on, and is tuned for so many times the epochs. A whole number from 2. */
  factor: number;
  /** r: nobody is judged on fewer. */
  minimumEpochs: number;
}

export interface Rung {
  candidates: number;
  epochs: number;
}

/** How a candidate of a rung has ended: without a loss, it has failed. */
export interface Finish {
  candidate: string;
  /** On the validation split, less being better. */
  loss?: number;
}

/**
 * From the first rung to the last, which tunes for all epochs. Where there are too few candidates for every rung, the first ones
 * are left out: the paper's bracket, of which one candidate at least is tuned in full. Epochs between are rounded down.
 * @param candidates n, and `epochs` R: whole numbers from 1
 */
export function rungsOf(candidates: number, epochs: number, { factor, minimumEpochs }: HalvingRule): Rung[] {
  const rungs: Rung[] = [];
  let size = candidates;
  for (let divisor = startOf(candidates, epochs / minimumEpochs, factor); divisor >= 1; divisor /= factor) {
    rungs.push({ candidates: size, epochs: Math.floor(epochs / divisor) });
    size = Math.floor(size / factor);
  }
  return rungs;
}

/** The highest power of η by which both the epochs can be divided and the candidates: no logarithm, which is a hair off at times. */
function startOf(candidates: number, mostEpochs: number, factor: number): number {
  let power = 1;
  while (power * factor <= Math.min(candidates, mostEpochs)) power *= factor;
  return power;
}

/** Epochs that all rungs are billed for together: each tunes anew, so that what goes on is learnt at the rates of its whole length. */
export const epochsOf = (rungs: Rung[]): number =>
  rungs.reduce((sum, { candidates, epochs }) => sum + candidates * epochs, 0);

/** Epochs that a candidate is billed for in all, were it that of so many before it that goes on furthest. @param place from 0 */
export const epochsAt = (rungs: Rung[], place: number): number =>
  epochsOf(rungs.filter(({ candidates }) => place < candidates).map(({ epochs }) => ({ candidates: 1, epochs })));

/**
 * Who goes on to the next rung: the best by their losses, of equal ones the earlier candidate; who failed never. The order of
 * the reports does not matter, and of two of a candidate the first counts.
 * @param rung its candidates in the order of pipeline.yaml, in which the answer is too
 * @returns undefined while one is not heard of
 */
export function promoted(rung: string[], reports: Finish[], next: Rung): string[] | undefined {
  const losses = new Map(reports.toReversed().map(({ candidate, loss }) => [candidate, loss]));
  if (rung.some((candidate) => !losses.has(candidate))) return undefined;
  const lossOf = (candidate: string): number => losses.get(candidate) ?? NaN;
  const ranked = rung
    .filter((candidate) => Number.isFinite(lossOf(candidate)))
    .toSorted((a, b) => lossOf(a) - lossOf(b))
    .slice(0, next.candidates);
  return rung.filter((candidate) => ranked.includes(candidate));
}
