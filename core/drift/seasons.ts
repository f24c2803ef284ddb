/** The seasons in which traffic differs from itself: six hours of working days, and of the weekend. */

const hour = 3_600_000;

/** How many there are. */
export const seasons = 8;

/** @param at milliseconds since 1970; read in UTC, in which a season begins at the same hour all year */
export function seasonOf(at: number): number {
  const hours = Math.floor(at / hour);
  // 1 January 1970 was a Thursday.
  const weekday = (Math.floor(hours / 24) + 3) % 7;
  return (weekday >= 5 ? 4 : 0) + Math.floor((hours % 24) / 6);
}
