/** Curves with no more points than can be told apart where they are drawn. */

/** Where a point is drawn. */
export type CurvePoint = [x: number, y: number];

/**
 * Largest triangle three buckets (Steinarsson 2013): the first point, the last, and of each stretch between them the one that the curve's
 * shape would miss most, so that no spike is lost.
 * @param points in the order of x
 */
export function downsample(points: readonly CurvePoint[], most: number): CurvePoint[] {
  if (points.length <= most || most < 3) return [...points];
  const stretch = (points.length - 2) / (most - 2);
  const startOf = (bucket: number): number => Math.floor(bucket * stretch) + 1;
  const chosen: CurvePoint[] = [points[0]!];
  for (let bucket = 0; bucket < most - 2; bucket++) {
    const next = meanOf(points.slice(startOf(bucket + 1), Math.max(startOf(bucket + 2), startOf(bucket + 1) + 1)));
    const before = chosen.at(-1)!;
    const own = points.slice(startOf(bucket), startOf(bucket + 1));
    chosen.push(own.reduce((a, b) => (areaOf(before, b, next) > areaOf(before, a, next) ? b : a)));
  }
  return [...chosen, points.at(-1)!];
}

const meanOf = (points: readonly CurvePoint[]): CurvePoint => {
  const sum = points.reduce(([x, y], point) => [x + point[0], y + point[1]], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
};

/** Twice the area of the triangle. */
const areaOf = ([ax, ay]: CurvePoint, [bx, by]: CurvePoint, [cx, cy]: CurvePoint): number =>
  Math.abs((ax - cx) * (by - ay) - (ax - bx) * (cy - ay));
