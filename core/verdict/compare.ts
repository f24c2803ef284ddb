/** Candidates against rivals on the same examples: one family of comparisons, one error rate. */
import { bootstrapInterval } from './bootstrap';
import type { Claim, ComparisonVerdict, MeasuredComparison, PairedComparison } from './comparison';
import { claimsOf, type Claims } from './claims';
import { familyLevels, unitOf } from './holm';
import { differencesOf, type Differences, type PairedScores } from './paired-scores';
import { chanceToSee, rowsToSee, spreadOf, type Aim } from './power';
import { confidenceAt, isEarly } from './spending';
import { swapInterval } from './swaps';
import { tangoInterval } from './tango';
import { checkTerms, type Terms } from './terms';
import { reasonsFor } from './words';

/** Scores, or why there are none. */
export type Pairing = PairedScores | (Omit<PairedScores, 'candidateScores' | 'rivalScores'> & { unmeasured: string });

/**
 * Every pairing's verdict, in their order. One call is one family: its claims are about candidates (of a metric and a slice),
 * each of which is as good as its comparison with the hardest of its rivals, and together they hold the level. That a candidate
 * is worse by more than x is a claim of its own, with the margin x the other way round, of a family of its own.
 *
 * Where pairings have looks, it may be called at each of them with the examples so far, and the level holds over all calls;
 * before the last one only `better` and `worse` end a comparison. Candidates then share the level evenly.
 * @throws RangeError for terms or scores that make no sense
 */
export function comparePairs(pairings: Pairing[], terms: Terms): PairedComparison[] {
  checkTerms(terms);
  const evenly = terms.level / new Set(pairings.map(unitOf)).size;
  const tested = pairings.map((pairing) => test(pairing, { ...terms, level: evenly }));
  const hasLooks = pairings.some(({ looks }) => looks !== undefined);
  const [better, worse, worseByMore] = (['better', 'worse', 'worseByMore'] as const).map((claim) =>
    familyLevels(
      pairings.map((pairing, place) => ({ pairing, pValue: tested[place]?.[claim]?.pValue ?? 1 })),
      terms.level,
    ),
  );
  return pairings.map((pairing, place) => {
    const found = tested[place];
    if (!found) return unmeasured(pairing, 'unmeasured' in pairing ? pairing.unmeasured : 'no example has two scores');
    if (hasLooks) return judged(pairing, found, { ...terms, level: evenly });
    found.better.level = better![place]!;
    found.worse.level = worse![place]!;
    if (found.worseByMore) found.worseByMore.level = worseByMore![place]!;
    return judged(pairing, found, { ...terms, level: found.better.level });
  });
}

type Tested = Claims & { differences: Differences };

/** Undefined where there is nothing to test. */
function test(pairing: Pairing, terms: Terms): Tested | undefined {
  if ('unmeasured' in pairing || pairing.candidateScores.length === 0) return undefined;
  const trial = { ...terms, seed: seedOf(pairing, terms) };
  const differences = differencesOf(pairing, undefined, trial);
  return { differences, ...claimsOf(pairing, differences, trial) };
}

/** @param terms with the level that the comparison has when all examples are in */
function judged(
  pairing: Pairing,
  { differences, method, better, worse, worseByMore }: Tested,
  terms: Terms,
): MeasuredComparison {
  const { margin, gain, confidence, level } = terms;
  const { n, sums, wins, losses, means, isClustered } = differences;
  const { looks } = pairing;
  const hasEndedEarly = isEarly(looks);
  const spread = spreadOf(differences, gain);
  const aim = { gain, margin, level };
  const chance = chanceToSee(spread, n, aim);
  const verdict = verdictOf(better, worse, chance >= terms.chance && !hasEndedEarly);
  const numbers = {
    ...namesOf(pairing),
    method,
    n,
    ...(looks && { looks: looks.length }),
    ...(hasEndedEarly && { shareSeen: looks!.at(-1)!.share }),
    ...(isClustered && { clusters: sums.length }),
    wins,
    losses,
    means: { candidate: means[0], rival: means[1] },
    difference: means[0] - means[1],
    interval: intervalOf(differences, {
      ...terms,
      confidence: looks ? confidenceAt(looks, confidence) : confidence,
      seed: seedOf(pairing, terms),
    }),
    confidence,
    margin,
    better,
    worse,
    ...(worseByMore && { worseByMore }),
    gain,
    chanceToSee: chance,
    ...(verdict === 'not measurable' && !hasEndedEarly && { moreRows: moreRows(differences, terms.chance, aim) }),
    verdict,
  };
  return { ...numbers, reasons: reasonsFor(numbers, terms.chance) };
}

/** To see the gain; or a difference as large as was seen, where that is more. */
function moreRows(differences: Differences, chance: number, aim: Aim): number {
  const { n, means } = differences;
  const gain = Math.max(aim.gain, means[0] - means[1]);
  return Math.max(1, rowsToSee(spreadOf(differences, gain), chance, { ...aim, gain }) - n);
}

/** What the true difference lies within; by Tango for right and wrong scores of independent examples, by swaps of all, else by bootstrap. */
export function intervalOf(
  differences: Differences,
  terms: Pick<Terms, 'confidence' | 'resamples' | 'seed'>,
): [number, number] {
  const { isRightWrong, isClustered, swaps, sums } = differences;
  if (swaps) return swapInterval(swaps, sums.length, terms.confidence);
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
