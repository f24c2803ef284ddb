/** Curves of losses, as many of their points as are kept. */
import type { Losses } from '../../../schemas/generated/types';

/** More are not told apart where it is drawn. */
const mostPoints = 200;

/** Ordered by step; evenly thinned, with the first and the last. */
export function thinned(points: Losses['training']): Losses['training'] {
  const ordered = points.toSorted((a, b) => a.step - b.step);
  if (ordered.length <= mostPoints) return ordered;
  const apart = (ordered.length - 1) / (mostPoints - 1);
  return Array.from({ length: mostPoints }, (_, place) => ordered[Math.round(place * apart)]!);
}
