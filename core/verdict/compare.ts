/** Candidates against rivals on the same examples: one family of comparisons, one error rate. */
import { bootstrapInterval } from './bootstrap';
import type { Claim, ComparisonVerdict, MeasuredComparison, PairedComparison } from './comparison';
import { holmLevels } from './holm';
import { differencesOf, type Differences, type PairedScores } from './paired-scores';
import { chanceToSee, rowsToSee, spreadOf } from './power';
import { signFlipTest } from './sign-flips';
import { signTest } from './sign-test';
import { marginTest, tangoInterval } from './tango';
import { reasonsFor } from './words';

export interface Terms {
  /** The chance of one false `better` or more in the whole family; and of one false `worse` or more. */
  level: number;
  /** What a candidate has to be better by: 0 or more, as a share. */
  margin: number;
  /** The smallest true difference that matters, more than the margin: without it nothing can be called `no difference`. */
  gain: number;
  /** The chance with which that gain has to be seen, for a comparison to count as measurable. */
  chance: number;
  /** The share of intervals that hold the true difference. */
  confidence: number;
  /** Turns of signs, and draws of an interval. */
  resamples: number;
  /** The run: the same one draws the same. */
  seed: string;
}

/** Five points more than the margin, in four of five runs, at 5 %. */
export const usualTerms = ({ margin = 0, ...given }: Partial<Terms> & Pick<Terms, 'seed'>): Terms => ({
  level: 0.05,
  margin,
  gain: margin + 0.05,
  chance: 0.8,
  confidence: 0.95,
  resamples: 10_000,
  ...given,
});

/** Scores, or why there are none. */
export type Pairing = PairedScores | (Omit<PairedScores, 'candidateScores' | 'rivalScores'> & { unmeasured: string });

/**
 * Every pairing's verdict, in their order. One call is one family: its claims are about candidates (of a metric and a slice),
 * each of which is as good as its comparison with the hardest of its rivals, and together they hold the level. That a slice
 * has become worse by more than x is shown the other way round: the rival as candidate, with the margin x.
 * @throws RangeError for terms or scores that make no sense
 */
export function comparePairs(pairings: Pairing[], terms: Terms): PairedComparison[] {
  checkTerms(terms);
  const tested = pairings.map((pairing) => ({ pairing, found: test(pairing, terms) }));
  const levels = (claim: 'better' | 'worse') =>
    familyLevels(
      tested.map(({ pairing, found }) => ({ pairing, pValue: found?.[claim] ?? 1 })),
      terms.level,
    );
  const [better, worse] = [levels('better'), levels('worse')];
  return tested.map(({ pairing, found }, place) => {
    if (!found) return unmeasured(pairing, 'unmeasured' in pairing ? pairing.unmeasured : 'no example has two scores');
    const claims = {
      better: { pValue: found.better, level: better[place]! },
      worse: { pValue: found.worse, level: worse[place]! },
    };
    return judged(pairing, found, claims, terms);
  });
}

interface Tested {
  differences: Differences;
  method: MeasuredComparison['method'];
  /** P-values. */
  better: number;
  worse: number;
}

/** The p-values of both claims; undefined where there is nothing to test. */
function test(pairing: Pairing, terms: Terms): Tested | undefined {
  if ('unmeasured' in pairing || pairing.candidateScores.length === 0) return undefined;
  const differences = differencesOf(pairing);
  return { differences, ...testDifferences(differences, { ...terms, seed: seedOf(pairing, terms) }) };
}

/**
 * Right and wrong scores of independent examples: the exact sign test, and with a margin the exact test by Tango's statistic.
 * All others: turned signs of the clusters' sums, less the margin, which is exact where differences lie symmetrically around it.
 */
export function testDifferences(
  differences: Differences,
  { margin, resamples, seed }: Pick<Terms, 'margin' | 'resamples' | 'seed'>,
): Omit<Tested, 'differences'> {
  const { n, wins, losses, sums, sizes, isRightWrong, isClustered } = differences;
  if (isRightWrong && !isClustered) {
    const worse = signTest({ wins: losses, losses: wins });
    return margin === 0
      ? { method: 'sign test', better: signTest({ wins, losses }), worse }
      : { method: 'score test', better: marginTest({ n, wins, losses }, margin), worse };
  }
  const over = sums.map((sum, cluster) => sum - margin * sizes[cluster]!);
  const under = sums.map((sum) => -sum);
  return {
    method: 'sign flips',
    better: signFlipTest(over, { resamples, seed }),
    worse: signFlipTest(under, { resamples, seed }),
  };
}

