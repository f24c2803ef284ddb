/** Whether a candidate is better than its rival, or worse: which test says so, and what it finds. */
import type { Claim, MeasuredComparison } from './comparison';
import { differencesOf, type Differences, type PairedScores } from './paired-scores';
import { signFlipTest } from './sign-flips';
import { signFlipsInLooks } from './sign-flips-in-looks';
import { signTest } from './sign-test';
import { signTestInLooks } from './sign-test-in-looks';
import { swapTest } from './swaps';
import { isEarly, type Look } from './spending';
import { marginTest } from './tango';
import type { Terms } from './terms';

type Trial = Pick<Terms, 'margin' | 'worseBy' | 'resamples' | 'seed' | 'level'>;

export interface Claims {
  method: MeasuredComparison['method'];
  better: Claim;
  worse: Claim;
  worseByMore?: Claim & { by: number };
}

/** Both claims at a level: that the candidate is better by more than the margin, and that it is worse than the rival. */
export function claimsOf(pairing: PairedScores, differences: Differences, trial: Trial): Claims {
  const { looks } = pairing;
  if (looks && !differences.swaps) return testInLooks(pairing, looks, trial);
  // Numbers of all answers are not looked at before all are there.
  const { method, better, worse } = isEarly(looks)
    ? ({ method: 'swaps', better: 1, worse: 1 } as const)
    : testDifferences(differences, trial);
  const { level, worseBy } = trial;
  return {
    method,
    better: { pValue: better, level },
    worse: { pValue: worse, level },
    ...(worseBy !== undefined && {
      worseByMore: {
        by: worseBy,
        pValue: testDifferences(turnedRound(differences), { ...trial, margin: worseBy }).better,
        level,
      },
    }),
  };
}

/**
 * Right and wrong scores of independent examples: the exact sign test, and with a margin the exact test by Tango's statistic.
 * Numbers that only all answers have: swapped answers. All others: turned signs of the clusters' sums, less the margin, which is exact where differences lie symmetrically around it.
 * P-values.
 */
export function testDifferences(
  differences: Differences,
  { margin, resamples, seed }: Pick<Terms, 'margin' | 'resamples' | 'seed'>,
): { method: MeasuredComparison['method']; better: number; worse: number } {
  const { n, wins, losses, isRightWrong, isClustered, swaps } = differences;
  if (swaps) {
    if (margin > 0) throw new RangeError('a number of all answers is tested without a margin: no swap keeps one');
    return { method: 'swaps', ...swapTest(swaps) };
  }
  if (isRightWrong && !isClustered) {
    const worse = signTest({ wins: losses, losses: wins });
    return margin === 0
      ? { method: 'sign test', better: signTest({ wins, losses }), worse }
      : { method: 'score test', better: marginTest({ n, wins, losses }, margin), worse };
  }
  return {
    method: 'sign flips',
    better: signFlipTest(over(differences, margin), { resamples, seed }),
    worse: signFlipTest(under(differences), { resamples, seed }),
  };
}

/** The same in looks; with a margin right and wrong scores are tested by turned signs too. */
function testInLooks(pairing: PairedScores, looks: Look[], { margin, level, ...flips }: Trial): Claims {
  const steps = looks.map(({ examples, share }) => ({ share, differences: differencesOf(pairing, examples) }));
  const { n, isRightWrong, isClustered } = steps.at(-1)!.differences;
  if (n !== pairing.candidateScores.length) throw new RangeError('the last look is not at all the examples');
  if (isRightWrong && !isClustered && margin === 0) {
    const counted = (claim: 'wins' | 'losses') =>
      steps.map(({ share, differences: { wins, losses, [claim]: won } }) => ({
        differing: wins + losses,
        wins: won,
        share,
      }));
    return {
      method: 'sign test',
      better: signTestInLooks(counted('wins'), level),
      worse: signTestInLooks(counted('losses'), level),
    };
  }
  const summed = (sums: (differences: Differences) => Float64Array) =>
    steps.map(({ share, differences }) => ({ share, sums: sums(differences) }));
  return {
    method: 'sign flips',
    better: signFlipsInLooks(
      summed((differences) => over(differences, margin)),
      level,
      flips,
    ),
    worse: signFlipsInLooks(summed(under), level, flips),
  };
}

/** The rival in the candidate's place. */
const turnedRound = (differences: Differences): Differences => ({
  ...differences,
  sums: under(differences),
  wins: differences.losses,
  losses: differences.wins,
});

/** By cluster, what the candidate is better by than the margin, and what it is worse by. */
const over = ({ sums, sizes }: Differences, margin: number) => sums.map((sum, place) => sum - margin * sizes[place]!);
const under = ({ sums }: Differences) => sums.map((sum) => -sum);
