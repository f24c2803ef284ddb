/** When a base's successor has to be in production, and when that is begun. */

/** Days that are left between a successor's promotion and the first day on which its base is refused. */
export const marginDays = 7;

/** Providers close new access a month before the end; the successor has a month before that. */
const aheadDays = 61;

/** Days from the request to the end of the canary, where no run of the pipeline has shown it: two of work, a week of canary. */
const usualRunDays = 9;

/** Of so many runs the longest counts, and half as much again. */
const runsLookedAt = 5;
const caution = 1.5;

const dayInMilliseconds = 24 * 60 * 60 * 1000;

/** YYYY-MM-DD, in UTC. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** @param day YYYY-MM-DD */
export const daysAfter = (day: string, days: number): string =>
  dayOf(new Date(Date.parse(day) + days * dayInMilliseconds));

/** Both YYYY-MM-DD. */
export const daysBetween = (from: string, to: string): number =>
  (Date.parse(to) - Date.parse(from)) / dayInMilliseconds;

/** Days that the next run is taken to need. @param earlier of runs that were promoted, the newest last */
export const expectedRunDays = (earlier: number[]): number =>
  earlier.length === 0 ? usualRunDays : Math.max(1, Math.ceil(caution * Math.max(...earlier.slice(-runsLookedAt))));

/** The last day for the successor to be in production. @param closesOn YYYY-MM-DD */
export const deadlineFor = (closesOn: string): string => daysAfter(closesOn, -marginDays);

/** The day on which its run is to begin: early enough for a second one, should the first be refused. */
export const plannedOn = (closesOn: string, runDays = usualRunDays): string =>
  daysAfter(closesOn, -Math.max(aheadDays, marginDays + 2 * runDays));
