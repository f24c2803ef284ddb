/** Many candidates, one promise: Holm's steps (1979, Scandinavian Journal of Statistics 6:65). */
import type { PairedScores } from './paired-scores';

/**
 * The level at which each candidate is judged, so that a wrong claim about any of them has a chance of `level` at most. A
 * candidate that is to beat several rivals stands here with its highest p-value: it is promoted only where all are passed
 * (Berger 1982), and each of its comparisons may be read at this level too.
 */
export function holmLevels(pValues: number[], level: number): number[] {
  const inOrder = pValues.map((_, place) => place).sort((a, b) => pValues[a]! - pValues[b]!);
  const levels: number[] = [];
  let rest = pValues.length;
  for (const place of inOrder) {
    levels[place] = level / rest;
    // The first that does not pass ends the steps: those after it are judged no less strictly.
    if (pValues[place]! <= level / rest) rest--;
  }
  return levels;
}

/** Holm's levels by candidate: each stands with the comparison that is hardest for it. */
export function familyLevels(
  claims: { pairing: Pick<PairedScores, 'metric' | 'slice' | 'candidate'>; pValue: number }[],
  level: number,
): number[] {
  const hardest = new Map<string, number>();
  for (const { pairing, pValue } of claims) {
    const name = unitOf(pairing);
    hardest.set(name, Math.max(hardest.get(name) ?? 0, pValue));
  }
  const levels = holmLevels([...hardest.values()], level);
  const names = [...hardest.keys()];
  return claims.map(({ pairing }) => levels[names.indexOf(unitOf(pairing))]!);
}

/** What a claim is about. */
export const unitOf = ({ metric, slice, candidate }: Pick<PairedScores, 'metric' | 'slice' | 'candidate'>): string =>
  JSON.stringify([metric, slice, candidate]);
