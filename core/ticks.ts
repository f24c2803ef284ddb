/** Numbers along an axis: round ones, around all that is drawn. */

/** Round numbers from 0 on, four to eight of them, up to one that nothing passes. */
export function ticks(most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(most > 0 ? most : 1));
  const step = [0.2, 0.5, 1, 2].map((part) => part * power).find((each) => most / each <= 6)!;
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, at) => Number((at * step).toPrecision(6)));
}

/** Whole points, three to seven of them, around all that is drawn. */
export function ticksOver(low: number, up: number): number[] {
  const steps = [1, 2, 5, 10, 20, 50].map((points) => points / 100);
  const step = steps.find((each) => Math.ceil(up / each) - Math.floor(low / each) <= 6) ?? 0.5;
  const [from, to] = [Math.floor(low / step), Math.max(Math.ceil(up / step), Math.floor(low / step) + 2)];
  return Array.from({ length: to - from + 1 }, (_, i) => (from + i) * step);
}