/** Holm's levels by candidate: each stands with the comparison that is hardest for it. */
export function familyLevels(
  claims: { pairing: Pick<PairedScores, 'metric' | 'slice' | 'candidate'>; pValue: number }[],
  level: number,
): number[] {
  const nameOf = ({ metric, slice, candidate }: (typeof claims)[number]['pairing']) =>
    JSON.stringify([metric, slice, candidate]);
  const hardest = new Map<string, number>();
  for (const { pairing, pValue } of claims) {
    const name = nameOf(pairing);
    hardest.set(name, Math.max(hardest.get(name) ?? 0, pValue));
  }
  const levels = holmLevels([...hardest.values()], level);
  const names = [...hardest.keys()];
  return claims.map(({ pairing }) => levels[names.indexOf(nameOf(pairing))]!);
}

function judged(
  pairing: Pairing,
  { differences, method }: Tested,
  { better, worse }: { better: Claim; worse: Claim },
  terms: Terms,
): MeasuredComparison {
  const { margin, gain, confidence } = terms;
  const { n, sums, wins, losses, means, isClustered } = differences;
  const spread = spreadOf(differences, gain);
  const aim = { gain, margin, level: better.level };
  const chance = chanceToSee(spread, n, aim);
  const verdict = verdictOf(better, worse, chance >= terms.chance);
  const numbers = {
    ...namesOf(pairing),
    method,
    n,
    ...(isClustered && { clusters: sums.length }),
    wins,
    losses,
    means: { candidate: means[0], rival: means[1] },
    difference: means[0] - means[1],
    interval: intervalOf(differences, { ...terms, seed: seedOf(pairing, terms) }),
    confidence,
    margin,
    better,
    worse,
    gain,
    chanceToSee: chance,
    ...(verdict === 'not measurable' && { moreRows: Math.max(1, rowsToSee(spread, terms.chance, aim) - n) }),
    verdict,
  };
  return { ...numbers, reasons: reasonsFor(numbers, terms.chance) };
}

/** What the true difference lies within; by Tango for right and wrong scores of independent examples, else by bootstrap. */
export function intervalOf(
  differences: Differences,
  terms: Pick<Terms, 'confidence' | 'resamples' | 'seed'>,
): [number, number] {
  const { isRightWrong, isClustered } = differences;
  return isRightWrong && !isClustered
    ? tangoInterval(differences, terms.confidence)
    : bootstrapInterval(differences, terms);
}

function verdictOf(better: Claim, worse: Claim, isMeasurable: boolean): ComparisonVerdict {
  if (better.pValue <= better.level) return 'better';
  if (worse.pValue <= worse.level) return 'worse';
  return isMeasurable ? 'no difference' : 'not measurable';
}

const unmeasured = (pairing: Pairing, reason: string): PairedComparison => ({
  ...namesOf(pairing),
  method: 'none',
  n: 0,
  verdict: 'not measurable',
  reasons: [reason],
});

const namesOf = ({ metric, candidate, rival, slice }: Pairing) => ({
  metric,
  candidate,
  rival,
  ...(slice !== undefined && { slice }),
});

/** Each comparison draws on its own. */
const seedOf = ({ metric, candidate, rival, slice }: Pairing, { seed }: Terms) =>
  JSON.stringify([seed, metric, candidate, rival, slice]);

function checkTerms({ level, margin, gain, chance, confidence, resamples }: Terms): void {
  for (const [name, share] of Object.entries({ level, chance, confidence }))
    if (!(share > 0 && share < 1)) throw new RangeError(`${name} ${share} is not between 0 and 1`);
  if (!(margin >= 0 && margin < 1)) throw new RangeError(`a margin of ${margin} is not from 0 to 1`);
  if (!(gain > margin && gain <= 1)) throw new RangeError(`a gain of ${gain} is not more than the margin of ${margin}`);
  if (!(resamples >= 1)) throw new RangeError(`${resamples} resamples are none`);
}
