/** Hours of traffic, and costs of a month, as lines of a chart. */
import type { Cost, TrafficHour } from '../functions/console/answers';

const hour = 3_600_000;

/** Every hour from the first to now, those without an answer as null: nobody knows what they would have been. */
export function hoursBetween(hours: TrafficHour[], { at, days }: { at: number; days: number }): (TrafficHour | null)[] {
  const last = Math.floor(at / hour) * hour;
  const found = new Map(hours.map((each) => [each.at, each]));
  return Array.from({ length: days * 24 + 1 }, (_, place) => found.get(last - (days * 24 - place) * hour) ?? null);
}

/** Seconds since 1970 of the same hours. */
export const hourStarts = ({ at, days }: { at: number; days: number }): number[] =>
  Array.from(
    { length: days * 24 + 1 },
    (_, place) => (Math.floor(at / hour) * hour - (days * 24 - place) * hour) / 1000,
  );

/** What counts against the budget, summed up as it was committed: from the begin of the month to now. @returns seconds since 1970, and US dollars by then */
export function summedUp(costs: Cost[], at: number): { xs: number[]; held: number[] } {
  const now = new Date(at);
  const begin = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
  const steps = costs.map((cost) => ({ at: Date.parse(cost.at), held: cost.held })).toSorted((a, b) => a.at - b.at);
  let sum = 0;
  const points = steps.flatMap((step) => [
    { at: step.at - 1, sum },
    { at: step.at, sum: (sum += step.held) },
  ]);
  const all = [{ at: begin, sum: 0 }, ...points, { at, sum }];
  return { xs: all.map((point) => point.at / 1000), held: all.map((point) => point.sum) };
}
