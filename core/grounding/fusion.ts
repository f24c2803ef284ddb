/** One order of passages out of two: that of keywords, and that of meaning. */

/** A passage that either has found. */
export interface FoundPassage {
  /** Of its keywords, 0 or more; absent where it was not among those that were found so. */
  keywords?: number;
  /** Of its vector: the distance of the cosine, from 0 to 2; absent likewise. */
  distance?: number;
}

export type Fusion = (found: readonly FoundPassage[]) => number[];

/** How little ranks differ far down (Cormack et al. 2009, reciprocal rank fusion outperforms Condorcet and individual rank learning methods). */
const rankConstant = 60;

/** Each order counts as 1 / (60 + rank); what an order lacks counts nothing there. */
export const byRanks: Fusion = (found) => {
  const orders = [ranksOf(found, keywordsOf), ranksOf(found, nearnessOf)];
  return found.map((_, place) =>
    orders.reduce((sum, ranks) => sum + (ranks[place] === undefined ? 0 : 1 / (rankConstant + ranks[place])), 0),
  );
};

/** Both scores are stretched from 0 to 1 over what was found, and added with this weight on that of meaning. */
export const byScores =
  (weightOfMeaning: number): Fusion =>
  (found) => {
    const scales = [stretched(found, keywordsOf), stretched(found, nearnessOf)];
    return found.map((_, place) => (1 - weightOfMeaning) * scales[0]![place]! + weightOfMeaning * scales[1]![place]!);
  };

type Score = (one: FoundPassage) => number | undefined;
const keywordsOf: Score = ({ keywords }) => keywords;
const nearnessOf: Score = ({ distance }) => (distance === undefined ? undefined : -distance);

/** From 1; those of the same score have the same rank. */
function ranksOf(found: readonly FoundPassage[], scoreOf: Score): (number | undefined)[] {
  const scores = found.map(scoreOf);
  const sorted = scores.filter((score) => score !== undefined).toSorted((a, b) => b - a);
  return scores.map((score) => (score === undefined ? undefined : sorted.indexOf(score) + 1));
}

/** What was not found counts as the least that was. */
function stretched(found: readonly FoundPassage[], scoreOf: Score): number[] {
  const scores = found.map(scoreOf);
  const known = scores.filter((score) => score !== undefined);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return scores.map((score) => (score === undefined || most === least ? 0 : (score - least) / (most - least)));
}
