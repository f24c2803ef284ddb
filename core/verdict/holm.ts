/** Many candidates, one promise: Holm's steps (1979, Scandinavian Journal of Statistics 6:65). */

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
