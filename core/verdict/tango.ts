/**
 * Right or wrong, with a margin: T. Tango's score statistic for the difference of paired proportions (1998, Statistics in
 * Medicine 17:891), its interval, and an exact test by it.
 */
import { binomialChance, binomialTail, normalQuantile } from './distributions';
import { firstWhere, rootOf } from './search';
import { shareInterval } from './share-interval';

export interface Counts {
  /** Examples. */
  n: number;
  /** Right by the candidate alone, and by the rival alone. */
  wins: number;
  losses: number;
}

/** How many standard errors the observed difference lies above a supposed one. */
function scoreStatistic({ n, wins, losses }: Counts, difference: number): number {
  const distance = wins - losses - n * difference;
  if (distance === 0) return 0;
  const linear = (2 * n - wins + losses) * difference - wins - losses;
  const constant = -losses * difference * (1 - difference);
  // The likeliest share of losses under the supposed difference.
  const share = (Math.sqrt(Math.max(0, linear * linear - 8 * n * constant)) - linear) / (4 * n);
  return distance / Math.sqrt(n * Math.max(0, 2 * share + difference * (1 - difference)));
}

/** The differences that the score statistic does not reject: [low, high], within [-1, 1]. */
export function tangoInterval(counts: Counts, confidence: number): [number, number] {
  const limit = -normalQuantile((1 - confidence) / 2);
  return [
    rootOf((difference) => limit - scoreStatistic(counts, difference), -1, 1),
    rootOf((difference) => -limit - scoreStatistic(counts, difference), -1, 1),
  ];
}

/** What the limits of the share of differing examples may fail by; it is added to the p-value (Berger and Boos 1994, JASA 89:1012). */
const failure = 1e-6;
const shares = 100;

/**
 * The chance of a statistic as high where the true difference is the margin or less, whatever share of examples differs: the
 * highest over all shares that are likely, so it holds at every N (the exact unconditional test; K. Sidik 2003, Statistics in
 * Medicine 22:265).
 */
export function marginTest(counts: Counts, margin: number): number {
  const { n, wins, losses } = counts;
  const observed = scoreStatistic(counts, margin) - 1e-9;
  const least = new Map<number, number>();
  const leastFor = (differing: number) => {
    const known = least.get(differing);
    if (known !== undefined) return known;
    const wins = firstWhere(
      0,
      differing + 1,
      (wins) => scoreStatistic({ n, wins, losses: differing - wins }, margin) >= observed,
    );
    least.set(differing, wins);
    return wins;
  };

  const [low, high] = shareInterval(wins + losses, n, 1 - failure);
  let highest = 0;
  for (let step = 0; step <= shares; step++) {
    const share = Math.max(margin, low + ((high - low) * step) / shares);
    const ofWins = (share + margin) / (2 * share);
    const spread = 8 * Math.sqrt(n * share * (1 - share)) + 8;
    let chance = 0;
    const last = Math.min(n, Math.ceil(n * share + spread));
    for (let differing = Math.max(0, Math.floor(n * share - spread)); differing <= last; differing++) {
      const tail = binomialTail(leastFor(differing), differing, ofWins);
      if (tail > 0) chance += binomialChance(differing, n, share) * tail;
    }
    highest = Math.max(highest, chance);
  }
  return Math.min(1, highest + failure);
}
