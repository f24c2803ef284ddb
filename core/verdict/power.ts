/** What a comparison can see: how often a true gain is found, and how many rows that takes. */
import { binomialChance, binomialTail, normalCdf, normalQuantile, studentQuantile } from './distributions';
import type { Differences } from './paired-scores';
import { firstWhere } from './search';
import { leastWins } from './sign-test';
import { deviationOf } from './swaps';

/** How much two models' scores differ from example to example. */
export type Spread =
  /** Right or wrong: the share of examples on which exactly one is right. */
  | { discordance: number }
  /** Graded, or clustered: the standard deviation of a difference as if examples were independent, and clusters per example. */
  | { deviation: number; clustersPerRow: number };

export interface Aim {
  /** The true difference to be seen, as a share: 0.05 is five points. More than the margin. */
  gain: number;
  /** What a candidate has to be better by. */
  margin: number;
  /** The chance of a false `better` that is allowed. */
  level: number;
}

/**
 * As seen here, but at least what the gain itself takes: so many examples have to change by as much as those that changed,
 * with one added that changed from wrong to right, so that two models that always agreed leave it open what one more row says.
 */
export function spreadOf(differences: Differences, gain: number): Spread {
  const { n, sums, sizes, wins, losses, isRightWrong, isClustered, swaps } = differences;
  if (isRightWrong && !isClustered && !swaps) return { discordance: Math.max((wins + losses) / n, gain) };
  const clusters = sums.length;
  const mean = sums.reduce((sum, each) => sum + each, 0) / n;
  const squares = sums.reduce((sum, each, cluster) => sum + (each - mean * sizes[cluster]!) ** 2, 0);
  const ofMeans = clusters > 1 ? (squares / n) * (clusters / (clusters - 1)) : 1;
  const seen = swaps ? deviationOf(swaps, n) ** 2 : ofMeans;
  const changed = sums.filter((sum) => sum !== 0);
  const change = Math.sqrt((changed.reduce((sum, each) => sum + each * each, 0) + 1) / (changed.length + 1));
  return { deviation: Math.sqrt(Math.max(seen, gain * change - gain * gain)), clustersPerRow: clusters / n };
}

/** Beyond so many rows the normal curve is as good as adding up. */
const rowsAddedUp = 10_000;

/** The chance, 0 to 1, that a comparison of so many rows ends in `better` when the gain is true. */
export function chanceToSee(spread: Spread, rows: number, { gain, margin, level }: Aim): number {
  if ('discordance' in spread) {
    const { discordance } = spread;
    if (margin === 0 && rows <= rowsAddedUp) return signTestChance(rows, discordance, gain, level);
    const [ofEqual, ofGain] = [margin, gain].map((difference) => Math.sqrt(discordance - difference ** 2));
    return normalCdf(((gain - margin) * Math.sqrt(rows) + normalQuantile(level) * ofEqual!) / ofGain!);
  }
  const clusters = Math.floor(rows * spread.clustersPerRow);
  // The rarest outcome of so few coins is not rare enough.
  if (clusters < 2 || 2 ** -clusters > level) return 0;
  return normalCdf(((gain - margin) * Math.sqrt(rows)) / spread.deviation - studentQuantile(1 - level, clusters - 1));
}

/** Rows at most that are ever asked for. */
const mostRows = 10_000_000;

/** The fewest rows with which the gain is seen with the given chance. @throws RangeError where no number of rows would do */
export function rowsToSee(spread: Spread, chance: number, aim: Aim): number {
  if (!(aim.gain > aim.margin)) throw new RangeError('a gain that is no more than the margin is never shown');
  return firstWhere(1, mostRows, (rows) => chanceToSee(spread, rows, aim) >= chance);
}

/** The exact chance of the sign test: over how many examples differ, and how many of those the candidate wins. */
function signTestChance(rows: number, discordance: number, gain: number, level: number): number {
  const ofWins = (discordance + gain) / (2 * discordance);
  const spread = 8 * Math.sqrt(rows * discordance * (1 - discordance)) + 8;
  const first = Math.max(0, Math.floor(rows * discordance - spread));
  const last = Math.min(rows, Math.ceil(rows * discordance + spread));
  let chance = 0;
  let least = leastWins(first, level);
  for (let differing = first; differing <= last; differing++) {
    // One more that differs asks for one more win, or for none.
    if (binomialTail(least, differing, 0.5) > level) least++;
    chance += binomialChance(differing, rows, discordance) * binomialTail(least, differing, ofWins);
  }
  return chance;
}

/** Rows, discordance, gain (shares), level and number of candidates, and the chance that the gain is seen. */
export interface PowerRow {
  rows: number;
  discordance: number;
  gain: number;
  candidates: number;
  chance: number;
}

/** What the gate sees, of right or wrong scores without a margin: one candidate with the gain, the others as good as their rival. */
export function powerTable({
  rows,
  discordances,
  gains,
  candidates,
  level,
}: {
  rows: number[];
  discordances: number[];
  gains: number[];
  candidates: number[];
  level: number;
}): PowerRow[] {
  return rows.flatMap((rows) =>
    discordances.flatMap((discordance) =>
      gains.flatMap((gain) =>
        candidates.map((candidates) => {
          const aim = { gain, margin: 0, level: level / candidates };
          const spread = { discordance: Math.max(discordance, gain) };
          return { rows, discordance, gain, candidates, chance: chanceToSee(spread, rows, aim) };
        }),
      ),
    ),
  );
}
