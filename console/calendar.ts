/** Months, and what falls into each: a lifecycle as a calendar. */
import type { LifecycleRow } from '../functions/console/answers';

/** As 2026-11, that of the date first. */
export const monthsFrom = (from: Date, count: number): string[] =>
  Array.from({ length: count }, (_, place) =>
    new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + place)).toISOString().slice(0, 7),
  );

/** What of a row happens in a month: it closes, or its successor's run is due. @param month as 2026-11 */
export function eventsIn({ closesOn, plannedOn }: LifecycleRow, month: string): ('closes' | 'planned')[] {
  return [
    ...(plannedOn?.startsWith(month) ? (['planned'] as const) : []),
    ...(closesOn?.startsWith(month) ? (['closes'] as const) : []),
  ];
}
