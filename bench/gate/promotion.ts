/** Whether a gate promotes one of several candidates: the shipped verdict, and what is usual. */
import { testDifferences } from '../../core/verdict/claims';
import { familyLevels } from '../../core/verdict/holm';
import { differencesOf, type Differences } from '../../core/verdict/paired-scores';
import type { Terms } from '../../core/verdict/terms';
import type { Drawn } from './models';

/** The shipped verdict as the gate asks for it: one candidate is `better` than its rival. Its p-values may be known already. */
export function promotes(
  drawn: Drawn,
  terms: Pick<Terms, 'level' | 'margin' | 'resamples'>,
  test: (differences: Differences) => number = (differences) =>
    testDifferences(differences, { ...terms, seed: 'a run' }).better,
): boolean {
  const claims = drawn.candidateScores.map((_, place) => ({
    pairing: { metric: 'score', candidate: `c${place}` },
    pValue: test(differencesOfCandidate(drawn, place)),
  }));
  return familyLevels(claims, terms.level).some((level, place) => claims[place]!.pValue <= level);
}

export const differencesOfCandidate = ({ rivalScores, candidateScores, clusters }: Drawn, place: number): Differences =>
  differencesOf({
    metric: 'score',
    candidate: `c${place}`,
    rival: 'production',
    candidateScores: candidateScores[place]!,
    rivalScores,
    ...(clusters && { clusters }),
  });

/** What Landfall's gate asked for before it compared in pairs: a mean that is five points higher. */
export const promotesByMeans = (drawn: Drawn): boolean => {
  const { rival, candidates } = meansOf(drawn);
  return candidates.some((mean) => mean - rival >= 0.05 - 1e-9);
};

/** The best mean counts, whatever it is better by. */
export const promotesBestMean = (drawn: Drawn): boolean =>
  meansOf(drawn).candidates.some((mean) => mean > meansOf(drawn).rival);

function meansOf({ rivalScores, candidateScores }: Drawn) {
  const mean = (scores: Float64Array) => scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { rival: mean(rivalScores), candidates: candidateScores.map(mean) };
}
