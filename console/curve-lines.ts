/** Curves that have points at steps of their own, as lines over one axis. */
import type { CurvesBeside } from '../functions/console/answers';
import type { Line } from './line';

/** A step that a curve has no point at is no gap of it: undefined, and not null. */
export function joined(curves: CurvesBeside['curves']): { xs: number[]; lines: Line[] } {
  const xs = [...new Set(curves.flatMap(({ points }) => points.map(([step]) => step)))].toSorted((a, b) => a - b);
  const placeOf = new Map(xs.map((step, place) => [step, place]));
  const lines = curves.map(({ name, points }) => {
    const values = Array.from<number | null | undefined>({ length: xs.length });
    for (const [step, loss] of points) values[placeOf.get(step)!] = loss;
    return { name, values };
  });
  return { xs, lines };
}
